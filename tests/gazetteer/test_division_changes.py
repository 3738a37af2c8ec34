"""What a change of divisions means for names: the new name is judged in its province, names inside become tasks."""

import datetime
from types import SimpleNamespace

import pytest

from boundaries.changes.consequences import CaseFacts
from boundaries.changes.naming_register import judge_new_name
from boundaries.divisions.queries import resolve_code
from gazetteer.applications.division_changes import open_applications
from gazetteer.names.division_changes import names_inside
from gazetteer.names.models import Feature

DAY = datetime.date(2025, 6, 1)


def outcome(**facts) -> SimpleNamespace:
    lists = (
        "ended",
        "renamed",
        "recoded",
        "moved",
        "reshaped",
        "lines_ended",
        "lines_begun",
        "lines_altered",
        "markers",
    )
    return SimpleNamespace(day=DAY, begun={}, **{name: facts.get(name, []) for name in lists})


def test_a_township_name_taken_in_the_province_blocks_and_a_free_one_does_not(jilin) -> None:
    nongan = resolve_code("220122", DAY).division_id
    taken = judge_new_name("兴隆山镇", "township", "镇", nongan, DAY)
    assert "N09" in {finding.rule for finding in taken if finding.blocks}
    assert not [finding for finding in judge_new_name("新农镇", "township", "镇", nongan, DAY) if finding.blocks]


def test_names_inside_what_ended_become_one_task(jilin) -> None:
    home = resolve_code("220122", DAY).division_id
    Feature.objects.create(kind="natural", home_id=home, source="测试")
    Feature.objects.create(kind="street", home_id=home, source="测试")
    case = CaseFacts(1, "某变更", home, None, None)
    found = names_inside(case, outcome(ended=[home]))
    assert {task.kind for task in found} >= {"changes.names", "changes.streets"}
    assert names_inside(case, outcome(renamed=[home])) == []
    assert open_applications(case, outcome()) == []


pytestmark = pytest.mark.django_db
