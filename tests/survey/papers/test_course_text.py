"""The 走向说明 in the browser: made from geometry, edited, read back; two people lose nothing of each other."""

import pytest
from django.test import Client

from boundaries.lines.models import Edge
from boundaries.lines.redrawing import base_of
from office.log.models import Event
from office.people.calendar import today
from survey.demarcation import course_lines, queries
from survey.demarcation.models import CourseText
from survey.demarcation.rights import Refused
from survey.papers.course_text import findings_of_text, geometry_hash, text_hash, write_course
from survey.papers.gathering import course_of_survey
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY

pytestmark = pytest.mark.django_db


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def page(exchanged) -> str:
    return f"/survey/lines/{exchanged.pk}/course-text/"


def test_the_text_of_the_geometry_is_offered_and_fits_it(exchanged, who, page) -> None:
    text = browser(who.officers[0]).get(page).content.decode()
    course = course_of_survey(exchanged, today())
    assert course is not None
    assert course.text.split("\n")[1] in text
    assert "都与线形相符" in text
    assert len(course.sections) >= 2


def test_what_is_saved_is_signed_and_its_findings_stand_beside_it(exchanged, who, page) -> None:
    course = course_of_survey(exchanged, today())
    before = queries.content_hash(exchanged, DAY)
    wrong = course.text.replace("方向行", "方向沿无名沟行", 1).replace("米", "9米", 1)
    client = browser(who.surveyors[0])
    assert client.post(page, {"text": wrong, "seen": ""}).status_code == 302
    kept = CourseText.objects.get()
    assert kept.made_from == geometry_hash(course)
    exchanged.refresh_from_db()
    assert queries.content_hash(type(exchanged).objects.get(pk=exchanged.pk), DAY) != before
    assert "S16" in client.get(page).content.decode()
    assert Event.objects.filter(action="demarcation.course_text").count() == 1
    answer = client.post(f"{page}findings/", {"text": course.text})
    assert "都与线形相符" in answer.content.decode()
    answer = client.post(f"{page}findings/", {"text": "自甲起，向东方向行9米，至乙。"}).content.decode()
    assert "不是本界线的界桩或端点" in answer
    assert 'data-begin="1"' in answer


def test_two_people_lose_nothing_of_each_other(exchanged, who, page) -> None:
    write_course(who.officers[0], exchanged.pk, "自起点起。", "")
    answer = browser(who.officers[1]).post(page, {"text": "另一文字", "seen": ""})
    assert answer.status_code == 409
    assert "另一文字" in answer.content.decode()
    assert CourseText.objects.get().text == "自起点起。"
    write_course(who.officers[1], exchanged.pk, "另一文字", text_hash("自起点起。"))
    with pytest.raises(Refused, match="不能为空"):
        write_course(who.officers[1], exchanged.pk, "  ", text_hash("另一文字"))
    with pytest.raises(Refused):
        write_course(who.registrar, exchanged.pk, "第三", text_hash("另一文字"))


def test_a_line_that_changed_afterwards_is_said(exchanged, who, page, line) -> None:
    course = course_of_survey(exchanged, today())
    write_course(who.officers[0], exchanged.pk, course.text, "")
    edge, moved = road.course_moved(line, DAY, 0.004)
    course_lines.propose_drawn(who.officers[0], exchanged.pk, edge, moved, base_of(Edge.objects.get(pk=edge)))
    text = browser(who.officers[0]).get(page).content.decode()
    assert "线形或界桩在编写之后有改动" in text
    fresh = course_of_survey(exchanged, today())
    assert findings_of_text(fresh.text, fresh, exchanged, today()) == []
    assert fresh.text.split("\n")[1] in browser(who.officers[0]).get(f"{page}?fresh=1").content.decode()
