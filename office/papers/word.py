"""The parts of Word files (文档部件): faces, lines, cells as GB/T 9704 wants them; a paper as docx."""

import io

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from office.papers import faces

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def new_word(face: str = faces.FANG, size: Pt | None = None) -> Word:
    """An empty Word file whose text is in a face of the offices."""
    word = Document()
    style = word.styles["Normal"]
    style.font.size = size or Pt(faces.TEXT)
    set_face(style.element.get_or_add_rPr(), face)
    return word


def set_page(section: Section, width: float, height: float, margins: tuple[float, float, float, float]) -> None:
    """Size and margins (top, right, bottom, left) in millimetres."""
    section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)


def set_face(properties, name: str) -> None:
    """Latin and Chinese characters in one face."""
    fonts = properties.get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(kind), name)


def run(paragraph: Paragraph, words: str, size: Pt, face: str = faces.FANG, *, bold: bool = False, red: bool = False):
    """Words in a face and size at the end of a paragraph; a line break for each newline."""
    made = paragraph.add_run(words)
    made.font.size, made.bold = size, bold
    if red:
        made.font.color.rgb = RGBColor.from_string(faces.RED)
    set_face(made._element.get_or_add_rPr(), face)
    return made


def field(paragraph: Paragraph, instruction: str, size: Pt, face: str = faces.SONG) -> None:
    """A field that the text program fills: PAGE, NUMPAGES."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("shown", "1"), ("end", "")):
        made = run(paragraph, text if kind == "shown" else "", size, face)
        if kind == "shown":
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        made._element.append(part)


def padding(table: WordTable) -> None:
    """A millimetre above and below the text of every cell, two beside it (in twentieths of a point)."""
    properties = table._tbl.tblPr
    margins = properties.makeelement(qn("w:tblCellMar"), {})
    for side, width in (("top", 57), ("left", 113), ("bottom", 57), ("right", 113)):
        margins.append(margins.makeelement(qn(f"w:{side}"), {qn("w:w"): str(width), qn("w:type"): "dxa"}))
    properties.append(margins)


def row_mark(row: _Row, name: str) -> None:
    """w:tblHeader repeats a row on every page, w:cantSplit keeps it whole."""
    properties = row._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn(name), {}))


def shade(cell: _Cell) -> None:
    properties = cell._tc.get_or_add_tcPr()
    properties.append(properties.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): "F4F1E9"}))


def fill(cell: _Cell, words: str, size: Pt, face: str = faces.SONG, *, align: str = "center", bold: bool = False):
    """Words into the first paragraph of a cell, in the middle of its height."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.alignment = ALIGN[align]
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    run(paragraph, words, size, face, bold=bold)
    return paragraph


def grid(word: Word, widths: tuple[float, ...], rows: int, *, ruled: bool = True) -> WordTable:
    """A table of fixed columns (millimetres) in the middle of the page."""
    table = word.add_table(rows=rows, cols=len(widths))
    table.style = "Table Grid" if ruled else "Normal Table"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def leading(paragraph: Paragraph, points: float) -> None:
    """Exactly so far from line to line."""
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)
    form.space_before = form.space_after = Pt(0)


def new_page(word: Word) -> None:
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def saved(word: Word) -> bytes:
    """The bytes of the file."""
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()
