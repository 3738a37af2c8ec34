"""A paper as Word file (docx): the same content as its PDF, for further work in a text program."""

import io

from docx.document import Document as Word
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.shared import Mm, Pt
from docx.table import _Cell

from office.papers import faces
from office.papers.content import (
    Block,
    Cell,
    Form,
    Heading,
    NewPage,
    Paper,
    Picture,
    Seals,
    Table,
    Title,
    Words,
    groups,
    places,
    shown,
)  # fmt: skip
from office.papers.page import SAMPLE
from office.papers.pictures import fitted, png_of
from office.papers.widths import column_widths
from office.papers.word import (
    ALIGN,
    field,
    fill,
    grid,
    leading,
    new_page,
    new_word,
    padding,
    row_mark,
    run,
    saved,
    set_page,
)  # fmt: skip

SIGNING = 28.0  # points from line to line, where the sides sign
TITLE, TEXT, CELL, NOTE = Pt(faces.TITLE), Pt(faces.TEXT), Pt(faces.CELL), Pt(10.5)


def as_docx(paper: Paper) -> bytes:
    """The paper as a Word file; drawings as pictures."""
    word = new_word()
    section = word.sections[0]
    set_page(section, paper.sheet.width, paper.sheet.height, paper.sheet.margins)
    _around(word, paper)
    if not paper.bare:
        _title(word, paper.heading or paper.title, paper.facets)
    for block in paper.blocks:
        _block(word, block, paper.sheet.room[0])
    word.core_properties.title = paper.title
    return saved(word)


def _around(word: Word, paper: Paper) -> None:
    """Sample mark at the head, number of the page at the foot."""
    section = word.sections[0]
    top, _, bottom, _ = paper.sheet.margins
    section.header_distance, section.footer_distance = Mm(min(12, top / 2)), Mm(min(12, bottom / 2))
    if paper.sample and not paper.bare:
        head = section.header.paragraphs[0]
        head.alignment = ALIGN["right"]
        run(head, SAMPLE, NOTE, faces.SONG, red=True)
    if paper.bare:
        return
    foot = section.footer.paragraphs[0]
    foot.alignment = ALIGN["center"]
    run(foot, "— ", NOTE, faces.SONG)
    field(foot, "PAGE", NOTE)
    run(foot, " —", NOTE, faces.SONG)
    if paper.foot:
        told = section.footer.add_paragraph()
        run(told, paper.foot, Pt(8), faces.SONG)


def _title(word: Word, text: str, told: tuple[str, ...] = ()) -> None:
    title = word.add_paragraph()
    title.alignment = ALIGN["center"]
    title.paragraph_format.space_after = Pt(8)
    run(title, text, TITLE, faces.SONG, bold=True)
    if told:
        facets = word.add_paragraph()
        facets.alignment = ALIGN["center"]
        run(facets, "　".join(told), NOTE, faces.FANG)


def _block(word: Word, block: Block, room: float) -> None:
    match block:
        case Title():
            _title(word, block.text)
        case Heading():
            _words(word, Words(block.text), faces.HEI if block.level == 1 else faces.KAI)
            word.paragraphs[-1].paragraph_format.keep_with_next = True
        case Words():
            _words(word, block)
        case Table():
            _table(word, block, room)
        case Form():
            _form(word, block, room)
        case Picture():
            paragraph = word.add_paragraph()
            paragraph.alignment = ALIGN["center"]
            paragraph.paragraph_format.space_after = Pt(0)
            _into(paragraph, block)
            if block.caption:
                _words(word, Words(block.caption, indent=False, align="center", small=True))
        case Seals():
            _seals(word, block, room)
        case NewPage():
            new_page(word)


def _words(word: Word, words: Words, face: str = faces.FANG) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = ALIGN[words.align]
    size = NOTE if words.small else TEXT
    leading(paragraph, 17 if words.small else faces.LEADING)
    if words.indent:
        paragraph.paragraph_format.first_line_indent = size * 2
    paragraph.paragraph_format.keep_with_next = words.together
    run(paragraph, words.text, size, face)


def _scaled(widths: tuple[float, ...], room: float) -> tuple[float, ...]:
    total = sum(widths)
    return tuple(width / total * room for width in widths)


def _table(word: Word, table: Table, room: float) -> None:
    heads = 2 if table.grouped else 1
    made = grid(word, column_widths(table, room), heads + len(table.rows))
    padding(made)
    rows = list(made.rows)
    if table.grouped:
        _grouped(table, [row.cells for row in rows[:2]])
    else:
        for cell, column in zip(rows[0].cells, table.columns, strict=True):
            fill(cell, column.title, CELL, faces.HEI)
    for row in rows[:heads]:
        row_mark(row, "w:tblHeader")
    for row, values in zip(rows[heads:], table.rows, strict=True):
        row_mark(row, "w:cantSplit")
        for cell, column, value in zip(row.cells, table.columns, values, strict=True):
            fill(cell, shown(value, column.digits), CELL, align=column.align)
    if table.note:
        _words(word, Words(table.note, indent=False, small=True))


def _grouped(table: Table, heads: list[tuple[_Cell, ...]]) -> None:
    at = 0
    for group, count in groups(table.columns):
        if group:
            fill(heads[0][at].merge(heads[0][at + count - 1]), group, CELL, faces.HEI)
            for place in range(at, at + count):
                fill(heads[1][place], table.columns[place].title, CELL, faces.HEI)
        else:
            fill(heads[0][at].merge(heads[1][at]), table.columns[at].title, CELL, faces.HEI)
        at += count


def _form(word: Word, form: Form, room: float) -> None:
    made = grid(word, _scaled(form.widths, room), len(form.rows))
    padding(made)
    rows = [row.cells for row in made.rows]
    for row, column, cell in places(form):
        box = rows[row][column]
        if cell.across > 1 or cell.down > 1:
            box = box.merge(rows[row + cell.down - 1][column + cell.across - 1])
        if cell.height and cell.down == 1:
            made.rows[row].height = Mm(cell.height)
        _cell(box, cell)
    for each in made.rows:
        row_mark(each, "w:cantSplit")


def _cell(box: _Cell, cell: Cell) -> None:
    paragraph = fill(box, cell.text, CELL, faces.HEI if cell.label else faces.SONG, align=cell.align)
    for number, picture in enumerate(cell.pictures):
        if cell.text or number:
            paragraph = box.add_paragraph()
            paragraph.alignment = ALIGN["center"]
            paragraph.paragraph_format.space_after = Pt(0)
        _into(paragraph, picture)
        if picture.caption:
            below = box.add_paragraph()
            below.alignment = ALIGN["center"]
            below.paragraph_format.space_after = Pt(0)
            run(below, picture.caption, CELL, faces.SONG)


def _into(paragraph, picture: Picture) -> None:
    data = picture.data or png_of(picture.svg, f"{picture.width}mm", f"{picture.height}mm")
    width, height = fitted(data, picture.width, picture.height)
    paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(width), height=Mm(height))


def _seals(word: Word, seals: Seals, room: float) -> None:
    word.add_paragraph()
    widths = _scaled((1.0,) * len(seals.sides), room)
    table = grid(word, widths, 1, ruled=False)
    row_mark(table.rows[0], "w:cantSplit")
    for cell, (name, lines) in zip(table.rows[0].cells, seals.sides, strict=True):
        leading(fill(cell, name, Pt(14), faces.FANG, align="left"), SIGNING)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.TOP
        for line in lines:
            paragraph = cell.add_paragraph()
            leading(paragraph, SIGNING)
            run(paragraph, line, Pt(14), faces.FANG)
