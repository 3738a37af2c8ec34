"""Nonsense in every post of a survey: it is refused in words or taken as text, never an error of the server."""

import pytest
from django.urls import reverse

from survey.demarcation import opening, pointing
from survey.demarcation.urls import urlpatterns
from survey.papers.urls import urlpatterns as paper_patterns
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY

pytestmark = pytest.mark.django_db

FIELDS = [
    "line",
    "title",
    "scale",
    "third",
    "task",
    "key",
    "note",
    "reason",
    "kind",
    "text",
    "lon",
    "lat",
    "from_m",
    "to_m",
    "evidence",
    "why",
    "capacity",
    "shown",
    "organisation",
    "licence",
    "grade",
    "licence_until",
    "leader",
    "members",
    "agreement_number",
    "agreement_date",
    "approval_body",
    "approval_number",
    "approval_date",
    "since",
    "number",
    "role",
    "version",
    "method",
    "observations",
    "submission",
    "row",
    "fonds",
    "shape",
    "base",
    "deed",
    "seen",
    "material",
    "made_on",
    "description",
]
GOOD = {"method": "single", "capacity": "office", "evidence": "7.4", "kind": "near"}


def _address(pattern, survey, ids) -> str:
    names = {"pk": survey.pk, "key": "plan", **ids}
    kwargs = {name: names[name] for name in pattern.pattern.converters}
    return reverse(pattern.name, kwargs=kwargs)


@pytest.mark.parametrize("word", ["²", "1e400<script>alert(1)</script>"])
def test_no_post_breaks_the_server(line, who, client, word) -> None:
    survey = opening.open_survey(who.county, line)
    places, numbers = road.points_along(line, DAY), road.numbers_of(line)
    road.send(who.surveyors[0], who.officers[1], line, road.table(numbers, places))
    pointing.gather_points(who.surveyors[0], survey.pk)
    edge, _moved = road.course_moved(line, DAY, 0.001)
    nonsense = dict.fromkeys(FIELDS, word)
    client.force_login(who.officers[0])
    for pattern in (*urlpatterns, *paper_patterns):
        number = edge if "edge" in str(pattern.pattern) else survey.points.first().pk
        address = _address(pattern, survey, {"number": number, "paper": 10**12, "form": "pdf"})
        for data in (nonsense, nonsense | GOOD):
            found = client.post(address, data)
            assert found.status_code < 500, pattern.name
            assert b"<script>alert" not in b"".join(found)


def test_the_registrar_files_into_no_archive_of_a_strange_number(line, who, client) -> None:
    survey = opening.open_survey(who.county, line)
    client.force_login(who.registrar)
    found = client.post(reverse("demarcation-archive", kwargs={"pk": survey.pk}), {"fonds": "²"})
    assert found.status_code == 409 and "请选择全宗" in found.content.decode()
