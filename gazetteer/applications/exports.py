"""The list of cases as CSV and XLSX (导出)."""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from gazetteer.applications.models import Application

HEADINGS = (
    "件号",
    "拟用名称",
    "罗马字母拼写",
    "类别",
    "所属政区",
    "申请单位",
    "状态",
    "报送日期",
    "受理日期",
    "批准机关",
    "批准文号",
    "批准日期",
    "备案公告期限",
    "公告日期",
    "示例",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(cases: Iterable[Application], places: dict[int, str]) -> list[list[str]]:
    """One row of text per case, in the order of `HEADINGS`; nothing in it can act as a formula."""
    return [[_safe(value) for value in _values(case, places)] for case in cases]


def _values(case: Application, places: dict[int, str]) -> Sequence[str]:
    return (
        case.number,
        case.name,
        case.pinyin,
        case.get_kind_display(),
        places.get(case.home_id, ""),
        case.applicant_name,
        case.state_label,
        _day(case.submitted_on),
        _day(case.accepted_on),
        case.authority,
        case.document_number,
        _day(case.decided_on),
        _day(case.due_on),
        _day(case.announced_on),
        "示例数据" if case.is_sample else "",
    )


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _safe(text: str) -> str:
    visible = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{visible}" if visible.startswith(_FORMULA) else visible


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet, headings bold and fixed."""
    book = Workbook()
    sheet = book.active
    sheet.title = "命名申请"
    sheet.append(HEADINGS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
