"""Tasks: opened once, finished or cancelled by whom the register lets, each with its event."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from office.log.models import Event
from office.people.models import User
from office.people.roles import Role
from office.tasks import rights
from office.tasks.actions import NotAllowed, Refused, cancel_task, finish_task, open_task
from office.tasks.kinds import label_of, register_kind
from office.tasks.models import State, Task
from office.tasks.parties import Source, Subject
from office.tasks.queries import kinds_of, open_count, overdue, tasks_for, tasks_of, unfinished
from tests.factories import UserFactory, appointed, make_tree
from tests.office.tasks.factories import CASE, make_task

DAY = datetime.date(2025, 6, 10)


@pytest.fixture(autouse=True)
def on_the_day(settings) -> None:
    settings.AS_OF_DATE = DAY.isoformat()


@pytest.fixture
def tree(db) -> dict:
    return make_tree()


@pytest.fixture
def officer(tree) -> User:
    return appointed(Role.BOUNDARY_OFFICER, tree["city"])


def events() -> list[str]:
    return list(Event.objects.filter(object_type="tasks.task").values_list("action", flat=True))


def test_opening_twice_is_one_task_and_one_event(tree) -> None:
    first, again = make_task(tree["nongan"].pk), make_task(tree["nongan"].pk, title="别的说法")
    assert first.pk == again.pk
    assert again.title == "勘定第 1 条界线"
    assert events() == ["tasks.open"]
    assert (first.state, first.opened_on) == (State.OPEN, datetime.date(2025, 6, 6))


def test_another_kind_or_subject_is_another_task(tree) -> None:
    make_task(tree["nongan"].pk)
    make_task(tree["nongan"].pk, 2)
    make_task(tree["nongan"].pk, kind="changes.archive")
    assert Task.objects.count() == 3


def test_a_finished_task_does_not_come_back(tree, officer) -> None:
    finish_task(officer, make_task(tree["nongan"].pk))
    assert make_task(tree["nongan"].pk).state == State.DONE


def test_finishing_keeps_day_note_and_document(tree, officer) -> None:
    done = finish_task(officer, make_task(tree["nongan"].pk), note=" 已埋桩 ", document="吉民发〔2025〕3号")
    stored = Task.objects.get(pk=done.pk)
    assert (stored.state, stored.done_on, stored.note) == (State.DONE, DAY, "已埋桩")
    assert stored.document == "吉民发〔2025〕3号"
    event = Event.objects.get(action="tasks.finish")
    assert event.actor == officer
    assert event.data["document"] == "吉民发〔2025〕3号"


def test_cancelling_asks_for_a_reason(tree, officer) -> None:
    task = make_task(tree["nongan"].pk)
    with pytest.raises(Refused, match="写明理由"):
        cancel_task(officer, task, reason="  ")
    assert cancel_task(officer, task, reason="界线并入他案").state == State.CANCELLED
    assert events() == ["tasks.open", "tasks.cancel"]


def test_what_is_closed_stays_closed(tree, officer) -> None:
    task = finish_task(officer, make_task(tree["nongan"].pk))
    with pytest.raises(Refused, match="已办结"):
        cancel_task(officer, task, reason="改主意")
    with pytest.raises(Refused, match="已办结"):
        finish_task(officer, task)


def test_the_role_over_the_place_may_and_nobody_else(tree, officer) -> None:
    task = make_task(tree["nongan"].pk)
    for stranger in (appointed(Role.BOUNDARY_OFFICER, tree["dehui"]), appointed(Role.INSPECTOR, tree["city"])):
        with pytest.raises(NotAllowed):
            finish_task(stranger, task)
        assert not tasks_for(stranger, DAY).exists()
    assert list(tasks_for(officer, DAY)) == [task]
    assert open_count(officer, DAY) == 1
    assert not tasks_for(UserFactory(), DAY).exists()


def test_the_longest_beginning_of_a_kind_decides(tree, officer, monkeypatch) -> None:
    shut = rights.Rule(lambda _user, _task, _day: "只由省厅办理。", lambda _user, _day: Q(pk__in=[]))
    monkeypatch.setattr(rights, "_rules", dict(rights._rules))
    rights.who_may(shut, "changes.seal")
    free, held = make_task(tree["nongan"].pk), make_task(tree["nongan"].pk, kind="changes.seal.apply")
    assert list(tasks_for(officer, DAY)) == [free]
    with pytest.raises(NotAllowed, match="省厅"):
        finish_task(officer, held)
    with pytest.raises(ValueError, match="settled already"):
        rights.who_may(rights.Rule(shut.refusal, shut.reach.__call__), "")


def test_without_a_rule_nobody_may(tree, officer, monkeypatch) -> None:
    monkeypatch.setattr(rights, "_rules", {})
    with pytest.raises(NotAllowed, match="没有登记"):
        finish_task(officer, make_task(tree["nongan"].pk))
    assert not tasks_for(officer, DAY).exists()


def test_questions_by_source_and_by_lateness(tree, officer) -> None:
    late = make_task(tree["nongan"].pk, due=datetime.date(2025, 6, 9))
    make_task(tree["nongan"].pk, 2, due=DAY)
    elsewhere = make_task(tree["nongan"].pk, 3, source=Source("changes.case", "8"), due=None, basis="")
    assert [task.pk for task in overdue(DAY)] == [late.pk]
    assert tasks_of(CASE).count() == 2
    finish_task(officer, late)
    assert unfinished(CASE).count() == 1
    assert not overdue(DAY).exists()
    assert list(unfinished(Source("changes.case", "8"))) == [elsewhere]


def test_a_row_of_the_register_is_a_source_or_subject(tree) -> None:
    assert Source.of(tree["nongan"]).type == "divisions.division"
    assert Subject.of(tree["nongan"], "/areas/220122/").id == str(tree["nongan"].pk)


def test_a_kind_has_one_label(tree) -> None:
    register_kind("test.label", "甲")
    register_kind("test.label", "甲")
    with pytest.raises(ValueError, match="already"):
        register_kind("test.label", "乙")
    assert (label_of("test.label"), label_of("test.unknown")) == ("甲", "test.unknown")
    make_task(tree["nongan"].pk, kind="test.label")
    assert kinds_of(Task.objects.all()) == [("test.label", "甲")]


def test_a_deadline_needs_its_clause(tree) -> None:
    with pytest.raises(Refused, match="依据的条款"):
        make_task(tree["nongan"].pk, basis="")
    with pytest.raises(Refused, match="事项代码"):
        make_task(tree["nongan"].pk, kind="勘界")
    with pytest.raises(Refused, match="要办什么"):
        make_task(tree["nongan"].pk, title="")
    assert Task.objects.count() == 0


@pytest.mark.parametrize("wrong", ["state = 'done'", "state = 'cancelled'", "basis = ''", "kind = 'A'"])
def test_the_database_refuses_what_contradicts_itself(tree, wrong: str) -> None:
    task = make_task(tree["nongan"].pk)
    with pytest.raises(IntegrityError), transaction.atomic(), transaction.get_connection().cursor() as cursor:
        cursor.execute(f"UPDATE tasks_task SET {wrong} WHERE id = %s", [task.pk])


def test_the_database_holds_one_task_per_source_kind_and_subject(tree) -> None:
    task = make_task(tree["nongan"].pk)
    task.pk = None
    with pytest.raises(IntegrityError, match="task_once_for_source_kind_and_subject"), transaction.atomic():
        task.save(force_insert=True)


def test_the_actor_of_an_opened_task_is_told(tree, officer) -> None:
    open_task(
        officer,
        kind="changes.archive",
        title="归档",
        source=CASE,
        subject=Subject("lines.line", "1"),
        role=Role.REGISTRAR,
        place=tree["nongan"].pk,
        due=None,
        basis="",
        data={"papers": 3},
    )
    assert Event.objects.get(action="tasks.open").actor == officer
    assert Task.objects.get().data == {"papers": 3}
