"""The tables of a paper as a spreadsheet (xlsx) that prints like the paper: title, ruled cells, repeated headings."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from office.papers import faces
from office.papers.content import Paper, Table, groups, shown
from office.papers.page import SAMPLE
from office.papers.widths import column_widths, lines_in
from office.tables import harmless

THIN = Side(style="thin", color="000000")
RULED = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CHARACTERS_PER_MM = 0.55
LINE_POINTS = 13.5


def as_xlsx(paper: Paper) -> bytes:
    """One sheet for each table; ValueError for a paper that has none."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(paper.tabular, 1):
        name = paper.title if len(paper.tabular) == 1 else f"{paper.title[:26]} {number}"
        _sheet(book.create_sheet(_sheet_name(name)), paper, table)
    if not book.worksheets:
        raise ValueError(f"{paper.title} has no table")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _sheet_name(words: str) -> str:
    return "".join("_" if sign in "[]:*?/\\" else sign for sign in words)[:31] or "表"


def _sheet(sheet: Worksheet, paper: Paper, table: Table) -> None:
    last = len(table.columns)
    facets = "　".join([*paper.facets, *([SAMPLE] if paper.sample else [])])
    for row, (words, size, face) in enumerate([(paper.title, 16, faces.SONG), (facets, 10, faces.FANG)], 1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
        cell = sheet.cell(row, 1, harmless(words))
        cell.font, cell.alignment = Font(name=face, size=size, bold=row == 1), Alignment(horizontal="center")
    heads = _heads(sheet, table, 3)
    widths = column_widths(table, paper.sheet.room[0])
    for row, values in enumerate(table.rows, 3 + heads):
        texts = [shown(value, head.digits) for head, value in zip(table.columns, values, strict=True)]
        deep = max(lines_in(text, width) for text, width in zip(texts, widths, strict=True))
        sheet.row_dimensions[row].height = LINE_POINTS * deep + 3
        for column, (head, value) in enumerate(zip(table.columns, values, strict=True), 1):
            cell = sheet.cell(row, column, None if value is None else harmless(value))
            cell.font, cell.border = Font(name=faces.SONG, size=10), RULED
            cell.alignment = Alignment(horizontal=head.align, vertical="center", wrap_text=True)
            if head.digits is not None and not isinstance(value, str):
                cell.number_format = f"0.{'0' * head.digits}" if head.digits else "0"
    if table.note:
        sheet.cell(sheet.max_row + 1, 1, harmless(table.note)).font = Font(name=faces.SONG, size=9)
    _printing(sheet, paper, widths, heads)


def _heads(sheet: Worksheet, table: Table, first: int) -> int:
    """The headings in one row or two; answers how many."""
    at = 1
    for group, count in groups(table.columns):
        if group:
            sheet.merge_cells(start_row=first, end_row=first, start_column=at, end_column=at + count - 1)
            sheet.cell(first, at, group)
            for place in range(at, at + count):
                sheet.cell(first + 1, place, table.columns[place - 1].title)
        else:
            sheet.cell(first, at, table.columns[at - 1].title)
            if table.grouped:
                sheet.merge_cells(start_row=first, end_row=first + 1, start_column=at, end_column=at)
        at += count
    rows = 2 if table.grouped else 1
    for line in sheet.iter_rows(min_row=first, max_row=first + rows - 1, max_col=len(table.columns)):
        for cell in line:
            cell.font, cell.border = Font(name=faces.HEI, size=10), RULED
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return rows


def _printing(sheet: Worksheet, paper: Paper, widths: Sequence[float], heads: int) -> None:
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = max(width * CHARACTERS_PER_MM, 5)
    sheet.freeze_panes = f"A{3 + heads}"
    sheet.print_title_rows = f"3:{2 + heads}"
    sheet.page_setup.orientation = "landscape" if paper.sheet.across else "portrait"
    sheet.page_setup.paperSize = 8 if paper.sheet.size == "A3" else 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "— &P —"
