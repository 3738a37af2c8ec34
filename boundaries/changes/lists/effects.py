"""What a row of a list would do (效果): operations on the register, and one sentence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from boundaries.changes.lists.reading import ListRow
from boundaries.changes.lists.words import LABELS, Meaning, bare_name
from boundaries.changes.operations import Operation, Ref
from boundaries.changes.serial import operations_as_json


class Status(StrEnum):
    """How a row stands to the register: it would change it, is in it already, or cannot be followed."""

    WOULD = "would"
    REGISTERED = "registered"
    UNCLEAR = "unclear"


STATUS_LABELS = {Status.WOULD: "将登记", Status.REGISTERED: "已在名录", Status.UNCLEAR: "待查明"}


@dataclass(frozen=True)
class Effect:
    """One row with what it would do; `unit` is the division concerned, or a unit that the list founds."""

    row: ListRow
    status: Status
    unit: Ref | None = None
    operations: tuple[Operation, ...] = ()

    @property
    def text(self) -> str:
        """What happens, in one sentence."""
        said = _sentence(self.row)
        if self.status is Status.UNCLEAR:
            return f"{said}（待查明，不登记）"
        return f"{said}（名录已有，不再登记）" if self.status is Status.REGISTERED else said

    def as_json(self) -> dict[str, Any]:
        """The outside shape of an effect."""
        row = self.row
        return {
            "row": row.row,
            "when": str(row.when),
            "precision": "day" if row.when.exact else "year",
            "kind": row.meaning.value,
            "kind_label": LABELS[row.meaning],
            "status": self.status.value,
            "division": f"D{self.unit}" if isinstance(self.unit, int) else None,
            "old_code": row.old_code or None,
            "old_name": row.old_name or None,
            "new_code": row.new_code or None,
            "new_name": row.new_name or None,
            "document": row.document or None,
            "operations": operations_as_json(self.operations),
            "effect": self.text,
        }


def _sentence(row: ListRow) -> str:
    old = f"{bare_name(row.old_name)}（{row.old_code}）" if row.old_code else ""
    name = bare_name(row.new_name) or bare_name(row.old_name)
    new = f"{name}（{row.new_code}）" if row.new_code else ""
    match row.meaning:
        case Meaning.RECODE:
            return f"{old}改用代码 {row.new_code}"
        case Meaning.RENAME:
            return f"{old}更名为{new}"
        case Meaning.UPGRADE:
            return f"{old}改设为{new}"
        case Meaning.FOUND:
            return f"设立{new}"
        case Meaning.ABOLISH:
            return f"撤销{old}" + (f"，并入{new}" if new and row.new_code != row.old_code else "")
        case Meaning.MERGE:
            return f"{old}合并为{new}"
        case Meaning.SPLIT:
            return f"由{old}拆出{new}" if row.new_code != row.old_code else f"{old}拆分后继续存在"
        case Meaning.AFFILIATE:
            return f"{old}改属新的上级，代码改为 {row.new_code}"
        case _:
            return f"{old} → {new}"
