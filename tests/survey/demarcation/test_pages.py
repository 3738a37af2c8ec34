"""The pages of a survey: opened, worked and closed through them; what was typed stays; nothing shown to strangers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from boundaries.lines.models import Edge
from boundaries.lines.redrawing import base_of
from office.papers.pdf import pdf
from office.people.roles import Role
from office.spatial.pairs import text_of
from office.tasks.actions import open_task
from office.tasks.parties import Source, Subject
from survey.demarcation import opening, queries
from survey.demarcation.models import LineSurvey, SurveyState
from tests.factories import appointed
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY, make_survey

pytestmark = pytest.mark.django_db
ROOM = "/survey/lines/"


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def pages(who):
    """Browsers of the people by what they are."""
    return {
        "first": browser(who.officers[0]),
        "second": browser(who.officers[1]),
        "county": browser(who.county),
        "registrar": browser(who.registrar),
        "surveyors": [browser(each) for each in who.surveyors],
    }


def test_an_empty_list_says_what_to_do_first(pages) -> None:
    text = pages["county"].get(ROOM).content.decode()
    assert "先发起一项" in text and f"{ROOM}new/" in text
    surveyor = pages["surveyors"][0].get(ROOM).content.decode()
    assert "由界线管理员发起" in surveyor


def test_the_list_costs_the_same_for_many(pages, line, who, django_assert_max_num_queries) -> None:
    survey = make_survey(line, who.county, ["plan", "teams"])
    with django_assert_max_num_queries(20) as one:
        assert survey.title in pages["county"].get(ROOM).content.decode()
    for n in range(5):
        other = make_survey(line, who.county, ["plan", "teams"], state=SurveyState.CANCELLED, reason=f"试{n}")
        assert other.pk
    with django_assert_max_num_queries(len(one)):
        text = pages["county"].get(ROOM).content.decode()
    assert text.count(survey.title) >= 6
    csv = pages["county"].get(ROOM, {"format": "csv", "state": "open"})
    assert csv.content.decode("utf-8-sig").count("\n") == 2
    assert "没有符合条件" in pages["county"].get(ROOM, {"q": "没有的"}).content.decode()


def test_strangers_see_nothing(pages, line, who, network) -> None:
    survey = make_survey(line, who.county, ["plan"])
    stranger = browser(appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=network.townships[2])))
    assert survey.title not in stranger.get(ROOM).content.decode()
    for path in ("", "archive/", "points/new/", "edges/1/"):
        assert stranger.get(f"{ROOM}{survey.pk}/{path}").status_code == 404
    for path in ("cancel/", "sign/", "accept/", "remarks/", "points/gather/", "steps/plan/finish/"):
        assert stranger.post(f"{ROOM}{survey.pk}/{path}").status_code == 404
    assert Client().get(f"{ROOM}{survey.pk}/").status_code == 302


def test_the_road_on_the_pages(pages, line, who, network) -> None:
    answer = pages["county"].post(f"{ROOM}new/", {"line": line.code})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    survey = LineSurvey.objects.get()
    url = f"{ROOM}{survey.pk}/"
    again = pages["county"].post(f"{ROOM}new/", {"line": line.code})
    assert again.status_code == 409 and "已有一项勘界工作" in again.content.decode()
    text = pages["first"].get(url).content.decode()
    assert "缺少联合勘界方案" in text and "上传成果" in text
    early = pages["first"].post(f"{url}steps/plan/finish/")
    assert early.status_code == 409 and "还不能完成" in early.content.decode()
    file = SimpleUploadedFile("方案.pdf", pdf("<p>方案</p>"))
    assert pages["first"].post(f"{url}steps/plan/papers/", {"kind": "survey_plan", "file": file}).status_code == 302
    assert pages["first"].post(f"{url}steps/plan/finish/", {"note": "会签"}).status_code == 302
    paper = queries.papers_of(survey).get()
    assert b"%PDF" in b"".join(pages["second"].get(f"{url}papers/{paper.pk}/").streaming_content)

    team = {"organisation": "县勘界测绘队", "leader": "李测", "licence": "乙测资字1号"}
    assert pages["first"].post(f"{url}team/", {"leader": "李"}).status_code == 409
    for side in ("first", "second"):
        assert pages[side].post(f"{url}team/", team).status_code == 302
    for key in ("teams", "map_preparation"):
        assert pages["first"].post(f"{url}steps/{key}/finish/").status_code == 302
    places, numbers = road.points_along(line, DAY), road.numbers_of(line)
    road.send(who.surveyors[0], who.officers[1], line, road.table(numbers, places))
    road.send(who.surveyors[1], who.officers[0], line, road.table(numbers, places, off=1e-7), "乙.csv")
    text = pages["second"].get(url).content.decode()
    assert "点.csv" in text and "乙.csv" in text, "each side sees what the other sent"
    assert pages["first"].post(f"{url}steps/field_work/finish/").status_code == 302
    assert pages["surveyors"][0].post(f"{url}points/gather/").status_code == 302
    assert pages["surveyors"][0].post(f"{url}points/decide/").status_code == 302
    for point in survey.points.all():
        there = f"{url}points/{point.pk}/"
        form = pages["surveyors"][0].get(there).context["form"]
        told = {name: form[name].value() or "" for name in form.fields}
        for n, seen in enumerate(road.SEEN, 1):
            told |= {f"reference-{n}-{key}": value or "" for key, value in seen.items() if key not in ("x", "y")}
            told[f"reference-{n}-azimuth"] = seen["azimuth"]
        answer = pages["surveyors"][0].post(there, told)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        late = pages["second"].post(there, told | {"material": "水泥"})
        assert (
            late.status_code == 409 and "您的填写没有写入" in late.content.decode() and "水泥" in late.content.decode()
        )
    text = pages["first"].get(url).content.decode()
    assert "003Q" in text
    assert pages["first"].post(f"{url}steps/office_work/finish/").status_code == 302

    said = {"text": "此处应沿小路", "lon": "125.01", "lat": "43.005"}
    assert pages["first"].post(f"{url}remarks/", {"text": "没有位置"}).status_code == 409
    assert pages["first"].post(f"{url}remarks/", said).status_code == 302
    remark = survey.remarks.get()
    assert pages["second"].post(f"{url}remarks/{remark.pk}/answer/", {"text": "同意"}).status_code == 302
    assert pages["first"].post(f"{url}remarks/{remark.pk}/settle/").status_code == 302
    file = SimpleUploadedFile("纪要.pdf", pdf("<p>纪要</p>"))
    pages["second"].post(f"{url}steps/exchange/papers/", {"kind": "minutes", "file": file})
    assert pages["second"].post(f"{url}steps/exchange/finish/").status_code == 302

    shown = queries.content_hash(survey, DAY)
    assert shown in pages["first"].get(url).content.decode()
    for browser_, capacity in [
        (pages["first"], "office"),
        (pages["second"], "office"),
        *((each, "technician") for each in pages["surveyors"]),
    ]:
        assert browser_.post(f"{url}sign/", {"capacity": capacity, "shown": shown}).status_code == 302
    assert pages["county"].post(f"{url}sign/", {"capacity": "office", "shown": shown}).status_code == 409
    assert pages["first"].post(f"{url}steps/agreement/finish/").status_code == 302
    assert pages["county"].post(f"{url}steps/county_review/finish/").status_code == 302
    for kind in ("approval", *road.SIGNED):
        file = SimpleUploadedFile(f"{kind}.pdf", pdf(f"<p>{kind}</p>"))
        pages["county"].post(f"{url}steps/acceptance/papers/", {"kind": kind, "file": file})
    facts = {"agreement_number": "某协1号", "agreement_date": "2025-06-01", "approval_body": "某省人民政府"}
    facts |= {"approval_number": "某政函1号", "approval_date": "2025-06-01", "since": "2025-06-01", "shown": shown}
    assert pages["county"].post(f"{url}accept/", {**facts, "approval_number": ""}).status_code == 409
    answer = pages["county"].post(f"{url}accept/", facts)
    assert answer.status_code == 302, answer.content.decode()[:6000]
    assert "验收的内容" in pages["first"].get(url).content.decode()

    fonds = road.open_fonds(who, Division.objects.get(pk=network.by_level[Level.COUNTY][0]))
    assert pages["registrar"].get(f"{url}archive/").status_code == 200
    filed = {f"shown-{each.pk}": each.file_id for each in queries.papers_of(survey)}
    assert pages["registrar"].post(f"{url}archive/", {"fonds": fonds.pk, **filed}).status_code == 302
    survey.refresh_from_db()
    assert survey.state == SurveyState.CLOSED
    assert "已办结" in pages["first"].get(url).content.decode()


def test_a_line_is_drawn_tried_and_proposed(pages, line, who) -> None:
    survey = opening.open_survey(who.county, line)
    edge, moved = road.course_moved(line, DAY, 0.0005)
    there = f"{ROOM}{survey.pk}/edges/{edge}/"
    base = base_of(Edge.objects.get(pk=edge))
    assert pages["first"].get(there).status_code == 200
    tried = pages["first"].post(there, {"shape": text_of(moved), "base": base, "deed": "try"})
    assert tried.status_code == 200 and "提出这条成果线" in tried.content.decode()
    wrong = pages["first"].post(there, {"shape": "125.0,43.0", "base": base, "deed": "try"})
    assert "至少要有两个不同的点" in wrong.content.decode()
    off = [(x + 0.002, y) for x, y in moved]
    refused = pages["first"].post(there, {"shape": text_of(off), "base": base, "deed": "try"})
    assert refused.status_code == 409 and "离交会点" in refused.content.decode()
    assert pages["first"].post(there, {"shape": text_of(moved), "base": base, "deed": "propose"}).status_code == 302
    assert "看与改" in pages["second"].get(f"{ROOM}{survey.pk}/").content.decode()
    assert pages["second"].post(f"{there}drop/").status_code == 302


def test_a_dispute_is_marked_and_lifted(pages, line, who) -> None:
    survey = opening.open_survey(who.county, line)
    url = f"{ROOM}{survey.pk}/"
    told = {"from_m": "100", "to_m": "300", "evidence": "7.4", "title": "双方协议"}
    assert pages["first"].post(f"{url}disputes/", {**told, "evidence": "9"}).status_code == 409
    assert pages["first"].post(f"{url}disputes/", told).status_code == 302
    made = survey.disputes.get()
    text = pages["second"].get(url).content.decode()
    assert "双方协议" in text and "争议段" in text
    assert pages["first"].post(f"{url}disputes/{made.pk}/lift/", {"why": "某协1号"}).status_code == 302
    assert "某协1号" in pages["second"].get(url).content.decode()


def test_a_task_of_a_change_opens_its_survey(pages, line, who, network) -> None:
    task = open_task(
        who.county,
        kind="changes.survey",
        title="勘定界线",
        source=Source("changes.changecase", "1"),
        subject=Subject.of(line.line),
        role=Role.BOUNDARY_OFFICER,
        place=network.by_level[Level.COUNTY][0],
        due=None,
        basis="",
    )
    text = pages["county"].get(f"/boundaries/tasks/{task.pk}/").content.decode()
    link = f"{ROOM}new/?line={line.code}&amp;task={task.pk}"
    assert link in text
    assert "勘定界线" in pages["county"].get(link.replace("&amp;", "&")).content.decode()
    pages["county"].post(f"{ROOM}new/", {"line": line.code, "task": task.pk})
    assert LineSurvey.objects.get().source_id == str(task.pk)
