"""What one change would have done to one thing: stopped, warned of, let through, or nothing."""

import pytest

from office.rulesets.findings import Basis, Finding, Severity
from survey.standard.weighing import effect


def found(row=None, severity="warn", rule="S05") -> Finding:
    return Finding(rule=rule, severity=Severity(severity), basis=Basis.PRACTICE, message=f"第{row}行", row=row)


@pytest.mark.parametrize(
    ("before", "after", "kind", "rows"),
    [
        ([], [], None, ()),
        ([found(2)], [found(2)], None, ()),
        ([], [found(3, "block")], "stopped", (3,)),
        ([found(3)], [found(3, "block")], "stopped", (3,)),
        ([found(3)], [found(3), found(4)], "warned", (4,)),
        ([found(3, "block")], [found(3)], "freed", (3,)),
        ([found(3), found(4)], [found(4)], "freed", (3,)),
        ([found(3, rule="S03")], [], None, ()),
    ],
)
def test_the_effect_of_a_change(before, after, kind, rows) -> None:
    told = effect("S05", before, after)
    assert (told.kind, told.rows) == (kind, rows) if kind else told is None
