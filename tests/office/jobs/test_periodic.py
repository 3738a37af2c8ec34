"""Periodic jobs: what is due runs, one process at a time; what crashes is on record and stops nobody."""

import datetime
import io
from collections.abc import Iterator
from datetime import timedelta

import psycopg2
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from office.jobs import periodic
from office.jobs.models import JobRun
from office.jobs.periodic import Periodic, register_periodic, registered
from office.jobs.queries import failures_since
from office.jobs.running import INTERRUPTED, LOCK, run_due
from office.jobs.tidying import tidy

NOON = datetime.datetime(2025, 6, 10, 12, tzinfo=datetime.UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def none_registered(monkeypatch, db) -> None:
    monkeypatch.setattr(periodic, "_registered", {})


@pytest.fixture
def another_process(db) -> Iterator[None]:
    """Somebody else holds the lock of periodic jobs."""
    known = connection.get_connection_params()
    names = {key: known[key] for key in ("dbname", "user", "host", "port", "password") if known.get(key)}
    other = psycopg2.connect(**names)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [LOCK])
    yield
    other.close()


def ran(name: str, ago: timedelta, ok: bool | None = True) -> JobRun:
    started = timezone.now() - ago
    finished = None if ok is None else started
    return JobRun.objects.create(name=name, started=started, finished=finished, ok=ok, summary="以前")


@pytest.mark.parametrize(
    ("ago", "due"),
    [(None, True), (HOUR, True), (HOUR - timedelta(seconds=29), True), (HOUR - timedelta(seconds=31), False)],
)
def test_a_job_is_due_a_period_after_its_last_start(ago: timedelta | None, due: bool) -> None:
    job = Periodic("a", HOUR, lambda: "")
    assert job.is_due(None if ago is None else NOON - ago, NOON) is due


def test_a_short_period_keeps_half_of_itself() -> None:
    assert not Periodic("a", timedelta(seconds=10), str).is_due(NOON - timedelta(seconds=4), NOON)


def test_a_name_means_one_job(none_registered) -> None:
    register_periodic("a", HOUR, str)
    register_periodic("a", HOUR, str)
    with pytest.raises(ValueError, match="already"):
        register_periodic("a", HOUR * 2, str)
    with pytest.raises(ValueError, match="no period"):
        register_periodic("b", timedelta(0), str)


def test_the_log_is_sealed_every_five_minutes() -> None:
    jobs = {job.name: job.every for job in registered()}
    assert jobs["seal_log"] == timedelta(minutes=5)
    assert apps.is_installed("django_tasks_db")


def test_only_what_is_due_runs_the_longest_waiting_first(none_registered) -> None:
    order: list[str] = []
    for name in ("a", "b", "c", "d"):
        register_periodic(name, HOUR, lambda name=name: order.append(name) or f"{name} 做完")
    ran("a", HOUR * 2)
    ran("b", timedelta(minutes=5))
    ran("c", HOUR * 3)
    runs = run_due()
    assert order == ["d", "c", "a"]
    assert [(run.ok, run.summary) for run in runs] == [(True, "d 做完"), (True, "c 做完"), (True, "a 做完")]
    assert run_due() == []


def test_a_crash_is_recorded_and_stops_nobody(none_registered) -> None:
    def crash() -> str:
        raise ValueError("坏了")

    register_periodic("a", HOUR, crash)
    register_periodic("b", HOUR, lambda: "好")
    first, second = run_due()
    assert (first.ok, first.summary) == (False, "ValueError：坏了")
    assert second.ok
    assert list(failures_since(NOON - HOUR)) == [first]


def test_while_another_process_runs_nothing_is_done(none_registered, another_process) -> None:
    register_periodic("a", HOUR, lambda: "好")
    assert run_due() is None
    assert not JobRun.objects.exists()


def test_the_lock_is_given_back(none_registered) -> None:
    run_due()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)


def test_a_run_that_was_cut_off_is_told(none_registered) -> None:
    cut = ran("a", HOUR, ok=None)
    run_due()
    cut.refresh_from_db()
    assert (cut.ok, cut.summary) == (False, INTERRUPTED)


def test_a_finished_run_has_its_result(db) -> None:
    with pytest.raises(IntegrityError, match="finished_run_has_its_result"), transaction.atomic():
        JobRun.objects.create(name="a", started=NOON, finished=NOON)


def test_old_runs_go_but_never_the_last_of_a_job(none_registered, settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path
    register_periodic("a", HOUR, str)
    for days in (31, 40, 50):
        ran("a", timedelta(days=days))
    assert tidy() == "清理作业记录 2 条、队列结果 0 条、过期文件 0 份。"
    assert JobRun.objects.count() == 1


def test_the_command_tells_what_ran_and_lists_the_last(none_registered) -> None:
    register_periodic("a", HOUR, lambda: "已封存 3 个事件。")
    out = io.StringIO()
    call_command("run_due_jobs", "--list", stdout=out)
    assert "还没有运行过" in out.getvalue()
    call_command("run_due_jobs", stdout=out)
    assert "a  成功" in out.getvalue()
    out = io.StringIO()
    call_command("run_due_jobs", stdout=out)
    assert out.getvalue() == "没有到期的作业。\n"
    call_command("run_due_jobs", "--list", stdout=out)
    assert "已封存 3 个事件。  最近 " in out.getvalue()


def test_the_command_fails_where_a_job_failed(none_registered) -> None:
    register_periodic("a", HOUR, lambda: 1 / 0)
    with pytest.raises(SystemExit) as left:
        call_command("run_due_jobs", stdout=io.StringIO())
    assert left.value.code == 1


def test_the_command_says_that_another_is_at_it(none_registered, another_process) -> None:
    out = io.StringIO()
    call_command("run_due_jobs", stdout=out)
    assert "另一个进程" in out.getvalue()
