"""The same promises where the originals lie in a store that speaks S3: moto's server, spoken to over HTTP."""

import io
from collections.abc import Iterator

import boto3
import pytest
from django.core.management import CommandError, call_command
from moto.server import ThreadedMotoServer

from config import environment
from office.intake.models import StoredFile
from office.intake.storage import DamagedFile, keep, name_of, open_stored, originals, store

KEYS = {"aws_access_key_id": "reader", "aws_secret_access_key": "secret", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(address, settings, monkeypatch):
    """An empty bucket, and the settings that an operator would give."""
    client = boto3.client("s3", endpoint_url=address, **KEYS)
    name = f"originals-{id(settings)}"
    client.create_bucket(Bucket=name)
    for variable, value in {
        "BUCKET": name,
        "ENDPOINT": address,
        "REGION": "us-east-1",
        "ACCESS_KEY": "reader",
        "SECRET_KEY": "secret",
        "PREFIX": "dijie",
        "ADDRESSING": "path",
    }.items():
        monkeypatch.setenv(f"ARCHIVE_S3_{variable}", value)
    settings.STORAGES = {**settings.STORAGES, "originals": environment.originals()}
    return boto3.resource("s3", endpoint_url=address, **KEYS).Bucket(name)


def test_bytes_lie_in_the_bucket_under_their_hash(db, bucket, settings):
    file = store(b"abc")
    assert store(b"abc") == file
    assert [item.key for item in bucket.objects.all()] == [f"dijie/{name_of(file.sha256)}"]
    assert not settings.ARCHIVE_DIR.exists()
    with open_stored(file) as stream:
        assert stream.read() == b"abc"


def test_a_large_file_goes_through(db, bucket):
    data = bytes(range(256)) * 50_000
    file = keep(io.BytesIO(data))
    with open_stored(file) as stream:
        assert file.size == len(data) and stream.read() == data


def test_the_store_refuses_a_second_writing(bucket):
    name = name_of("a" * 64)
    originals().save(name, io.BytesIO(b"first"))
    with pytest.raises(Exception, match="PreconditionFailed"):
        originals().save(name, io.BytesIO(b"second"))
    assert bucket.Object(f"dijie/{name}").get()["Body"].read() == b"first"


def test_what_was_changed_or_lost_in_the_bucket_is_found(db, bucket):
    changed, lost = store(b"abc"), store(b"def")
    bucket.put_object(Key=f"dijie/{name_of(changed.sha256)}", Body=b"abd")
    bucket.Object(f"dijie/{name_of(lost.sha256)}").delete()
    with pytest.raises(DamagedFile, match="与其哈希不符"):
        open_stored(changed)
    with pytest.raises(DamagedFile, match="不在存储中"):
        open_stored(lost)
    with pytest.raises(SystemExit):
        call_command("verify_archive", stdout=(told := io.StringIO()))
    assert changed.sha256[:16] in told.getvalue() and "2 处不符" in told.getvalue()


def test_a_store_that_does_not_answer_is_said(db, bucket, settings):
    file = store(b"abc")
    options = {**settings.STORAGES["originals"]["OPTIONS"], "bucket_name": "no-such-bucket"}
    settings.STORAGES = {
        **settings.STORAGES,
        "originals": {"BACKEND": "office.intake.stores.InBucket", "OPTIONS": options},
    }
    with pytest.raises(DamagedFile):
        open_stored(file)


def test_originals_are_carried_out_and_in_again(db, bucket, tmp_path):
    files = [store(b"abc"), store(b"def")]
    call_command("carry_originals", out=tmp_path / "out", stdout=io.StringIO())
    bucket.objects.all().delete()
    call_command("carry_originals", source=tmp_path / "out", stdout=(told := io.StringIO()))
    assert "原件 2 件" in told.getvalue() and StoredFile.objects.count() == 2
    for file in files:
        open_stored(file).close()


def test_a_changed_file_is_not_carried_in(db, bucket, tmp_path):
    file = store(b"abc")
    call_command("carry_originals", out=tmp_path, stdout=io.StringIO())
    (tmp_path / name_of(file.sha256)).write_bytes(b"abd")
    bucket.objects.all().delete()
    with pytest.raises(CommandError, match="第 1 件"):
        call_command("carry_originals", source=tmp_path)
    assert not list(bucket.objects.all())
