"""The verdicts of an upload as a workbook: problems first, every row with what to do."""

from collections.abc import Iterable

from office.intake.models import StagedRow
from office.tables import Cell, as_xlsx

HEADINGS = ["行", "点号", "结论", "规则", "说明", "怎么办", "坐标（原值）", "决定"]
_WIDTHS = [7, 16, 8, 12, 48, 40, 36, 8]


def workbook(rows: Iterable[StagedRow], advice: str) -> bytes:
    """An XLSX of the rows; `advice` stands where a row is refused only because of the file."""
    return as_xlsx("逐行结果", HEADINGS, (_cells(row, advice) for row in rows), _WIDTHS)


def _cells(row: StagedRow, advice: str) -> list[Cell]:
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
