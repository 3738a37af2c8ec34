"""Files on their way in: announced, appended, gone on with, taken in once; whose they are; the tus protocol."""

import base64
import datetime
import hashlib
import io
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from office.arrivals import actions, partials, receivers
from office.arrivals.models import Arrival
from office.arrivals.receivers import Receiver, Refused, Taken, register_receiver
from office.intake.models import StoredFile
from office.intake.storage import keep, open_stored
from tests.factories import UserFactory

TUS = {"Tus-Resumable": "1.0.0"}
BODY = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def room(monkeypatch) -> None:
    monkeypatch.setattr(receivers, "_receivers", {})

    def take(user, files, said) -> Taken:
        if "坏.csv" in {name for name, _stream in files}:
            raise Refused("此文件不收。")
        return Taken(f"/{'-'.join(keep(stream).sha256 for _name, stream in files)}/", said.get("words", ""))

    register_receiver("test", Receiver(lambda user: None if user.username else "您不能上传。", lambda: 1000, take))


@pytest.fixture
def owner(db):
    return UserFactory()


def sent(owner, data: bytes, name: str = "点.csv", pieces: int = 3) -> Arrival:
    made = actions.announce(owner, "test", name, len(data))
    step = max(len(data) // pieces, 1)
    for at in range(0, len(data), step):
        actions.append(owner, made.pk, at, [data[at : at + step]])
    return made


def test_a_file_in_pieces_is_taken_in_once(owner, django_capture_on_commit_callbacks) -> None:
    made = sent(owner, b"0123456789" * 10)
    with django_capture_on_commit_callbacks(execute=True):
        taken = actions.take_in(owner, [made.pk], {"words": "收到"})
    assert taken.words == "收到" and not partials.path_of(made.pk).exists()
    with open_stored(StoredFile.objects.get()) as stream:
        assert stream.read() == b"0123456789" * 10
    assert actions.take_in(owner, [made.pk], {}).url == taken.url
    with pytest.raises(actions.WrongPlace):
        actions.append(owner, made.pk, 100, [b""])
    with pytest.raises(Refused, match="已经收件"):
        actions.drop(owner, made.pk)


def test_files_sent_together_are_taken_in_together_or_not_at_all(owner, django_capture_on_commit_callbacks) -> None:
    first, second = sent(owner, b"one" * 9, "一.shp"), sent(owner, b"two" * 9, "二.dbf")
    half, alone = actions.announce(owner, "test", "三.shx", 5), sent(owner, b"alone", "四.prj")
    strange = sent(UserFactory(), b"other", "五.cpg")
    with pytest.raises(Refused, match="三.shx 还差 5 字节"):
        actions.take_in(owner, [first.pk, half.pk], {})
    for unknown in (strange.pk, uuid.uuid4()):
        with pytest.raises(actions.Unknown):
            actions.take_in(owner, [first.pk, unknown], {})
    with django_capture_on_commit_callbacks(execute=True):
        taken = actions.take_in(owner, [second.pk, first.pk, second.pk], {})
    assert taken.url == f"/{hashlib.sha256(b'two' * 9).hexdigest()}-{hashlib.sha256(b'one' * 9).hexdigest()}/"
    assert not any(partials.path_of(each.pk).exists() for each in (first, second))
    assert actions.take_in(owner, [first.pk, second.pk], {}).url == taken.url, "asked again it is the same"
    with pytest.raises(Refused, match="有的已经收件"):
        actions.take_in(owner, [first.pk, alone.pk], {})
    assert Arrival.objects.get(pk=alone.pk).outcome == ""


@given(cuts=st.lists(st.integers(0, 60), max_size=6), torn=st.lists(st.binary(max_size=9), min_size=6, max_size=6))
def test_whatever_lies_beyond_what_was_confirmed_is_written_again(tmp_path_factory, cuts, torn) -> None:
    """A request that was killed in the middle leaves bytes behind the confirmed ones; they never count."""
    data, path = bytes(range(60)), tmp_path_factory.mktemp("arrivals") / "file"
    path.touch()
    at = 0
    for cut, rest in zip([*sorted(cuts), 60], [*torn, b""], strict=False):
        with path.open("r+b") as file:
            at += partials.write(file, at, [data[at:cut]], 60 - at)
            file.write(rest)
    with path.open("r+b") as file:
        at += partials.write(file, at, [data[at:]], 60 - at)
    assert at == 60 and path.read_bytes() == data


def test_bytes_go_on_only_where_the_received_ones_end(owner) -> None:
    made = actions.announce(owner, "test", "a", 10)
    assert actions.append(owner, made.pk, 0, [b"abc"]) == 3
    for wrong in (0, 2, 4):
        with pytest.raises(actions.WrongPlace) as caught:
            actions.append(owner, made.pk, wrong, [b"x"])
        assert caught.value.received == 3
    assert actions.append(owner, made.pk, 3, [b"defg", b"hijKLM"]) == 10
    assert partials.path_of(made.pk).read_bytes() == b"abcdefghij"


def test_two_requests_do_not_write_at_once(owner) -> None:
    made = actions.announce(owner, "test", "a", 10)
    with partials.alone(made.pk), pytest.raises(partials.Busy):
        actions.append(owner, made.pk, 0, [b"abc"])
    assert actions.append(owner, made.pk, 0, [b"abc"]) == 3


def test_what_is_not_whole_is_not_taken_in(owner) -> None:
    made = actions.announce(owner, "test", "a", 10)
    actions.append(owner, made.pk, 0, [b"abc"])
    with pytest.raises(Refused, match="还差 7 字节"):
        actions.take_in(owner, [made.pk], {})
    refused = sent(owner, b"abc", "坏.csv")
    with pytest.raises(Refused, match="此文件不收"):
        actions.take_in(owner, [refused.pk], {})
    refused.refresh_from_db()
    assert refused.whole and not refused.outcome and partials.length(refused.pk) == 3
    with pytest.raises(IntegrityError, match="arrival_taken_in_whole"), transaction.atomic():
        Arrival.objects.filter(pk=made.pk).update(outcome="/x/")
    with pytest.raises(IntegrityError, match="arrival_never_more"), transaction.atomic():
        Arrival.objects.filter(pk=made.pk).update(received=11)


def test_an_empty_file_arrives_too(owner) -> None:
    made = actions.announce(owner, "test", "a", 0)
    assert actions.take_in(owner, [made.pk], {}).url.startswith("/e3b0c442")


def test_who_may_and_how_much(owner, monkeypatch) -> None:
    with pytest.raises(Refused, match="超过上限"):
        actions.announce(owner, "test", "a", 1001)
    monkeypatch.setattr(actions, "OPEN_AT_ONCE", 2)
    first = actions.announce(owner, "test", "a", 1)
    actions.announce(owner, "test", "b", 1)
    with pytest.raises(Refused, match="没有传完"):
        actions.announce(owner, "test", "c", 1)
    actions.drop(owner, first.pk)
    actions.announce(owner, "test", "c", 1)
    stranger = UserFactory()
    for step in (actions.arrival_of, actions.drop):
        with pytest.raises(actions.Unknown):
            step(stranger, Arrival.objects.first().pk)
    with pytest.raises(actions.Unknown):
        actions.take_in(stranger, [Arrival.objects.first().pk], {})


def test_bytes_that_are_gone_are_not_confirmed(owner) -> None:
    made = sent(owner, b"abcdef")
    partials.path_of(made.pk).write_bytes(b"ab")
    for step in (lambda: actions.arrival_of(owner, made.pk), lambda: actions.take_in(owner, [made.pk], {})):
        with pytest.raises(actions.Unknown):
            step()


def test_what_nobody_goes_on_with_is_swept(owner) -> None:
    old, new = sent(owner, b"abc"), sent(owner, b"abcd")
    Arrival.objects.filter(pk=old.pk).update(moved_at=timezone.now() - datetime.timedelta(days=8))
    assert "1 条" in actions.sweep()
    assert list(Arrival.objects.all()) == [new] and partials.length(new.pk) == 4


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_protocol(owner) -> None:
    client = browser(owner)
    told = client.options("/arrivals/test/")
    assert (told.status_code, told["Tus-Max-Size"]) == (204, "1000") and "creation" in told["Tus-Extension"]
    name = base64.b64encode("界桩\\点.csv".encode()).decode()
    facts = {**TUS, "Upload-Length": "6", "Upload-Metadata": f"filetype dGV4dA==,filename {name}"}
    made = client.post("/arrivals/test/", headers=facts, content_type=BODY)
    assert made.status_code == 201 and Arrival.objects.get().filename == "点.csv"
    url = made["Location"]

    def patch(offset: int, data: bytes):
        headers = {**TUS, "Upload-Offset": str(offset)}
        return client.patch(url, data, content_type=BODY, headers=headers)

    assert patch(0, b"abc")["Upload-Offset"] == "3"
    assert patch(0, b"abc").status_code == 409
    stand = client.head(url, headers=TUS)
    assert (stand["Upload-Offset"], stand["Upload-Length"], stand["Cache-Control"]) == ("3", "6", "no-store")
    early = client.post(f"{url}take/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert early.status_code == 422 and "还差" in early.json()["errors"][0]
    assert patch(3, b"def").status_code == 204
    taken = client.post(f"{url}take/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert taken.json()["url"].startswith("/bef57ec7f53a6d40")
    assert client.delete(url, headers=TUS).status_code == 403


def test_the_protocol_refuses(owner) -> None:
    client = browser(owner)
    assert client.post("/arrivals/test/", headers={"Upload-Length": "1"}).status_code == 412
    for length in ("-1", "x", "9" * 20, ""):
        assert client.post("/arrivals/test/", headers={**TUS, "Upload-Length": length}).status_code == 400
    assert client.post("/arrivals/test/", headers={**TUS, "Upload-Length": "1001"}).status_code == 413
    assert client.post("/arrivals/none/", headers={**TUS, "Upload-Length": "1"}).status_code == 404
    assert client.head(f"/arrivals/{uuid.uuid4()}/", headers=TUS).status_code == 404
    made = actions.announce(owner, "test", "a", 5)
    assert client.patch(f"/arrivals/{made.pk}/", b"a", content_type="text/plain", headers=TUS).status_code == 415
    assert client.patch(f"/arrivals/{made.pk}/", b"a", content_type=BODY, headers=TUS).status_code == 400
    assert browser(UserFactory()).head(f"/arrivals/{made.pk}/", headers=TUS).status_code == 404
    assert Client().head(f"/arrivals/{made.pk}/", headers=TUS).status_code == 302
    assert client.delete(f"/arrivals/{made.pk}/", headers=TUS).status_code == 204
    assert not Arrival.objects.exists()


def test_a_body_that_breaks_off_counts_as_far_as_it_came(owner, monkeypatch) -> None:
    from django.http.request import UnreadablePostError

    from office.arrivals.views import _blocks

    class Torn(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            if block := super().read(2):
                return block
            raise UnreadablePostError

    made = actions.announce(owner, "test", "a", 10)
    assert actions.append(owner, made.pk, 0, _blocks(Torn(b"abcd"))) == 4
    assert actions.arrival_of(owner, made.pk).received == 4


def test_the_buttons_of_the_page_lead_back_and_nowhere_else(owner) -> None:
    client, made = browser(owner), sent(owner, b"abc")
    other = actions.announce(owner, "test", "b", 1)
    assert client.post(f"/arrivals/{other.pk}/take/", {"next": "/survey/"}).url == "/survey/"
    assert client.post(f"/arrivals/{other.pk}/drop/", {"next": "https://x.example/"}).url == "/"
    assert client.post(f"/arrivals/{made.pk}/take/", {"words": "收到"}).url.startswith("/ba7816bf")
    assert client.post(f"/arrivals/{uuid.uuid4()}/take/", {"next": "/survey/"}).url == "/survey/"
