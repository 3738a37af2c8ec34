"""Large packages go out and come in beside the page: jobs with a bar that bear being run twice."""

import hashlib
import io
import re
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from boundaries.archive import handing
from boundaries.archive.models import HandOver
from boundaries.archive.refusals import Refused
from boundaries.jurisdiction.models import Appointment
from office.jobs.models import LongJob
from office.jobs.progress import Progress
from office.jobs.working import run
from tests.boundaries.archive.test_pages import ROOT, client_of


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture(autouse=True)
def one_line(monkeypatch):
    """The progress is written in the transaction of the test, whose rows no other connection sees."""

    @contextmanager
    def same(job_id):
        yield Progress(job_id, connections["default"])

    monkeypatch.setattr("office.jobs.working.lifeline", same)


def done(job: LongJob) -> LongJob:
    run(job.pk)
    job.refresh_from_db()
    return job


def package_of(client, job: LongJob) -> bytes:
    page = client.get(job.result_url).content.decode()
    return b"".join(client.get(re.search(r'href="(/jobs/parcels/[^"]+/file/)"', page)[1]).streaming_content)


def test_a_large_package_goes_out_beside_the_page(archive, monkeypatch):
    monkeypatch.setattr(handing, "AT_ONCE_ITEMS", 1)
    archive.filed()
    archive.filed(archive.pdf_a + b"\n")
    client = client_of(archive.registrar)
    answer = client.post(f"{ROOT}handovers/out/", {"office": "吉林省档案馆"}, follow=True)
    job = LongJob.objects.get()
    assert "在后台检测、打包" in answer.content.decode() and f'id="job-{job.pk}"' in answer.content.decode()
    assert not HandOver.objects.exists()
    done(job)
    made = HandOver.objects.get()
    assert (job.state, job.done, job.total) == ("done", 4, 4) and made.bag_hash in job.message
    data = package_of(client, job)
    assert data.startswith(b"PK") and made.items.count() == 2
    LongJob.objects.update(state="waiting", finished_at=None)
    assert done(job).state == "done" and package_of(client, job).startswith(b"PK")


def test_a_large_package_comes_in_beside_the_page(archive, monkeypatch, tmp_path):
    monkeypatch.setattr(handing, "AT_ONCE_BYTES", 10)
    archive.filed()
    client = client_of(archive.registrar)
    client.post(f"{ROOT}handovers/out/", {"office": "吉林省档案馆"})
    data = package_of(client, done(LongJob.objects.get()))
    proof = HandOver.objects.get().bag_hash
    sent = {"file": SimpleUploadedFile("a.zip", data), "proof": proof}
    answer = client.post(f"{ROOT}handovers/in/", sent, follow=True)
    assert "在后台核对、接收" in answer.content.decode()
    job = done(LongJob.objects.get(work=handing.IN))
    assert job.state == "done" and "其中新件 0" in job.message and proof in job.message
    assert job.result_url == f"{ROOT}handovers/"
    assert not list(tmp_path.glob("exports/incoming-*"))
    assert HandOver.objects.filter(way="in").count() == 1


def test_the_worker_refuses_what_the_page_would_refuse(archive, monkeypatch):
    archive.filed()
    items = list(archive.fonds.series.get().files.get().items.all())
    with pytest.raises(Refused, match="须写明接收单位"):
        handing.pack_later(archive.registrar, items, " ")
    with pytest.raises(Refused):
        handing.pack_later(archive.officer, items, "省档案馆")
    job = handing.pack_later(archive.registrar, items, "省档案馆")
    incoming = handing.take_later(archive.registrar, io.BytesIO(b"no zip"), "")
    assert "解不开" in done(incoming).error
    again = handing.take_later(archive.registrar, io.BytesIO(b"PK"), "")
    handing._incoming(archive.registrar, hashlib.sha256(b"PK").hexdigest()).write_bytes(b"PX")
    assert "在核对之前变了" in done(again).error
    Appointment.objects.filter(user=archive.registrar).delete()
    assert done(job).state == "failed" and not HandOver.objects.exists()
