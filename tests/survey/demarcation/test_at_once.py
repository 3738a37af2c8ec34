"""Several people at the same survey at the same moment, each on a real connection: one content, nothing twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.models import Edge
from boundaries.lines.redrawing import base_of
from office.log.models import Event
from office.signing.models import Signature
from office.signing.queries import all_signed
from survey.demarcation import agreeing, course_lines, opening, pointing, queries, stepping
from survey.demarcation.rights import Refused
from tests.survey.demarcation import road
from tests.survey.demarcation.conftest import line, network, who
from tests.survey.demarcation.factories import DAY

__all__ = ["line", "network", "who"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def compared(transactional_db, line, who):
    survey = opening.open_survey(who.county, line)
    edge, moved = road.course_moved(line, DAY, 0.001)
    course_lines.propose_drawn(who.officers[0], survey.pk, edge, moved, base_of(Edge.objects.get(pk=edge)))
    road.to_exchange(survey, who, DAY)
    return survey


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """What each job answered or was refused with, all let go together, in the order of the jobs."""
    results: list[Any] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def work(place: int, job: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = job()
        except Refused as refused:
            results[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=told) for told in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_both_sides_sign_at_the_same_moment_and_one_presses_twice(compared, who) -> None:
    shown = queries.content_hash(compared, DAY)
    offices = [(person, "office") for person in (*who.officers, who.officers[0], who.officers[1])]
    people = [*offices, *((person, "technician") for person in who.surveyors)]
    results = at_once(*[lambda told=told: agreeing.sign(told[0], compared.pk, told[1], shown) for told in people])
    assert all(isinstance(result, Signature) for result in results)
    assert results[0].pk == results[2].pk and results[1].pk == results[3].pk, "the second press answers the first"
    assert Signature.objects.count() == 4 and Event.objects.filter(action="signing.sign").count() == 4
    assert all_signed(queries.signed(compared, DAY))


@pytest.mark.parametrize("turn", range(4))
def test_who_signs_while_another_edits_has_signed_what_he_saw_or_nothing(compared, who, turn) -> None:
    shown, point = queries.content_hash(compared, DAY), compared.points.first()
    facts = {"point_id": point.pk, "version": point.version}

    def edit():
        sheet = {**point.sheet, "description": "改立于路东"}
        return pointing.write_point(who.surveyors[1], compared.pk, point.number, point.role, sheet, **facts)

    jobs = [lambda: agreeing.sign(who.officers[0], compared.pk, "office", shown), edit]
    signed = at_once(*jobs[:: 1 if turn % 2 else -1])[0 if turn % 2 else 1]
    now = queries.content_hash(compared, DAY)
    assert now != shown
    if isinstance(signed, Refused):
        assert "已被改动，没有签字" in str(signed) and not Signature.objects.exists()
    else:
        assert signed.content_hash == shown
    standing = next(
        each for each in queries.signed(compared, DAY) if each.wanted.party == compared.line.on(DAY).first_id
    )
    assert standing.missing, "what was signed before the edit does not count for what stands now"


def test_a_survey_is_accepted_once_however_many_press(compared, line, who) -> None:
    road.all_sign(compared, who, DAY)
    for kind in road.SIGNED:
        road.paper(who.officers[0], compared, "agreement", kind)
    stepping.finish_step(who.officers[0], compared.pk, "agreement")
    stepping.finish_step(who.county, compared.pk, "county_review")
    road.paper(who.county, compared, "acceptance", road.Kind.APPROVAL)
    shown, edges = queries.content_hash(compared, DAY), Edge.objects.count()

    def accept():
        return agreeing.accept(who.county, compared.pk, road.PAPERS, shown, DAY)

    def back():
        return stepping.send_back(who.officers[0], compared.pk, "exchange", "再看")

    results = at_once(accept, accept, accept, back)
    done = [result for result in results[:3] if not isinstance(result, Refused)]
    line.line.refresh_from_db()
    if done:
        assert len(done) == 3 and isinstance(results[3], Refused) and "已经验收，不能退回" in str(results[3])
        assert line.line.agreement_number == "某协〔2015〕1号"
        assert Event.objects.filter(action="demarcation.accept").count() == 1
        assert Edge.objects.count() == edges + 1, "one edge took the place of another"
        assert MarkerVersion.objects.filter(line=line.line_id).count() == 3
    else:
        assert all("请先完成" in str(result) for result in results[:3]) and not isinstance(results[3], Refused)
        assert line.line.agreement_number == "" and Edge.objects.count() == edges
