"""A legal block of a survey is set aside by the province, with a document, for one content; nothing else is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from office.log.models import Event
from office.people.roles import Role
from survey.demarcation import agreeing, judging, opening, pointing, queries, talking
from survey.demarcation.models import SurveyOverride
from survey.demarcation.rights import Refused
from survey.demarcation.setting_aside import set_aside
from tests.factories import appointed
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY

pytestmark = pytest.mark.django_db
WHY = ("边境管理需要，先签其余段", "吉民函〔2025〕7号")


@pytest.fixture
def province(network):
    return appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=network.by_level[Level.PROVINCE][0]))


@pytest.fixture
def disputed(line, who):
    """A compared survey with a stretch in dispute (S18)."""
    survey = opening.open_survey(who.county, line)
    road.to_exchange(survey, who, DAY)
    talking.dispute(who.officers[0], survey.pk, 100, 300, "7.4", "双方协议")
    return survey


def shown(survey) -> str:
    return queries.content_hash(survey, DAY)


def test_only_the_province_only_the_law_only_with_a_document(disputed, who, province) -> None:
    for person in (who.officers[0], who.county, who.registrar):
        with pytest.raises(Refused, match="界线管理员|管辖范围"):
            set_aside(person, disputed.pk, "S18", *WHY, shown(disputed))
    for rule, said in (("S19", "不能破例，只能改正"), ("S12", "现在没有拦截"), ("X99", "现在没有拦截")):
        with pytest.raises(Refused, match=said):
            set_aside(province, disputed.pk, rule, *WHY, shown(disputed))
    with pytest.raises(Refused, match="须写明理由和依据文号"):
        set_aside(province, disputed.pk, "S18", "理由", " ", shown(disputed))
    with pytest.raises(Refused, match="已被改动，没有破例"):
        set_aside(province, disputed.pk, "S18", *WHY, "0" * 64)
    assert not SurveyOverride.objects.exists()


def test_what_is_set_aside_lets_the_sides_sign_until_the_content_changes(disputed, who, province) -> None:
    first = who.officers[0]
    with pytest.raises(Refused, match="S18"):
        agreeing.sign(first, disputed.pk, "office", shown(disputed))
    set_aside(province, disputed.pk, "S18", *WHY, shown(disputed))
    assert judging.blocks(disputed, DAY, ("S18",)) == []
    assert Event.objects.get(action="demarcation.override").data["document"] == WHY[1]
    agreeing.sign(first, disputed.pk, "office", shown(disputed))
    with pytest.raises(Refused, match="现在没有拦截|已经破例"):
        set_aside(province, disputed.pk, "S18", *WHY, shown(disputed))

    point = disputed.points.first()
    facts = {"point_id": point.pk, "version": point.version}
    pointing.write_point(first, disputed.pk, point.number, point.role, {**point.sheet, "description": "移位"}, **facts)
    assert judging.blocks(disputed, DAY, ("S18",)), "another content has not been set aside"
    talking.dispute(who.officers[1], disputed.pk, 400, 500, "7.4", "另一份协议")
    assert "2" in judging.blocks(disputed, DAY, ("S18",))[0]


def test_the_page_shows_who_set_what_aside_and_when_it_does_not_count(disputed, who, province) -> None:
    page, url = Client(), f"/survey/lines/{disputed.pk}/"
    page.force_login(province)
    assert "省级界线管理员可据文件破例" in page.get(url).content.decode()
    empty = page.post(f"{url}override/", {"rule": "S18", "reason": "先签", "document": "", "shown": shown(disputed)})
    assert empty.status_code == 409 and 'value="先签"' in empty.content.decode(), "what was typed stays"
    told = {"rule": "S18", "reason": WHY[0], "document": WHY[1], "shown": shown(disputed)}
    assert page.post(f"{url}override/", told).status_code == 302
    text = page.get(url).content.decode()
    assert WHY[1] in text and "此破例不再适用" not in text
    point = disputed.points.first()
    facts = {"point_id": point.pk, "version": point.version}
    pointing.write_point(who.officers[0], disputed.pk, point.number, point.role, {**point.sheet, "notes": "x"}, **facts)
    assert "内容已变，此破例不再适用" in page.get(url).content.decode()
    side = Client()
    side.force_login(who.officers[0])
    assert "可据文件破例" not in side.get(url).content.decode()


def test_papers_come_all_or_none(disputed, who) -> None:
    page, url = Client(), f"/survey/lines/{disputed.pk}/steps/agreement/papers/"
    page.force_login(who.officers[0])
    assert "请选择要提交的文件" in page.post(url, {"kind": "agreement"}).content.decode()
    before = queries.papers_of(disputed).count()
    files = [SimpleUploadedFile("甲.pdf", b"%PDF-1.4 a"), SimpleUploadedFile("乙.pdf", b"")]
    answer = page.post(url, {"kind": "agreement", "file": files})
    assert answer.status_code == 409 and "乙.pdf 是空文件" in answer.content.decode()
    assert queries.papers_of(disputed).count() == before
