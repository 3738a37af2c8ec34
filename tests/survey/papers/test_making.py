"""The papers of a real survey: made at once and only once, out of date where the data changed, put to their steps."""

import io

import pytest
from django.test import Client
from PIL import Image

from boundaries.archive.kinds import Kind
from boundaries.lines.models import Edge
from boundaries.lines.redrawing import base_of
from office.jobs.models import LongJob
from office.jobs.working import run
from office.papers.making import latest_papers, papers_of
from office.papers.models import Form
from office.people.roles import Role
from survey.demarcation import course_lines, pointing, queries
from survey.demarcation.rights import Refused
from survey.papers import making
from survey.papers.catalogue import PAPERS, bases
from survey.papers.gathering import facts_of, paths_of
from tests.factories import appointed
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY

pytestmark = pytest.mark.django_db


class Heard:
    """Takes the place of the progress of a job."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int | None, str]] = []

    def advance(self, done: int, total: int | None = None, message: str = "") -> None:
        self.told.append((done, total, message))


def made(survey, user):
    heard = Heard()
    result = making.make_papers(heard, survey.pk, user.pk)
    return result, heard


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_all_papers_are_made_once_and_again_after_a_change(exchanged, who) -> None:
    officer = who.officers[0]
    result, heard = made(exchanged, officer)
    first = latest_papers(exchanged)
    assert [paper.kind for paper in first] == [kind.key for kind in PAPERS if kind.key != "three_way"]
    assert result.message == f"共 {len(first)} 份，新生成 {len(first)} 份。"
    assert heard.told[-1][:2] == (len(first), len(first))
    assert made(exchanged, officer)[0].message.endswith("新生成 0 份。")
    now = bases(facts_of(exchanged, DAY))
    assert not any(paper.stale(now[paper.kind]) for paper in first)
    point = exchanged.points.first()
    facts = {"point_id": point.pk, "version": point.version}
    pointing.write_point(officer, exchanged.pk, point.number, point.role, {**point.sheet, "note": "改"}, **facts)
    now = bases(facts_of(exchanged, DAY))
    stale = {paper.kind for paper in first if paper.stale(now[paper.kind])}
    assert stale == {
        "marker_form",
        "marker_table",
        "point_table",
        "place_notes",
        "agreement",
        "agreement_map",
        "summary",
    }
    assert made(exchanged, officer)[0].message.endswith("新生成 7 份。")
    assert papers_of(exchanged).count() == len(first) + 7


def test_who_only_looks_on_makes_nothing(exchanged, network) -> None:
    stranger = appointed(Role.BOUNDARY_OFFICER, exchanged.parties.last().division)
    third = appointed(Role.NAME_OFFICIAL, exchanged.parties.first().division)
    assert making.may_make(stranger, exchanged) is None
    with pytest.raises(Refused):
        making.ask_for_papers(third, exchanged)


def test_a_paper_goes_to_its_step_but_not_when_it_is_out_of_date(exchanged, who) -> None:
    officer = who.officers[0]
    made(exchanged, officer)
    papers = {paper.kind: paper for paper in latest_papers(exchanged)}
    put = making.attach(officer, exchanged, papers["marker_table"].pk)
    assert (put.step.key, put.kind) == ("office_work", Kind.MARKER_TABLE)
    assert put.file == papers["marker_table"].files.get(form=Form.PDF).file
    assert making.is_attached(papers["marker_table"], making.attached(exchanged))
    with pytest.raises(Refused, match="已经在此环节"):
        making.attach(officer, exchanged, papers["marker_table"].pk)
    with pytest.raises(Refused, match="已过期"):  # what the sides sign has the new paper in it
        making.attach(officer, exchanged, papers["agreement"].pk)
    made(exchanged, officer)
    agreement = {paper.kind: paper for paper in latest_papers(exchanged)}["agreement"]
    assert making.attach(officer, exchanged, agreement.pk).step.key == "agreement"
    assert not agreement.stale(bases(facts_of(exchanged, DAY))["agreement"])


def test_signatures_do_not_make_a_paper_old_and_stand_on_the_next_one(exchanged, who) -> None:
    made(exchanged, who.officers[0])
    agreement = {paper.kind: paper for paper in latest_papers(exchanged)}["agreement"]
    road.all_sign(exchanged, who, DAY)
    facts = facts_of(exchanged, DAY)
    assert not agreement.stale(bases(facts)["agreement"])
    assert [len(side.signed) for side in facts.sides] == [2, 2]


def test_the_line_of_the_papers_is_the_one_that_the_survey_lays(opened, who, line) -> None:
    edge, moved = road.course_moved(line, DAY, 0.001)
    course_lines.propose_drawn(who.officers[0], opened.pk, edge, moved, base_of(Edge.objects.get(pk=edge)))
    (path,) = paths_of(opened, DAY)
    assert sorted(path) == sorted(tuple(place) for place in moved)
    members = queries.members_of(opened.line_id, DAY)
    assert (path[0], path[-1]) == (members[0].stretch.points[0], members[-1].stretch.points[-1])


def test_the_facts_cost_the_same_for_many_points(opened, who, line, django_assert_max_num_queries) -> None:
    road.send(who.surveyors[0], who.officers[1], line, road.table(["J1"], road.points_along(line, DAY)[1:2]))
    pointing.gather_points(who.surveyors[0], opened.pk)
    with django_assert_max_num_queries(60) as one:
        facts_of(opened, DAY)
    places = road.points_along(line, DAY, 12)[1:-1]
    numbers = [f"K{n}" for n in range(10)]
    road.send(who.surveyors[0], who.officers[1], line, road.table(numbers, places), "多.csv")
    pointing.gather_points(who.surveyors[0], opened.pk)
    with django_assert_max_num_queries(len(one)):
        assert len(facts_of(opened, DAY).points) == 11


def test_photographs_stand_in_the_form(exchanged, who) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "#886").save(picture, "JPEG")
    point = exchanged.points.first()
    pointing.add_photo(who.surveyors[0], exchanged.pk, point.pk, "near", "近.jpg", picture.getvalue())
    bare, full = facts_of(exchanged, DAY), facts_of(exchanged, DAY, pictures=True)
    assert bare.points[0].photos[0].data == b""
    assert full.points[0].photos[0].data.startswith(b"\xff\xd8")
    assert bases(bare) == bases(full)


@pytest.mark.django_db(transaction=True)
def test_the_page_makes_shows_and_gives_out(exchanged, who) -> None:
    page = f"/survey/lines/{exchanged.pk}/made/"
    client = browser(who.officers[0])
    assert "还没有生成文书" in client.get(page).content.decode()
    client.post(f"{page}start/")
    job = LongJob.objects.get()
    run(job.pk)
    job.refresh_from_db()
    assert job.state == LongJob.State.DONE, job.error
    text = client.get(page).content.decode()
    assert "现行" in text
    assert "已过期" not in text.replace("标为已过期", "")
    paper = latest_papers(exchanged)[0]
    answer = client.get(f"{page}{paper.pk}/pdf/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "inline" in answer["Content-Disposition"]
    assert "attachment" in client.get(f"{page}{paper.pk}/docx/")["Content-Disposition"]
    assert client.get(f"{page}{paper.pk}/xls/").status_code == 404
    assert client.post(f"{page}{paper.pk}/attach/", follow=True).status_code == 200
    assert queries.papers_of(exchanged).filter(kind=Kind.MARKER_FORM).exists()
    assert browser(appointed(Role.NAME_OFFICIAL, exchanged.parties.first().division)).get(page).status_code == 404
