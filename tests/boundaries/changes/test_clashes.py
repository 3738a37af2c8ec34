"""What contradicts a change that was carried out for the same day is found on the case before it goes on (D36)."""

import datetime

from boundaries.changes import case_actions as steps
from boundaries.changes.case_rules import sensible
from boundaries.changes.combinations import merge_into, transfer
from boundaries.changes.gathering import broken_sense, clashes, view_of
from boundaries.changes.models import CaseState, ChangeCase
from boundaries.changes.operations import Recode, Rename
from boundaries.divisions.kinds import Scheme
from tests.factories import make_division

DAY = datetime.date(2025, 6, 1)


def carried(officer, operations) -> ChangeCase:
    """A case as it stands once it has been carried out on the day."""
    case = steps.draft_case(officer, "划转农安镇", operations, DAY)
    stands = {"state": CaseState.CARRIED_OUT, "outcome": {}, "carried_out_on": DAY}
    ChangeCase.objects.filter(pk=case.pk).update(**stands, approval_document="1号", approved_on=DAY)
    return case


def test_a_second_fate_on_the_same_day_is_refused(tree, officer) -> None:
    done = carried(officer, transfer([tree["town"].pk], tree["dehui"].pk))
    other = make_division("甲镇", parent=tree["nongan"], level="township")
    merger = merge_into(other.pk, [tree["town"].pk])
    (found,) = clashes(merger, DAY)
    assert "变更事项“划转农安镇”自同日 2025-06-01 起生效，与本变更都涉及农安镇的存废、隶属" in found.message
    assert found.rule == "D36" and found.evidence["case"] == done.pk and found in broken_sense(merger, DAY)
    case = steps.draft_case(officer, "并入甲镇", merger, DAY)
    assert found in sensible(view_of(case)) and found in steps.in_the_way(case)


def test_another_day_another_unit_or_another_deed_is_silent(tree, officer) -> None:
    town = tree["town"].pk
    carried(officer, transfer([town], tree["dehui"].pk))
    other = make_division("甲镇", parent=tree["nongan"], level="township")
    assert clashes(merge_into(other.pk, [town]), DAY + datetime.timedelta(days=1)) == []
    assert clashes([Rename(other.pk, "乙镇")], DAY) == []
    assert clashes([Recode(town, Scheme.MCA, "220183199")], DAY) == []
    assert clashes([Rename(town, "新农安镇")], None) == []
