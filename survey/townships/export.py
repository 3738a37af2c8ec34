"""The verdicts of an upload as a workbook: problems first, every row with what to do."""

import io
from collections.abc import Iterable

import openpyxl
from openpyxl.styles import Alignment, Font

from office.intake.models import StagedRow

HEADINGS = ["行", "点号", "结论", "规则", "说明", "怎么办", "坐标（原值）", "决定"]
_WIDTHS = [7, 16, 8, 12, 48, 40, 36, 8]
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def workbook(rows: Iterable[StagedRow], advice: str) -> bytes:
    """An XLSX of the rows; `advice` stands where a row is refused only because of the file."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "逐行结果"
    sheet.append(HEADINGS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([_safe(value) for value in _cells(row, advice)])
    for letter, width in zip("ABCDEFGH", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for line in sheet.iter_rows(min_row=2, min_col=5, max_col=6):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _cells(row: StagedRow, advice: str) -> list[str | int]:
    rules = "、".join(dict.fromkeys(item["rule"] for item in row.findings)) or "—"
    message = "\n".join(item["message"] for item in row.findings) or "—"
    fix = "\n".join(item["fix"] for item in row.findings if item.get("fix"))
    usual = advice if row.verdict == "refused" else "无须处理"
    shown = row.values.get("shown", "")
    return [
        row.row,
        row.label,
        row.get_verdict_display(),
        rules,
        message,
        fix or usual,
        shown,
        row.get_decision_display(),
    ]


def _safe(value: str | int) -> str | int:
    """Words that a spreadsheet would take for a formula stay words."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) else value
