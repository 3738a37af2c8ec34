"""The Word template of a proposal (优化方案的文档模板), made here, filled by docxtpl; no file of it is kept.

Type follows GB/T 9704: title in 宋体, text in 仿宋, headings in 黑体; three sizes.
"""

from functools import cache

from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.table import _Cell

from office.papers.word import new_word, padding, row_mark, run, saved, set_page, shade

SAMPLE = "{% if cell.sample %}{% if cell.figure %} · {% endif %}示例数据{% endif %}"
TITLE, HEADING, TEXT, SMALL = Pt(22), Pt(15), Pt(14), Pt(9.5)


@cache
def template() -> bytes:
    """The template with its marks for docxtpl."""
    word = new_word(size=TEXT)
    _page(word)
    _opening(word)
    _plan_parts(word)
    _comparison(word)
    _closing(word)
    return saved(word)


def _page(word: Word) -> None:
    section = word.sections[0]
    set_page(section, 210, 297, (30, 27, 25, 27))
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run(foot, "{{ p.stamp }}{% if p.sample %} · 含示例数据{% endif %}", SMALL, "黑体")


def _line(word: Word | _Cell, words: str, size=TEXT, face: str = "仿宋", *, centred: bool = False) -> None:
    paragraph = word.add_paragraph()
    form = paragraph.paragraph_format
    form.space_after = Pt(0 if size == SMALL and not centred else 4)
    if size == HEADING:
        form.space_before, form.keep_with_next = Pt(10), True
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run(paragraph, words, size, face)


def _mark(word: Word | _Cell, words: str) -> None:
    """A paragraph that docxtpl takes out again."""
    word.add_paragraph(words)


def _listed(word: Word | _Cell, each: str, words: str, size=TEXT) -> None:
    _mark(word, f"{{%p for item in {each} %}}")
    _line(word, words, size)
    _mark(word, "{%p endfor %}")


def _opening(word: Word) -> None:
    _line(word, "{{ p.heading }}", TITLE, "宋体", centred=True)
    _line(word, "{{ p.scope }} · 现状 {{ p.base_day }} · 拟 {{ p.effective }} 生效", SMALL, "黑体", centred=True)
    _line(word, "{{ p.stamp }}{% if p.sample %} · 含示例数据{% endif %}", SMALL, "黑体", centred=True)
    _line(word, "一、问题与理由", HEADING, "黑体")
    _line(word, "{{ p.reason or '（未写明）' }}")
    _line(word, "二、现状", HEADING, "黑体")
    _line(word, "{{ today_map }}", centred=True)
    _line(word, "{{ p.scope }}现状（{{ p.base_day }}）", SMALL, "黑体", centred=True)
    _line(word, "三、方案", HEADING, "黑体")


def _plan_parts(word: Word) -> None:
    _mark(word, "{%p for plan in plans %}")
    _line(word, "{{ plan.part.title }}（{{ plan.part.state }}）", HEADING, "黑体")
    _mark(word, "{%p if plan.part.note %}")
    _line(word, "注意：{{ plan.part.note }}")
    _mark(word, "{%p endif %}")
    _mark(word, "{%p if plan.part.refusal %}")
    _line(word, "不能实施：{{ plan.part.refusal }}")
    _mark(word, "{%p endif %}")
    _listed(word, "plan.part.operations", "{{ loop.index }}. {{ item }}")
    _mark(word, "{%p if plan.part.reason %}")
    _line(word, "理由：{{ plan.part.reason }}")
    _mark(word, "{%p endif %}")
    _line(word, "{{ plan.map }}", centred=True)
    _line(word, "{{ plan.part.title }}示意图", SMALL, "黑体", centred=True)
    _line(word, "批准机关：{{ plan.part.authority }}")
    _line(word, "申请材料：{{ plan.part.papers|join('；') }}")
    _listed(word, "plan.part.deadlines", "{{ item }}")
    _mark(word, "{%p endfor %}")


def _comparison(word: Word) -> None:
    """The table across the sheet: one row per question, one column per plan."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    set_page(section, 297, 210, (20, 20, 20, 20))
    _line(word, "四、方案比较", HEADING, "黑体")
    table = word.add_table(rows=4, cols=4)
    table.style = "Table Grid"
    padding(table)
    head, begin, body, end = (row.cells for row in table.rows)
    _cell(head[0], "比较事项", "黑体", bold=True)
    _cell(head[1], "{%tc for plan in plans %}")
    _cell(head[2], "{{ plan.part.title }}", "黑体", bold=True)
    for cell in (head[0], head[2]):
        shade(cell)
    _cell(head[3], "{%tc endfor %}")
    _cell(begin[0], "{%tr for row in p.rows %}")
    _cell(body[0], "{{ row.label }}{% if row.differs %}（不同）{% endif %}", "黑体", bold=True)
    _cell(body[1], "{%tc for cell in row.cells %}")
    _answer(body[2])
    _cell(body[3], "{%tc endfor %}")
    _cell(end[0], "{%tr endfor %}")
    row_mark(table.rows[0], "w:tblHeader")
    row_mark(table.rows[2], "w:cantSplit")


def _answer(cell: _Cell) -> None:
    """What one plan answers: the figure, lines below it, findings; a dash where there is no answer."""
    cell.paragraphs[0].add_run("{%p if not cell %}")
    _line(cell, "—", SMALL)
    _mark(cell, "{%p endif %}")
    _mark(cell, "{%p if cell and (cell.figure or cell.sample) %}")
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    run(paragraph, "{{ cell.figure }}" + SAMPLE, SMALL, "黑体", bold=True)
    _mark(cell, "{%p endif %}")
    _mark(cell, "{%p if cell %}")
    _listed(cell, "cell.lines", "{{ item }}", SMALL)
    _listed(cell, "cell.findings", "{{ item.rule }} {{ item.message }}", SMALL)
    _mark(cell, "{%p endif %}")


def _cell(cell: _Cell, words: str, face: str = "仿宋", *, bold: bool = False) -> None:
    cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    run(cell.paragraphs[0], words, SMALL, face, bold=bold)


def _closing(word: Word) -> None:
    _line(word, "各项数字由登记系统按拟生效日期试算得出，登记未作改动；内容散列 {{ p.content_hash }}。", SMALL)
    _line(word, "{{ p.printed }} 输出", SMALL)
