"""The officers' pages of plans: the whole road from study to case, lists, refusals beside the field."""

import pytest
from django.test import Client

from boundaries.changes.models import ChangeCase
from boundaries.changes.operations import Rename
from boundaries.plans import actions as steps
from boundaries.plans.actions import Question
from boundaries.plans.models import Plan, Study
from office.people.roles import Role
from tests.boundaries.plans.conftest import DAY, EVE, division
from tests.factories import appointed, make_division

ROOM = "/boundaries/plans/"
HEAD = {"title": "农安县乡镇调整", "scope": "220122", "effective": "2025-03-01", "reason": "乡镇过小"}


@pytest.fixture
def page(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def base(number: int) -> dict[str, str]:
    """The hidden field of what the page of a plan shows."""
    return {"base": Plan.objects.get(number=number).content_hash}


def whole(number: int) -> str:
    """The hidden field of the form that adopts a plan."""
    return Plan.objects.select_related("study").get(number=number).whole_hash


def test_from_the_question_to_the_case_on_the_pages(page) -> None:
    assert "先写下要研究的问题" in page.get(ROOM).content.decode()
    answer = page.post(f"{ROOM}new/", HEAD)
    assert answer.status_code == 302, answer.content.decode()
    study = Study.objects.get()
    assert (study.base_day, study.effective) == (EVE, DAY)
    assert "拟订方案一" in page.get(answer["Location"]).content.decode()

    first = page.post(f"{ROOM}{study.pk}/plan/", {"title": "方案一"})["Location"]
    for there, name in ((page.get(first), "before"), (page.get(f"{first}add/merge/"), "map")):
        shown = {each["properties"]["name"] for each in there.context[name]["outlines"]["features"]}
        assert {"黄鱼圈乡", "三盛玉镇"} <= shown and "德惠市" not in shown, "the scope of the study"
    assert page.post(f"{first}add/merge/", {"givers": "220122209", "taker": "220122111", **base(1)}).status_code == 302
    assert "撤销黄鱼圈乡，其行政区域归三盛玉镇" in page.get(first).content.decode()
    second = page.post(f"{ROOM}{study.pk}/plan/", {"title": "方案二", "copy_of": Plan.objects.get().pk})["Location"]
    assert page.post(f"{second}add/rename/", {"division": "220122111", "name": "三盛镇", **base(2)}).status_code == 302

    assert page.post(f"{ROOM}{study.pk}/compute/").status_code == 302
    text = page.get(f"{ROOM}{study.pk}/").content.decode()
    for said in ("方案一", "方案二", "省级人民政府", "保护名录尚未建立", "示例数据", "不同", "勘定工作量"):
        assert said in text
    text = page.get(first).content.decode()
    assert "采用本方案" in text

    approval = {"document": "吉政函〔2025〕1号", "day": "2025-02-20"}
    late = page.post(f"{first}adopt/", {"effective": "2025-03-01", **approval, "base": whole(2)})
    assert late.status_code == 409 and "内容已被改动" in late.content.decode()
    answer = page.post(f"{first}adopt/", {"effective": "2025-03-01", **approval, "base": whole(1)})
    case = ChangeCase.objects.get()
    assert answer["Location"] == f"/boundaries/changes/{case.pk}/"
    text = page.get(answer["Location"]).content.decode()
    for said in ("由方案而来", 'value="吉政函〔2025〕1号"', 'value="2025-02-20"'):
        assert said in text
    assert "已采用方案一" in page.get(f"{ROOM}{study.pk}/").content.decode()
    assert "未采用" in page.get(second).content.decode()


def test_an_older_page_does_not_write_over_title_and_reasons(page, officer, study) -> None:
    plan = steps.add_plan(officer, study)
    for url, typed, kept in (
        (f"{plan.get_absolute_url()}edit/", {"title": "方案一"}, plan),
        (f"{study.get_absolute_url()}edit/", HEAD, study),
    ):
        shown = page.get(url).context["base"]
        assert f'name="base" value="{shown}"' in page.get(url).content.decode()
        assert page.post(url, {**typed, "reason": "先存的理由", "base": shown}).status_code == 302
        late = page.post(url, {**typed, "reason": "后存的理由", "base": shown})
        text = late.content.decode()
        assert late.status_code == 409 and f"{officer}于" in text and "改写" in text
        assert "先存的理由" in text and "后存的理由" in text, "what stands, and what was typed"
        kept.refresh_from_db()
        assert kept.reason == "先存的理由"
        assert page.post(url, {**typed, "reason": "后存的理由", "base": late.context["base"]}).status_code == 302
        kept.refresh_from_db()
        assert kept.reason == "后存的理由"
        assert page.post(url, {**typed, "reason": "没有底稿"}).status_code == 409


def test_a_plan_is_amended_dropped_from_and_removed(page, officer, study) -> None:
    plan = steps.add_plan(officer, study)
    url = plan.get_absolute_url()
    assert page.get(f"{url}edit/").status_code == 200
    assert (
        page.post(f"{url}edit/", {"title": "合并方案", "reason": "人口少", "base": plan.head_hash}).status_code == 302
    )
    assert "人口少" in page.get(url).content.decode()
    page.post(f"{url}add/rename/", {"division": "220122111", "name": "三盛镇", **base(1)})
    shown = base(1)
    page.post(f"{url}add/seat/", {"division": "220122111", "place": "某村", **shown})
    late = page.post(f"{url}add/seat/", {"division": "220122111", "place": "另一村", **shown})
    text = late.content.decode()
    assert late.status_code == 409 and "内容已被改动" in text and "迁至某村" in text
    assert 'value="另一村"' in text and base(1)["base"] in text
    shown = base(1)
    assert page.post(f"{url}drop/0/", shown).status_code == 302
    plan.refresh_from_db()
    assert [item["type"] for item in plan.operations] == ["move_seat"]
    stale = page.post(f"{url}drop/0/", shown)
    assert stale.status_code == 409 and "内容已被改动" in stale.content.decode()
    assert base(1)["base"] in stale.content.decode()
    assert page.post(f"{url}drop/0/", base(1)).status_code == 302
    refused = page.post(f"{url}compute/")
    assert refused.status_code == 409
    assert "先加一项再试算" in refused.content.decode()
    outside = page.post(f"{url}add/rename/", {"division": "220183", "name": "德市", **base(1)})
    assert "不在研究范围" in outside.content.decode()
    assert page.post(f"{url}remove/", {"base": "0" * 64}).status_code == 409
    assert page.post(f"{url}remove/", base(1)).status_code == 302
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"scope": "220199"}, "没有代码为 220199 的区划"),
        ({"base_day": "2025-03-01"}, "现状日期须早于拟生效日期"),
        ({"approved": "2025-03-02"}, "预计批准日期不能晚于拟生效日期"),
        ({"scope": "220183"}, "不在您的管辖范围"),
    ],
)
def test_what_a_study_cannot_be_is_said(jilin, settings, fields, said) -> None:
    settings.AS_OF_DATE = "2025-06-01"
    from boundaries.divisions.models import Division

    client = Client()
    client.force_login(appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=division("220122"))))
    answer = client.post(f"{ROOM}new/", {**HEAD, **fields})
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_the_list_filters_counts_and_exports(page, officer, study, django_assert_max_num_queries) -> None:
    for number in range(5):
        steps.open_study(officer, Question(f"研究{number}", study.scope_id, EVE, DAY))
    with django_assert_max_num_queries(22):
        text = page.get(ROOM).content.decode()
    assert "共 6 项研究" in text
    assert "研究3" in page.get(ROOM, {"q": "研究3"}).content.decode()
    assert "没有符合条件的研究" in page.get(ROOM, {"state": "decided"}).content.decode()
    assert page.get(ROOM, {"format": "csv"}).content.decode("utf-8-sig").count("\n") == 7
    assert page.get(ROOM, {"format": "xlsx"}).content[:2] == b"PK"


def test_others_do_not_see_a_study(officer, study) -> None:
    client = Client()
    assert "/accounts/login/" in client.get(ROOM)["Location"]
    client.force_login(appointed(Role.BOUNDARY_OFFICER, make_division("某县", "220199")))
    assert client.get(study.get_absolute_url()).status_code == 404
    assert "还没有一件" not in client.get(ROOM).content.decode()


def test_the_comparison_asks_no_more_for_more_plans(page, officer, study, django_assert_max_num_queries) -> None:
    for number in range(5):
        plan = steps.add_plan(officer, study)
        steps.rewrite_plan(officer, plan, [Rename(division("220122111"), f"三盛{number}镇")])
    with django_assert_max_num_queries(32):
        assert page.get(study.get_absolute_url()).status_code == 200
