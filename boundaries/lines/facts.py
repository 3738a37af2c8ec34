"""The legal facts of a line as plain values, and the hash that a form carries (界线事实). No I/O."""

import datetime
from dataclasses import asdict, dataclass
from typing import Any

from boundaries.lines.models import Line
from office.log.hashing import digest

LABELS = {
    "state": "状态",
    "length_m": "法定长度（米）",
    "length_source": "长度来源",
    "agreement_body": "协议书签订双方",
    "agreement_number": "协议书编号",
    "agreement_date": "协议书签订日期",
    "approval_body": "批准机关",
    "approval_number": "批准文号",
    "approval_date": "批准日期",
}


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """What papers say of a line; the length in metres."""

    state: str
    length_m: float | None = None
    length_source: str = ""
    agreement_body: str = ""
    agreement_number: str = ""
    agreement_date: datetime.date | None = None
    approval_body: str = ""
    approval_number: str = ""
    approval_date: datetime.date | None = None

    def plain(self) -> dict[str, Any]:
        values = asdict(self)
        for name in ("agreement_date", "approval_date"):
            values[name] = values[name].isoformat() if values[name] else None
        return values


def facts_of(line: Line) -> LineFacts:
    return LineFacts(**{name: getattr(line, name) for name in LABELS})


def facts_hash(line: Line) -> str:
    """The hash of what stands of a line now, without its markers."""
    return digest({"line": line.pk, "facts": facts_of(line).plain()})
