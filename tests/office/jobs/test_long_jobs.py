"""Long work: progress that every reader sees, results, failures, and a worker that dies."""

import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.template import Context, Template
from django.test import RequestFactory
from django_tasks_db.models import DBTaskResult

from office.intake.storage import store
from office.jobs import liveness, works
from office.jobs.actions import Refused, begin, begin_again
from office.jobs.conditions import Condition, condition_of, standing_of
from office.jobs.models import LongJob
from office.jobs.progress import Progress
from office.jobs.working import run
from office.jobs.works import Result, register_work
from office.log.models import Event
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def own_works(monkeypatch) -> None:
    monkeypatch.setattr(works, "_works", {})


@pytest.fixture
def owner(transactional_db) -> Any:
    return UserFactory()


def after(job: LongJob) -> LongJob:
    run(job.pk)
    job.refresh_from_db()
    return job


def test_the_worker_of_the_queue_does_it_and_the_result_is_kept(owner, client) -> None:
    def count(progress: Progress, rows: int) -> Result:
        for row in range(rows):
            progress.advance(row, rows, f"第 {row} 行")
        return Result("数完了", file=store(b"1,2,3"), filename="结果.csv")

    register_work("test.count", count)
    job = begin(owner, "test.count", "数行", {"rows": 3})
    assert condition_of(job) is Condition.WAITING
    call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)
    assert condition_of(job) is Condition.DONE
    assert (job.done, job.total, job.percent, job.message) == (3, 3, 100, "数完了")
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    client.force_login(owner)
    told = client.get(f"/jobs/{job.pk}/").json()
    assert (told["condition"], told["moving"]) == ("done", False)
    answer = client.get(told["result_url"])
    assert b"".join(answer.streaming_content) == b"1,2,3"
    assert "attachment" in answer["Content-Disposition"]


def test_progress_is_seen_while_the_work_is_in_its_transaction(owner) -> None:
    seen: list[Any] = []

    def work(progress: Progress) -> None:
        with transaction.atomic():
            progress.advance(40, 100, "一半不到")
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute("SELECT state, done, total, message FROM jobs_longjob")
                seen.append(cursor.fetchone())
            other.close()
            seen.append(condition_of(LongJob.objects.get()))

    register_work("test.look", work)
    job = after(begin(owner, "test.look", "看"))
    assert seen == [("running", 40, 100, "一半不到"), Condition.RUNNING]
    assert (job.state, job.done) == ("done", 100)


def test_a_worker_that_died_is_told_and_the_work_begins_again(owner) -> None:
    class Died(BaseException):
        """What a kill is to the work: nothing more is written."""

    def work(progress: Progress) -> Result | None:
        progress.advance(7, 10, "第 7 行")
        if len(attempts) == 0:
            attempts.append(1)
            raise Died
        return Result("好了")

    attempts: list[int] = []
    register_work("test.die", work)
    job = begin(owner, "test.die", "会断的")
    with pytest.raises(Died):
        run(job.pk)
    assert condition_of(job) is Condition.INTERRUPTED
    assert (job.state, job.done) == ("running", 7)
    assert standing_of(job)["can_begin_again"]
    again = begin_again(owner, job)
    assert (condition_of(again), again.done) == (Condition.WAITING, 0)
    assert after(again).state == "done"
    with pytest.raises(Refused, match="已完成"):
        begin_again(owner, again)
    assert Event.objects.filter(action="jobs.begin_again").count() == 1


def test_a_job_lost_between_queue_and_worker_is_told(owner) -> None:
    register_work("test.lost", lambda progress: None)
    job = begin(owner, "test.lost", "丢")
    DBTaskResult.objects.update(status="RUNNING", started_at="2025-01-01T00:00:00Z")
    assert condition_of(job) is Condition.INTERRUPTED


def test_a_refusal_is_said_in_its_words_and_a_crash_names_itself(owner) -> None:
    class Unwilling(Exception):
        pass

    def refuse(progress: Progress, how: str) -> None:
        raise Unwilling("没有可以导出的行。") if how == "say" else KeyError("x")

    register_work("test.refuse", refuse, (Unwilling,))
    assert after(begin(owner, "test.refuse", "甲", {"how": "say"})).error == "没有可以导出的行。"
    crashed = after(begin(owner, "test.refuse", "乙", {"how": "crash"}))
    assert (crashed.state, "KeyError" in crashed.error) == ("failed", True)
    assert begin_again(owner, crashed).error == ""


def test_work_that_nobody_knows_any_more_fails_in_words(owner) -> None:
    assert "没有名为" in after(begin(owner, "test.gone", "旧")).error


def test_asking_twice_is_one_job_while_it_waits(owner) -> None:
    register_work("test.same", lambda progress, n: None)
    first = begin(owner, "test.same", "甲", {"n": 1})
    assert begin(owner, "test.same", "甲", {"n": 1}).pk == first.pk
    assert begin(owner, "test.same", "甲", {"n": 2}).pk != first.pk
    assert begin(UserFactory(), "test.same", "甲", {"n": 1}).pk != first.pk
    after(first)
    assert begin(owner, "test.same", "甲", {"n": 1}).pk != first.pk


def test_two_workers_do_a_job_once(owner) -> None:
    done: list[int] = []
    register_work("test.once", lambda progress: done.append(1))
    job = begin(owner, "test.once", "一次")
    other = connection.copy()
    assert liveness.take(other, job.pk)
    run(job.pk)
    assert done == []
    assert liveness.held(job.pk)
    other.close()
    after(job)
    run(job.pk)
    assert done == [1]


def test_only_the_owner_sees_and_restarts(owner, client) -> None:
    job = begin(owner, "test.gone", "旧")
    after(job)
    assert client.get(f"/jobs/{job.pk}/").status_code == 302
    client.force_login(UserFactory())
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/again/").status_code == 404
    with pytest.raises(Refused, match="只有发起人"):
        begin_again(UserFactory(), job)
    client.force_login(owner)
    assert client.get(f"/jobs/{job.pk}/result/").status_code == 404
    answer = client.post(f"/jobs/{job.pk}/again/", {"next": "https://example.com/"})
    assert (answer.status_code, answer.url) == (302, "/")
    answer = client.post(f"/jobs/{job.pk}/again/", {"next": "/boundaries/"})
    assert answer.url == "/boundaries/"
    assert "不必重新开始" in str(list(answer.wsgi_request._messages)[-1])
    assert "前面" not in client.get(f"/jobs/{job.pk}/bar/").content.decode()


def test_the_bar_moves_only_while_the_job_does(owner) -> None:
    job = begin(owner, "test.gone", "导出界线")

    def shown() -> str:
        request = RequestFactory().get("/boundaries/")
        return Template("{% load look %}{% progress job %}").render(Context({"request": request, "job": job}))

    assert 'hx-trigger="every 1s"' in shown()
    assert "等后台接手" in shown()
    after(job)
    assert "hx-trigger" not in shown()
    assert "重新开始" in shown()
    assert 'value="/boundaries/"' in shown()
    begin_again(owner, job)
    answer = shown()
    assert "排队" in answer


def test_htmx_gets_the_bar_back(owner, client) -> None:
    job = after(begin(owner, "test.gone", "旧"))
    client.force_login(owner)
    answer = client.post(f"/jobs/{job.pk}/again/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "every 1s" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"done": 5, "total": 4}, {"state": "failed"}, {"result_file": True, "result_name": ""}]
)
def test_a_job_never_says_what_cannot_be(owner, wrong: dict[str, Any]) -> None:
    if "result_file" in wrong:
        wrong = {**wrong, "result_file": store(b"x")}
    facts = {"id": uuid.uuid4(), "work": "a", "title": "a", "owner": owner, "asked_at": "2025-06-01T00:00:00Z"}
    with pytest.raises(IntegrityError), transaction.atomic():
        LongJob.objects.create(**{**facts, **wrong})
