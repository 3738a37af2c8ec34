"""What was in force on day A as it was recorded on day B: corrections apart from legal changes."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boundaries.changes import operations as ops
from boundaries.changes.carrying import carry_out
from boundaries.changes.correcting import correct_version
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import DivisionVersion
from boundaries.divisions.recorded import alterations_of, codes_recorded, versions_recorded
from office.log.models import Event
from office.people.roles import Role
from tests.factories import appointed, make_tree

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.date(2001, 1, 1)


def entered(days_ago: int) -> datetime.datetime:
    """Let everything in the register have been entered some days ago; answers that moment."""
    moment = timezone.now() - datetime.timedelta(days=days_ago)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("divisions_divisionversion", "divisions_divisioncode"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET recorded_at = %s", [moment])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return moment


def names(division: int, day: datetime.date, moment: datetime.datetime) -> list[str]:
    return [row.facts["name"] for row in versions_recorded([division], day, moment)]


def test_a_correction_changes_the_past_but_not_what_was_recorded() -> None:
    tree = make_tree()
    officer = appointed(Role.BOUNDARY_OFFICER, tree["province"])
    first = entered(10)
    town = tree["town"].pk
    version = DivisionVersion.objects.get(division=town)
    correct_version(officer, version.pk, {"name": "农安鎮"}, reason="录入错字", document="吉政发〔1999〕1号")
    assert names(town, LONG_AGO, timezone.now()) == ["农安鎮"]
    assert names(town, LONG_AGO, first + datetime.timedelta(days=1)) == ["农安镇"]
    assert names(town, LONG_AGO, first - datetime.timedelta(days=1)) == []
    assert [item.cause for item in alterations_of(town)] == ["correction"]
    assert Event.objects.get(action="divisions.correct").data["before"] == {"name": "农安镇"}


def test_a_legal_change_is_told_apart_and_yesterday_stays() -> None:
    tree = make_tree()
    first = entered(10)
    town, day = tree["town"].pk, datetime.date(2024, 5, 1)
    operations = [ops.Rename(town, "宝塔镇"), ops.Recode(town, Scheme.MCA, "220122199")]
    carry_out(operations, day, document="吉政函〔2024〕5号", source="测试", actor=None)
    now, then = timezone.now(), first + datetime.timedelta(days=1)
    assert (names(town, day, now), names(town, LONG_AGO, now)) == (["宝塔镇"], ["农安镇"])
    assert (names(town, day, then), names(town, LONG_AGO, then)) == (["农安镇"], ["农安镇"])
    assert [row.facts["code"] for row in codes_recorded([town], day, now)] == ["220122199"]
    assert [row.facts["code"] for row in codes_recorded([town], day, then)] == ["220122100"]
    assert {item.cause for item in alterations_of(town)} == {"change"}


def test_history_is_one_question_each() -> None:
    tree = make_tree()

    with CaptureQueriesContext(
        connection,
    ) as asked:
        versions_recorded([tree["town"].pk, tree["nongan"].pk], LONG_AGO, timezone.now())
    assert len(asked) == 1
