"""SIGKILL at random moments of uploading, judging, accepting and signing.

After every kill: what was confirmed is there, what was not is there whole or not at all, and sending again completes
it exactly once. A few kills in `make test`, more than a hundred in `make soak`.
"""

import base64
import hashlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from office.arrivals import partials
from office.arrivals.models import Arrival
from office.intake.models import Receipt, StagedRow, State, Submission
from office.intake.storage import open_stored
from office.jobs.conditions import HANDOVER
from office.jobs.models import LongJob
from office.log.models import Event
from office.signing.models import Signature
from survey.demarcation import pointing, queries
from survey.townships import actions as uploads
from survey.townships.models import Observation
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY
from tests.survey.kills.house import House, Person

pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY, SEED = 3, 40, 4417
PIECE, ROWS, LARGE = 16_000, 1_500, 20_000
TUS = {"Tus_Resumable": "1.0.0"}
KILLS = [FEW, pytest.param(MANY, marks=pytest.mark.soak)]


@pytest.fixture
def house(who, tmp_path) -> Iterator[House]:
    made = House(tmp_path, random.Random(SEED), LARGE)
    made.serve()
    yield made
    made.stop()


def table_of(line, mark: str) -> bytes:
    """A table of points along a line, unlike any other."""
    numbers = [f"{mark}{n:04d}" for n in range(ROWS)]
    return road.table(numbers, road.points_along(line, DAY, ROWS)).encode()


@dataclass
class Sending:
    """One file on its way: what the server confirmed so far."""

    person: Person
    data: bytes
    url: str = ""
    confirmed: int = 0
    result: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def go_on(self) -> str:
        """From where it stands to the end; raises where the connection breaks."""
        if not self.url:
            name = base64.b64encode("点.csv".encode()).decode()
            told = {"Upload_Length": str(len(self.data)), "Upload_Metadata": f"filename {name}"}
            made = self.person.ask("POST", "/arrivals/survey/", **TUS, **told)
            assert made.status == 201, made.status
            self.url = made.headers["Location"]
        at = int(self.person.ask("HEAD", self.url, **TUS).headers["Upload-Offset"])
        assert at >= self.confirmed, "what was confirmed is gone"
        while at < len(self.data):
            told = {"Upload_Offset": str(at), "Content_Type": "application/offset+octet-stream"}
            answer = self.person.ask("PATCH", self.url, self.data[at : at + PIECE], **TUS, **told)
            assert answer.status == 204, answer.status
            at = self.confirmed = int(answer.headers["Upload-Offset"])
        taken = self.person.post(f"{self.url}take/")
        assert taken.status == 200, taken.text
        self.result = taken.text
        return self.result

    def check(self) -> None:
        """What was confirmed is there; the submission is whole or not there at all."""
        arrival = Arrival.objects.get(pk=self.url.split("/")[2]) if self.url else None
        found = list(Submission.objects.filter(file__sha256=self.sha256))
        assert len(found) == (arrival is not None and arrival.outcome != "")
        if arrival and not found:
            assert arrival.received >= self.confirmed
            if arrival.received:  # an announced file has no bytes and so no partial file yet
                with partials.path_of(arrival.pk).open("rb") as file:
                    assert file.read(arrival.received) == self.data[: arrival.received]
        for submission in found:
            with open_stored(submission.file) as stream:
                assert stream.read() == self.data
            assert LongJob.objects.filter(arguments__submission=str(submission.pk)).count() == 1
            events = Event.objects.filter(object_id=str(submission.pk), action="survey.upload")
            assert events.count() == 1 and submission.survey.standard
        assert not self.result or found


def _time(deed: Any) -> float:
    begun = time.monotonic()
    deed()
    return time.monotonic() - begun


def drop_the_orphans(person: Person) -> None:
    """Announcements whose answer was lost, which the list shows with 丢弃."""
    for left in Arrival.objects.filter(outcome=""):
        assert person.ask("DELETE", f"/arrivals/{left.pk}/", **TUS).status == 204


@pytest.mark.parametrize("kills", KILLS)
def test_uploading(house, who, line, kills: int) -> None:
    person = Person(who.surveyors[0], house.port)
    takes = _time(Sending(person, table_of(line, "Z")).go_on)
    number = 0
    while house.kills < kills:
        number += 1
        sending = Sending(person, table_of(line, f"A{number}-"))
        while not sending.result and house.kills < kills:
            house.cut_off(sending.go_on, takes)
            sending.check()
        sending.go_on()
        sending.check()
        drop_the_orphans(person)
    assert Submission.objects.filter(state=State.UPLOADED).count() == number + 1
    assert not list(partials.folder().iterdir())


def judged(submission: Submission) -> bool:
    """Whether a large file is judged; in between there is nothing."""
    submission.refresh_from_db()
    rows = StagedRow.objects.filter(submission=submission).count()
    receipts = Receipt.objects.filter(submission=submission).count()
    events = Event.objects.filter(object_id=str(submission.pk), action="survey.judge").count()
    assert (submission.state, rows, submission.rows_total, receipts, events) in {
        (State.UPLOADED, 0, 0, 0, 0),
        (State.CHECKED, ROWS, ROWS, 1, 1),
    }
    return submission.state == State.CHECKED


def _worked_off(house: House, submission: Submission) -> None:
    """Workers one after the other: what one took out of the queue as it died counts as lost some seconds later."""
    until = time.monotonic() + 2 * HANDOVER.total_seconds()
    while time.monotonic() < until:
        house.work()
        if judged(submission):
            return
        time.sleep(1)


@pytest.mark.parametrize("kills", KILLS)
def test_judging(house, who, line, kills: int) -> None:
    person, number, takes = Person(who.surveyors[0], house.port), 0, 0.0
    while house.kills < kills:
        number += 1
        Sending(person, table_of(line, f"B{number}-")).go_on()
        house.rest()
        submission = Submission.objects.order_by("-sent_at").first()
        assert submission is not None and not judged(submission)
        for _try in range(2 if takes else 0):
            house.work(takes)
            judged(submission)
        begun = time.monotonic()
        _worked_off(house, submission)
        takes = takes or time.monotonic() - begun
        assert judged(submission)
        assert LongJob.objects.get(arguments__submission=str(submission.pk)).state == LongJob.State.DONE
        house.serve()


def accepted(submission: Submission) -> bool:
    """Whether an import is accepted; in between there is nothing."""
    submission.refresh_from_db()
    observations = Observation.objects.filter(submission=submission).count()
    receipts = Receipt.objects.filter(submission=submission, kind=Receipt.Kind.ACCEPTANCE).count()
    events = Event.objects.filter(object_id=str(submission.pk), action="survey.accept").count()
    good = submission.rows_good
    assert good and (submission.state, observations, receipts, events) in {
        (State.SUBMITTED, 0, 0, 0),
        (State.ACCEPTED, good, 1, 1),
    }
    return submission.state == State.ACCEPTED


@pytest.mark.parametrize("kills", KILLS)
def test_accepting(house, who, line, kills: int) -> None:
    person, number, takes = Person(who.officers[1], house.port), 0, 0.0
    while house.kills < kills:
        number += 1
        data = table_of(line, f"C{number}-")
        found, _new = uploads.upload(who.surveyors[0], "点.csv", data, line=line, declared={"crs": "EPSG:4490"})
        uploads.submit(who.surveyors[0], found.pk)
        submission = found.submission

        def accept(pk=found.pk) -> Any:
            return person.post(f"/survey/{pk}/decide/", step="accept")

        if takes:
            answer = house.cut_off(accept, takes)
            assert accepted(submission) or answer is None, "confirmed, but not accepted"
        took = _time(lambda: accept().status)
        takes = takes or took
        assert accepted(submission)


@pytest.fixture
def survey(line, who) -> Any:
    """A survey that both sides have in their hands to sign."""
    from survey.demarcation import opening

    made = opening.open_survey(who.county, line)
    road.to_exchange(made, who, DAY)
    return made


def change(survey, who: SimpleNamespace, by: int) -> None:
    """Another content: every signature is void, all have to sign again."""
    point = survey.points.order_by("pk").first()
    seen = [{**each, "distance_m": 20.5 + by / 10} for each in road.SEEN]
    facts = {"point_id": point.pk, "version": point.version}
    sheet = {**point.sheet, "references": seen}
    pointing.write_point(who.surveyors[0], survey.pk, point.number, point.role, sheet, **facts)


@pytest.mark.parametrize("kills", KILLS)
def test_signing(house, who, survey, kills: int) -> None:
    signers = [(Person(each, house.port), "office") for each in who.officers]
    signers += [(Person(each, house.port), "technician") for each in who.surveyors]
    number, takes = 0, 0.0
    while house.kills < kills:
        number += 1
        change(survey, who, number)
        shown = queries.content_hash(survey, DAY)
        for done, (person, capacity) in enumerate(signers):

            def sign(person=person, capacity=capacity, shown=shown) -> Any:
                return person.post(f"/survey/lines/{survey.pk}/sign/", capacity=capacity, shown=shown)

            if takes:
                answer = house.cut_off(sign, takes)
                there = Signature.objects.filter(content_hash=shown).count()
                assert there == done + 1 if answer is not None else there in {done, done + 1}
                assert Event.objects.filter(action="signing.sign").count() == Signature.objects.count()
            begun = time.monotonic()
            assert sign().status == 302
            takes = takes or time.monotonic() - begun
            assert Signature.objects.filter(content_hash=shown).count() == done + 1
        assert queries.content_hash(survey, DAY) == shown
    assert Signature.objects.count() == number * len(signers)
