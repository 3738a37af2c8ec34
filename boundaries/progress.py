"""What long work says while it runs, and what a comparison found."""

from collections.abc import Callable
from dataclasses import dataclass, field

Progress = Callable[[str], None]


@dataclass
class Comparison:
    """How many derived things were compared with the stored ones, and which differ, with how."""

    name: str
    compared: int = 0
    differences: list[str] = field(default_factory=list)

    def compare(self, what: str, difference: str) -> None:
        """Count one thing; `difference` is empty where it is the same."""
        self.compared += 1
        if difference:
            self.differences.append(f"{what}：{difference}")
