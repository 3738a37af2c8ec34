"""Large files: kept at once, judged by the worker, whole or not at all; the page meanwhile; declared again."""

import io

import pytest
from django.test import Client

from office.arrivals import actions as arrivals
from office.intake.models import Receipt, StagedRow, State
from office.jobs.actions import resume_interrupted
from office.jobs.conditions import Condition, condition_of, standing_of
from office.jobs.models import LongJob
from office.jobs.working import run
from office.log.models import Event
from survey.townships import actions, later
from survey.townships.refusals import Refused
from tests.survey.corpus import good

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch) -> None:
    monkeypatch.setattr(later, "AT_ONCE_BYTES", 10)


def sent(road):
    name, data = good.csv_file()
    return actions.receive(road.surveyor, name, io.BytesIO(data), line=road.line, declared={"crs": "EPSG:4530"})[0]


def after(found) -> LongJob:
    job = later.job_of(found)
    run(job.pk)
    found.submission.refresh_from_db()
    job.refresh_from_db()
    return job


def test_it_is_kept_at_once_and_judged_by_the_worker(road) -> None:
    found = sent(road)
    assert found.submission.state == State.UPLOADED and found.submission.rows_total == 0
    assert found.submission.file.size > 10 and not Receipt.objects.exists()
    with pytest.raises(Refused, match="已上传"):
        actions.submit(road.surveyor, found.pk)
    with pytest.raises(Refused, match="已上传"):
        actions.declare(road.surveyor, found.pk, crs="EPSG:4530", encoding=None, mapping={}, line=road.line)
    job = after(found)
    assert (job.state, job.done, job.total) == ("done", 12, 12) and "回执 SJ-" in job.message
    assert (found.submission.state, found.submission.rows_ok) == (State.CHECKED, 12)
    assert Receipt.objects.get().content["counts"]["ok"] == 12
    assert [event.action for event in Event.objects.order_by("id")] == ["jobs.begin", "survey.upload", "survey.judge"]
    assert actions.submit(road.surveyor, found.pk).content["rows"] == 12


def test_what_was_said_of_it_again_is_judged_again(road) -> None:
    found = sent(road)
    first = after(found)
    found = actions.declare(road.surveyor, found.pk, crs="EPSG:2366", encoding=None, mapping={}, line=None)
    assert found.submission.state == State.UPLOADED
    second = after(found)
    assert second.pk != first.pk and found.submission.rows_refused == 12
    assert StagedRow.objects.count() == 12 and Receipt.objects.count() == 1


def test_taken_back_before_it_was_judged_it_stays_taken_back(road) -> None:
    found = sent(road)
    actions.undo(road.surveyor, found.pk, "传错了")
    job = after(found)
    assert (job.state, found.submission.state) == ("done", State.UNDONE) and not StagedRow.objects.exists()


def test_a_killed_worker_leaves_nothing_and_the_job_begins_again_by_itself(road, monkeypatch) -> None:
    found = sent(road)
    job = later.job_of(found)

    def killed(*_args, **_more) -> None:
        raise KeyboardInterrupt  # what ends a worker; no code of ours catches it

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(actions.receipts, "issue", killed)
        with pytest.raises(KeyboardInterrupt):
            run(job.pk)
    assert condition_of(job) is Condition.INTERRUPTED and standing_of(job)["moving"]
    found.submission.refresh_from_db()
    assert found.submission.state == State.UPLOADED and not StagedRow.objects.exists()
    assert resume_interrupted() == [job] and resume_interrupted() == []
    assert Event.objects.filter(action="jobs.resume").count() == 1
    assert after(found).state == "done" and found.submission.rows_ok == 12


def test_a_job_that_ends_the_worker_again_and_again_waits_for_its_owner(road) -> None:
    found = sent(road)
    job = later.job_of(found)
    for _try in range(5):
        LongJob.objects.update(state="running")
        assert resume_interrupted() == [job]
    LongJob.objects.update(state="running")
    assert resume_interrupted() == []


def test_the_pages_from_the_pieces_to_the_verdicts(road) -> None:
    client = Client()
    client.force_login(road.surveyor)
    name, data = good.csv_file()
    made = arrivals.announce(road.surveyor, "survey", name, len(data))
    arrivals.append(road.surveyor, made.pk, 0, [data[:20]])
    page = client.get("/survey/").content.decode()
    assert "没有传完的文件" in page and name in page and "续传" in page
    arrivals.append(road.surveyor, made.pk, 20, [data[20:]])
    assert "完成收件" in client.get("/survey/").content.decode()
    wrong = client.post(f"/arrivals/{made.pk}/take/", {"line": "1-2"}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert wrong.status_code == 422 and wrong.json()["errors"]
    url = client.post(f"/arrivals/{made.pk}/take/", {"line": "220122-220183 界线"}).url
    waiting = client.get(url).content.decode()
    for words in ("data-waiting", "由后台读取和检查", "撤销整件", "js/waiting.js"):
        assert words in waiting, words
    assert "没有传完的文件" not in client.get("/survey/").content.decode()
    assert client.get("/survey/upload/").content.decode().count("vendor/tus/tus.min.js") == 1
    after(actions.SurveyUpload.objects.get())
    judged = client.get(url).content.decode()
    assert "data-waiting" not in judged and "EPSG:4530" in judged


def test_a_stranger_takes_nothing_in(road) -> None:
    with pytest.raises(arrivals.Refused, match="测绘员或界线管理员"):
        arrivals.announce(road.namer, "survey", "a.csv", 5)
