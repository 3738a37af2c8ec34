"""Large exports are written beside the page: a job with a bar, its file for a day, rights asked again by the worker."""

import hashlib
import re

import pytest

from boundaries.exports import actions, views
from boundaries.jurisdiction.models import Appointment
from office.jobs import parcels
from office.jobs.models import LongJob
from office.jobs.working import run
from office.log.models import Event
from office.people.roles import Role
from tests.boundaries.exports.test_exports import PAGE, send, signed_in
from tests.factories import UserFactory, appointed, make_division
from tests.gazetteer.atlas.factories import make_area

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(views, "AT_ONCE", 1)
    province = make_division("吉林省", "22", level="province", kind="省")
    city = make_division("长春市", "2201", parent=province, level="prefecture", kind="地级市")
    make_area(make_division("农安县", "220122", parent=city), "county", (125.0, 44.0, 126.0, 45.0), sample=True)
    make_area(make_division("德惠市", "220183", parent=city), "county", (126.0, 44.0, 127.0, 45.0))
    return appointed(Role.BOUNDARY_OFFICER, province)


def test_a_large_export_is_a_job_whose_file_has_its_hash(officer) -> None:
    client = signed_in(officer)
    answer = send(client, level="county")
    assert answer.status_code == 302 and answer["Location"] == PAGE
    job = LongJob.objects.get()
    assert (job.owner, job.work, job.arguments["what"]) == (officer, actions.WORK, "areas")
    page = client.get(PAGE).content.decode()
    assert "内容较多" in page and f'id="job-{job.pk}"' in page
    assert not Event.objects.filter(action="boundaries.export").exists()
    run(job.pk)
    job.refresh_from_db()
    assert job.state == "done" and job.message.startswith("2 条，SHA-256 ") and (job.done, job.total) == (2, 2)
    page = client.get(job.result_url).content.decode()
    assert "条为示例数据" in page
    got = client.get(re.search(r'href="(/jobs/parcels/[^"]+/file/)"', page)[1])
    data = b"".join(got.streaming_content)
    assert hashlib.sha256(data).hexdigest() in job.message and got["Content-Type"] == "application/geo+json"
    assert Event.objects.get(action="boundaries.export").data["rows"] == 2
    assert signed_in(UserFactory()).get(job.result_url).status_code == 404


def test_asked_twice_while_it_waits_it_is_one_job_and_done_twice_it_gives_the_same(officer) -> None:
    client = signed_in(officer)
    send(client, level="county")
    send(client, level="county")
    job = LongJob.objects.get()
    run(job.pk)
    LongJob.objects.update(state="waiting", finished_at=None)
    run(job.pk)
    job.refresh_from_db()
    first, second = Event.objects.filter(action="boundaries.export")
    assert job.state == "done" and first.data["rows"] == second.data["rows"] == 2


def test_the_worker_asks_again_who_may(officer) -> None:
    send(signed_in(officer), level="county")
    Appointment.objects.filter(user=officer).delete()
    job = LongJob.objects.get()
    run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "须有任职" in job.error
    assert not Event.objects.filter(action="boundaries.export").exists()


def test_what_is_small_is_written_at_once(officer) -> None:
    assert send(signed_in(officer), level="county", within="220122").status_code == 200
    assert not LongJob.objects.exists()


def test_a_parcel_that_was_swept_is_told(officer) -> None:
    path = parcels.room() / "a.zip"
    path.write_bytes(b"zip")
    slip, token = parcels.leave(officer, path, "a.zip", facts=[("件", "3")], notes=["注"])
    assert parcels.take(officer, token) == (path, slip)
    path.unlink()
    with pytest.raises(parcels.Gone, match="已清除"):
        parcels.take(officer, token)
    with pytest.raises(parcels.Gone, match="不对或已过期"):
        parcels.take(officer, token + "x")
