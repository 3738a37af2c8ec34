"""The verdicts of a register as a workbook: problems first, every row with what to do."""

from collections.abc import Iterable

from office.intake.models import StagedRow
from office.tables import Cell

HEADINGS = ("行", "名称", "结论", "规则", "说明", "怎么办", "选定", "决定")
WIDTHS = (7, 20, 8, 14, 60, 44, 12, 8)
CHOICES = {"": "", "new": "另建一处", "skip": "不收"}


def cells(rows: Iterable[StagedRow]) -> Iterable[list[Cell]]:
    """One line for each row."""
    for row in rows:
        choice = row.values.get("choice", "")
        yield [
            row.row,
            row.label,
            row.get_verdict_display(),
            "、".join(dict.fromkeys(item["rule"] for item in row.findings)) or "—",
            "\n".join(item["message"] for item in row.findings) or "—",
            "\n".join(item["fix"] for item in row.findings if item.get("fix")) or "无须处理",
            CHOICES.get(choice, f"并入 {choice}"),
            row.get_decision_display(),
        ]
