"""The log: written in the transaction of its action, never changed, provable."""

import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from office.log.actions import record, seal
from office.log.hashing import canonical, digest
from office.log.models import Event, Seal
from office.log.verify import verify
from tests.factories import UserFactory


@pytest.fixture
def events(db):
    user = UserFactory()
    return [record(user, "test.write", user, f"第 {n} 件", {"n": n, "名": "珲春"}) for n in range(3)]


def _tamper(sql: str, params: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, params)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.django_db
def test_event_needs_a_transaction(transactional_db) -> None:
    user = UserFactory()
    with pytest.raises(RuntimeError):
        record(user, "test.write", user, "没有事务")
    assert not Event.objects.exists()


def test_events_cannot_be_changed_or_deleted(events) -> None:
    for change in (lambda: Event.objects.update(summary="改"), lambda: Event.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="log_is_append_only"), transaction.atomic():
            change()


def test_untouched_log_verifies(events, settings, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        batch = seal()
    assert batch and batch.events == [event.pk for event in events]
    assert seal() is None
    report = verify(settings.ANCHOR_DIR / "log.jsonl")
    assert (report.ok, report.events, report.seals, report.anchors) == (True, 3, 1, 1)


def test_changed_event_is_named(events, settings) -> None:
    _tamper("UPDATE log_event SET summary = '篡改' WHERE id = %s", [events[1].pk])
    report = verify(settings.ANCHOR_DIR / "log.jsonl")
    assert report.failures == [f"事件 {events[1].pk}（test.write）的内容与哈希不符"]


def test_rewritten_history_differs_from_the_anchor(events, settings, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        seal()
    forged = digest({"previous": "0" * 64, "events": []})
    _tamper("UPDATE log_seal SET hash = %s, events = '[]'", [forged])
    report = verify(settings.ANCHOR_DIR / "log.jsonl")
    assert any("锚文件" in failure for failure in report.failures)


def test_second_seal_chains_to_the_first(events, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = seal()
        record(None, "test.write", Seal.objects.get(), "再一件")
        second = seal()
    assert first and second and second.previous_hash == first.hash


def test_command_exits_1_and_speaks_json(events, capsys) -> None:
    _tamper("UPDATE log_event SET data = '{}' WHERE id = %s", [events[0].pk])
    with pytest.raises(SystemExit) as stop:
        call_command("verify_log", "--json")
    assert stop.value.code == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_canonical_form_sorts_keys_and_refuses_nan() -> None:
    assert canonical({"b": 1, "a": "珲"}) == '{"a":"珲","b":1}'.encode()
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"x": float("nan")})
