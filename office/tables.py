"""Tables that leave the house (导出): CSV and XLSX in which no cell can act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value: Cell) -> Cell:
    """A cell that a spreadsheet shows as it is: words it would take for a formula get an apostrophe."""
    if not isinstance(value, str):
        return value
    visible = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{visible}" if visible.startswith(_FORMULA) else visible


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[float] = ()) -> bytes:
    """One sheet, headings bold and fixed; `widths` in characters, long words wrap."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append(list(headings))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([harmless(value) for value in row])
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for line in sheet.iter_rows(min_row=2) if widths else ():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table_file(
    name: str,
    form: str,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[float] = (),
) -> HttpResponse:
    """A table as a file to keep, `name.form`; `form` is csv or xlsx, `title` and `widths` count for the sheet only."""
    if form == "csv":
        content, kind = as_csv(headings, rows), CSV_TYPE
    else:
        content, kind = as_xlsx(title, headings, rows, widths), XLSX_TYPE
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)
