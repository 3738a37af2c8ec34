"""Cases and lists against the real carrying out: previews leave nothing, lists come back, refusals are sentences."""

import datetime

import pytest
from django.test import Client

from boundaries.changes import case_actions as steps
from boundaries.changes.carried import carry, preview_of, taker_back
from boundaries.changes.carrying import take_back
from boundaries.changes.case_actions import Refused
from boundaries.changes.combinations import merge_into
from boundaries.changes.followups import SURVEY, lines_to_survey
from boundaries.changes.import_actions import carry_list, undo_list
from boundaries.changes.operations import Affiliate, Recode, Rename
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Area, Division, DivisionCode, DivisionVersion
from boundaries.divisions.queries import names_of, resolve_code
from boundaries.lines.models import LineVersion
from office.people.roles import Role
from office.rulesets.findings import Severity
from tests.boundaries.changes.test_undo import PAPERS
from tests.factories import appointed

DAY = datetime.date(2025, 3, 1)
HEAD = "日期,原代码,原名称,变更类型,新代码,新名称,批准文件\n"


def division(code: str) -> int:
    return resolve_code(code, DAY, Scheme.MCA).division_id


@pytest.fixture
def officer(jilin):
    return appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=division("22")))


def counts() -> tuple[int, int]:
    return DivisionVersion.objects.count(), DivisionCode.objects.count()


def test_a_preview_shows_what_follows_and_keeps_nothing(officer) -> None:
    giver, taker = division("220122209"), division("220122111")
    case = steps.draft_case(officer, "合并", merge_into(taker, [giver]), DAY)
    before = counts()
    found = preview_of(case)
    assert found.outcome.ended == [giver]
    assert SURVEY in {task.kind for _, task in found.tasks}
    assert found.after["outlines"]["features"] and not found.findings
    assert counts() == before
    assert names_of([giver], DAY)


def test_a_merger_over_ground_between_is_told_as_an_exclave(officer) -> None:
    giver = division("220122209")
    area = Area.objects.get(division=giver, valid__contains=DAY).geom
    others = Area.objects.filter(division__versions__parent=division("220122"), division__versions__level="township")
    far = others.filter(valid__contains=DAY, geom__disjoint=area).order_by("division").first().division_id
    case = steps.draft_case(officer, "隔开的合并", merge_into(far, [giver]), DAY)
    (found,) = preview_of(case).findings
    assert (found.rule, found.severity) == ("D37", Severity.WARN)
    assert "由 1 块变为 2 块，形成飞地" in found.message
    page = Client()
    page.force_login(officer)
    assert found.message in page.get(f"/boundaries/changes/{case.pk}/preview/").content.decode()


def test_a_code_that_is_taken_is_refused_in_words(officer) -> None:
    with pytest.raises(Refused, match="给农安县的代码 220183 已属德惠市"):
        carry([Recode(division("220122"), Scheme.MCA, "220183")], DAY, document="1", source="测试", actor=officer)


@pytest.mark.parametrize(
    "pairs",
    [
        {"220122111": "220122209", "220122209": "220122111"},
        {"220122111": "220122209", "220122209": "220122188"},
        {"220122111": "220122209", "220122209": "220122100", "220122100": "220122111"},
    ],
)
def test_codes_are_swapped_and_passed_on_in_any_order(officer, pairs) -> None:
    units = {code: division(code) for code in pairs}
    before = counts()
    operations = [Recode(units[old], Scheme.MCA, new) for old, new in pairs.items()]
    done = carry(operations, DAY, document="1号", source="测试", actor=officer)
    for old, new in pairs.items():
        assert resolve_code(new, DAY, Scheme.MCA).division_id == units[old]
        assert resolve_code(old, DAY - datetime.timedelta(1), Scheme.MCA).division_id == units[old]
    take_back(done, actor=officer, reason="试")
    assert counts() == before and all(division(old) == pk for old, pk in units.items())


def test_a_taker_gets_the_code_of_what_it_takes(officer) -> None:
    giver, taker = division("220122209"), division("220122111")
    operations = [Recode(taker, Scheme.MCA, "220122209"), *merge_into(taker, [giver])]
    carry(operations, DAY, document="1号", source="测试", actor=officer)
    assert resolve_code("220122209", DAY, Scheme.MCA).division_id == taker
    assert resolve_code("220122209", DAY - datetime.timedelta(1), Scheme.MCA).division_id == giver


def test_a_case_whose_town_went_to_another_county_is_not_this_officers_any_more(jilin) -> None:
    nongan = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=division("220122")))
    above = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=division("22")))
    town = division("220122209")
    case = steps.draft_case(nongan, "更名", [Rename(town, "黄鱼湖乡")], DAY)
    for kind in PAPERS:
        steps.add_paper(nongan, case, kind, f"{kind}.pdf", kind.encode())
    steps.refuse_moved(nongan, case)
    carry(
        [Affiliate(town, division("220183"))], DAY - datetime.timedelta(9), document="1号", source="测试", actor=above
    )
    told = {"authority": case.authority, "document": "2号", "day": DAY, "effective": DAY}
    with pytest.raises(Refused, match="改由德惠市管辖"):
        steps.approve_case(nongan, case, **told)
    assert steps.approve_case(above, case, **told).superior_id == division("220183")


def test_a_list_is_carried_out_and_taken_back_whole(officer) -> None:
    rename = "2025-03-01,220122,农安县,更名,220122,农新县,国函1号\n"
    upgrade = "2025-04-01,220122,农新县,撤县设市,220185,农新市,国函2号\n"
    text = HEAD + rename + upgrade
    before = counts()
    made = carry_list(officer, text.encode(), "清单.csv", carry)
    nongan = division("220122")
    assert names_of([nongan], datetime.date(2025, 3, 31)) == {nongan: "农新县"}
    assert resolve_code("220185", datetime.date(2025, 4, 1)).division_id == nongan
    undo_list(officer, made, taker_back(made, officer, "有误"), reason="有误")
    assert names_of([nongan], datetime.date(2025, 5, 1)) == {nongan: "农安县"}
    assert counts() == before


def test_a_line_that_did_not_move_needs_no_survey(jilin) -> None:
    line = LineVersion.objects.filter(level="county").first()
    assert line is not None
    assert lines_to_survey([7], [line.line_id], DAY) == [7]
