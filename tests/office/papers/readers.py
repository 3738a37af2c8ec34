"""Made papers opened again: what their PDF, Word file and sheet say."""

import io

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader


def pdf_text(content: bytes) -> str:
    """All words of a PDF without the breaks of its lines."""
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def is_pdf_a(content: bytes) -> bool:
    """Whether the metadata names PDF/A part 2."""
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    told = root["/Metadata"].get_data()
    return b"pdfaid:part>2<" in told or b'pdfaid:part="2"' in told


def word_text(content: bytes) -> str:
    """All words of a Word file, cells in their order; a merged cell once."""
    word = Document(io.BytesIO(content))
    told = [paragraph.text for paragraph in word.paragraphs]
    for table in word.tables:
        cells = {cell._tc: cell.text for row in table.rows for cell in row.cells}
        told += cells.values()
    heads = [paragraph.text for section in word.sections for paragraph in section.header.paragraphs]
    return "\n".join([*heads, *told])


def sheet_rows(content: bytes) -> list[list]:
    """The cells of the first sheet."""
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]
