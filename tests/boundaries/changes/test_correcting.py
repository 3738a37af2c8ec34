"""Entry errors mended apart from legal changes: names, superiors, codes, days; who may; pages with before and after."""

import datetime

import pytest
from django.test import Client
from psycopg2.extras import DateRange

from boundaries.changes.carrying import carry_out
from boundaries.changes.correcting import NotMended, correct_begin, correct_code, correct_version, trial
from boundaries.changes.models import DivisionChange
from boundaries.changes.operations import Affiliate
from boundaries.divisions.models import Area, Division, DivisionCode, DivisionVersion
from boundaries.divisions.queries import chain_of, names_of, resolve_code
from boundaries.divisions.recorded import alterations_of
from boundaries.lines.models import Edge, LineVersion
from office.log.models import Event
from office.people.roles import Role
from tests.factories import appointed, make_division, period

pytestmark = pytest.mark.django_db
ROOM = "/boundaries/changes/corrections/"
DAY = datetime.date(2025, 6, 1)
WHY = {"reason": "抄录有误", "document": "吉政发〔1999〕1号"}


def version_of(division: Division, name: str | None = None) -> DivisionVersion:
    versions = DivisionVersion.objects.filter(division=division)
    return versions.get(name=name) if name else versions.get()


def test_a_correction_needs_a_reason_a_document_a_right_and_a_difference(tree, officer) -> None:
    version = version_of(tree["town"])
    with pytest.raises(NotMended, match="原因"):
        correct_version(officer, version.pk, {"name": "甲镇"}, reason=" ", document="1号")
    with pytest.raises(NotMended, match="文件"):
        correct_version(officer, version.pk, {"name": "甲镇"}, reason="错字", document="")
    with pytest.raises(NotMended, match="按区划变更办理"):
        correct_version(officer, version.pk, {"level": "county"}, **WHY)
    with pytest.raises(NotMended, match="没有要更正的"):
        correct_version(officer, version.pk, {"name": "农安镇"}, **WHY)
    with pytest.raises(NotMended, match="管辖"):
        correct_version(appointed(Role.BOUNDARY_OFFICER, tree["dehui"]), version.pk, {"name": "甲镇"}, **WHY)
    assert not Event.objects.filter(action="divisions.correct").exists()
    done = correct_version(appointed(Role.BOUNDARY_OFFICER, tree["nongan"]), version.pk, {"name": "甲镇"}, **WHY)
    assert done.rows == (("标准名称", "农安镇", "甲镇"),)
    event = Event.objects.get(action="divisions.correct")
    assert (event.data["reason"], event.data["document"]) == ("抄录有误", "吉政发〔1999〕1号")
    assert not DivisionChange.objects.exists()


def test_a_trial_keeps_nothing(tree, officer) -> None:
    version = version_of(tree["town"])
    found = trial(lambda: correct_version(officer, version.pk, {"name": "甲镇"}, **WHY))
    assert found.rows[0][2] == "甲镇"
    assert version_of(tree["town"]).name == "农安镇"
    assert alterations_of(tree["town"].pk) == []


def test_a_superior_that_was_entered_wrongly(tree, officer) -> None:
    version = version_of(tree["town"])
    done = correct_version(officer, version.pk, {"parent_id": tree["dehui"].pk}, **WHY)
    assert done.rows == (("上级", "农安县", "德惠市"),)
    assert [link.name for link in chain_of(tree["town"].pk, DAY)][-2] == "德惠市"
    assert [item.cause for item in alterations_of(tree["town"].pk)] == ["correction"]
    for wrong, said in (
        (tree["town"], "自己或它的下级"),
        (make_division("乙镇", parent=tree["dehui"], level="township"), "级别须高于"),
    ):
        with pytest.raises(NotMended, match=said):
            correct_version(officer, version.pk, {"parent_id": wrong.pk}, **WHY)
    with pytest.raises(NotMended, match="乡级的农安镇不能直接属地级的长春市"):
        correct_version(officer, version.pk, {"parent_id": tree["city"].pk}, **WHY)
    young = make_division("新县", parent=tree["city"], valid=period("2020-01-01"))
    with pytest.raises(NotMended, match="不都存在"):
        correct_version(officer, version.pk, {"parent_id": young.pk}, **WHY)
    county = appointed(Role.BOUNDARY_OFFICER, tree["nongan"])
    with pytest.raises(NotMended, match="管辖"):
        correct_version(county, version.pk, {"parent_id": tree["nongan"].pk}, **WHY)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"kind": "zz"}, "乡级没有“zz”这一类别，可写"),
        ({"kind": "县级市"}, "乡级没有“县级市”这一类别"),
        ({"name": "<script>x</script>"}, "不能用于区划名称的符号"),
    ],
)
def test_a_name_or_kind_that_cannot_be(tree, officer, facts, said) -> None:
    version = version_of(tree["town"])
    with pytest.raises(NotMended, match=said):
        correct_version(officer, version.pk, facts, **WHY)
    assert correct_version(officer, version.pk, {"kind": "民族镇"}, **WHY).rows[0][2] == "民族镇"


def test_a_code_that_was_entered_wrongly(tree, officer) -> None:
    held = DivisionCode.objects.get(code="220122100")
    done = correct_code(officer, held.pk, "220122101000", **WHY)
    assert done.rows == (("民政代码", "220122100", "220122101"),)
    assert resolve_code("220122101", DAY).division_id == tree["town"].pk
    for wrong, said in (("220122", "级别不同"), ("2x", "区划代码"), ("220122101", "没有要更正的")):
        with pytest.raises(NotMended, match=said):
            correct_code(officer, held.pk, wrong, **WHY)
    other = make_division("乙镇", "220122102", parent=tree["nongan"], level="township", kind="镇")
    with pytest.raises(NotMended, match="一个代码在同一天只能属于一个区划"):
        correct_code(officer, DivisionCode.objects.get(division=other).pk, "220122101", **WHY)


@pytest.fixture
def moved(tree):
    """农安镇 became 宝塔镇 under 德惠市 in 2020, known to the year, with a code of that year."""
    town = tree["town"]
    DivisionVersion.objects.filter(division=town).update(
        valid=DateRange(None, datetime.date(2020, 1, 1)), end_precision="year"
    )
    DivisionCode.objects.filter(division=town).update(
        valid=DateRange(None, datetime.date(2020, 1, 1)), end_precision="year"
    )
    since = {"division": town, "valid": period("2020-01-01"), "begin_precision": "year", "source": "测试"}
    DivisionVersion.objects.create(
        name="宝塔镇", level="township", kind="镇", parent=tree["dehui"], end_precision="unknown", **since
    )
    DivisionCode.objects.create(scheme="MCA", code="220183100", **since)
    DivisionChange.objects.create(
        effective=DateRange(datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)),
        precision="year",
        kind="affiliated",
        old=town,
        new=town,
        source="测试",
    )
    return town


@pytest.mark.parametrize("day", [datetime.date(2020, 6, 19), datetime.date(2019, 3, 1)])
def test_a_day_moves_with_everything_that_hinged_on_it(tree, officer, moved, day) -> None:
    done = correct_begin(officer, version_of(moved, "宝塔镇").pk, day, "day", **WHY)
    assert done.rows[0] == ("开始日期", "2020年", day.isoformat())
    assert [row[0] for row in done.rows[1:]] == ["代码的启用与停用（2 项）", "变更记载（1 项）"]
    eve = day - datetime.timedelta(days=1)
    assert (names_of([moved.pk], eve), names_of([moved.pk], day)) == ({moved.pk: "农安镇"}, {moved.pk: "宝塔镇"})
    assert resolve_code("220122100", eve).division_id == resolve_code("220183100", day).division_id == moved.pk
    change = DivisionChange.objects.get()
    assert (change.precision, change.effective.lower, change.effective.upper) == (
        "day",
        day,
        day + datetime.timedelta(days=1),
    )
    assert [item.cause for item in alterations_of(moved.pk)].count("correction") == 4
    back = correct_begin(officer, version_of(moved, "宝塔镇").pk, datetime.date(2020, 1, 1), "year", **WHY)
    assert back.rows[0][2] == "2020年"
    assert DivisionChange.objects.get().precision == "year"


def test_a_day_does_not_pass_over_a_neighbour_nor_begin_what_always_was(tree, officer, moved) -> None:
    version = version_of(moved, "宝塔镇")
    DivisionVersion.objects.filter(pk=version.pk).update(valid=period("2020-01-01", "2022-01-01"))
    DivisionVersion.objects.create(
        division=moved, name="丙镇", level="township", kind="镇", parent=tree["dehui"], valid=period("2022-01-01")
    )
    with pytest.raises(NotMended, match="越过"):
        correct_begin(officer, version.pk, datetime.date(2022, 1, 1), "day", **WHY)
    with pytest.raises(NotMended, match="没有记载"):
        correct_begin(officer, version_of(moved, "农安镇").pk, datetime.date(2000, 1, 1), "day", **WHY)
    with pytest.raises(NotMended, match="没有要更正的"):
        correct_begin(officer, version.pk, datetime.date(2020, 1, 1), "year", **WHY)


def test_other_changes_below_in_the_same_year_stay(tree, officer) -> None:
    county = tree["nongan"]
    DivisionVersion.objects.filter(division=county).update(valid=period("2020-01-01"), begin_precision="year")
    DivisionCode.objects.filter(division=tree["town"]).update(valid=period("2020-01-01"), begin_precision="year")
    correct_begin(officer, version_of(county).pk, datetime.date(2020, 3, 1), "day", **WHY)
    assert DivisionCode.objects.get(division=tree["town"]).valid.lower == datetime.date(2020, 1, 1)
    DivisionCode.objects.filter(division=county).update(valid=period("2020-03-01"), begin_precision="day")
    DivisionCode.objects.filter(division=tree["town"]).update(valid=period("2020-03-01"), begin_precision="day")
    correct_begin(officer, version_of(county).pk, datetime.date(2020, 4, 1), "day", **WHY)
    assert DivisionCode.objects.get(division=tree["town"]).valid.lower == datetime.date(2020, 4, 1)


def test_edges_and_areas_follow_a_mended_superior(jilin) -> None:
    officer = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=resolve_code("22", DAY).division_id))
    town, county, other = (resolve_code(code, DAY).division_id for code in ("220122111", "220122", "220183"))
    before = {row.division_id: row.area_m2 for row in Area.objects.filter(valid__contains=DAY)}
    version = DivisionVersion.objects.get(division=town, valid__contains=DAY)
    done = correct_version(officer, version.pk, {"parent_id": other}, **WHY)
    after = {row.division_id: row.area_m2 for row in Area.objects.filter(valid__contains=DAY)}
    assert done.areas and done.lines
    assert after[county] == pytest.approx(before[county] - before[town], rel=1e-6)
    assert after[other] == pytest.approx(before[other] + before[town], rel=1e-6)
    line = LineVersion.objects.get(first__in=[county, other], second__in=[county, other], valid__contains=DAY)
    assert line.level == "county"
    wrong = Edge.objects.filter(valid__contains=DAY, left=town, level="township", dormant=False)
    owners = set(wrong.values_list("right_id", flat=True))
    below = DivisionVersion.objects.filter(division__in=owners, valid__contains=DAY)
    assert {row.parent_id for row in below} <= {other}
    correct_version(officer, version.pk, {"parent_id": county}, **WHY)
    again = {row.division_id: row.area_m2 for row in Area.objects.filter(valid__contains=DAY)}
    assert again[county] == pytest.approx(before[county], rel=1e-9)


def test_a_day_with_which_the_boundary_data_begin_can_be_mended_and_the_map_follows(jilin) -> None:
    officer = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=resolve_code("22", DAY).division_id))
    city, old, new = (resolve_code(code, DAY).division_id for code in ("220184", "2203", "2201"))
    eve, day = datetime.date(2020, 6, 18), datetime.date(2020, 6, 19)
    version = DivisionVersion.objects.get(division=city, valid__contains=DAY)
    done = correct_begin(officer, version.pk, day, "day", **WHY)
    assert done.areas and done.lines
    assert [link.division_id for link in chain_of(city, eve)][1] == old
    assert resolve_code("220381", eve).division_id == resolve_code("220184", day).division_id == city

    def share(division: int, on: datetime.date) -> float:
        return Area.objects.get(division=division, valid__contains=on).area_m2

    moved = share(city, day)
    assert share(old, eve) - share(old, day) == pytest.approx(moved, rel=1e-6)
    assert share(new, day) - share(new, eve) == pytest.approx(moved, rel=1e-6)


def test_a_day_on_which_edges_change_is_not_moved_alone(jilin) -> None:
    officer = appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=resolve_code("22", DAY).division_id))
    town, other = (resolve_code(code, DAY).division_id for code in ("220122111", "220183"))
    carry_out([Affiliate(town, other)], DAY, document="1", source="测试", actor=officer)
    version = DivisionVersion.objects.get(division=town, valid__contains=DAY)
    with pytest.raises(NotMended, match="同时有界线变动"):
        correct_begin(officer, version.pk, datetime.date(2025, 7, 1), "day", **WHY)


@pytest.fixture
def page(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_page_lists_entries_and_says_what_to_do_first(tree, page, django_assert_max_num_queries) -> None:
    assert "还没有更正过" in text_of(page.get(ROOM))
    with django_assert_max_num_queries(25):
        text = text_of(page.get(ROOM, {"code": "220122100"}))
    version, held = version_of(tree["town"]), DivisionCode.objects.get(division=tree["town"])
    assert f"{ROOM}version/{version.pk}/" in text and f"{ROOM}code/{held.pk}/" in text
    assert "没有哪个区划用过" in text_of(page.get(ROOM, {"code": "229999"}))
    assert text_of(page.get(ROOM, {"code": f"D{tree['town'].pk}"})).count("农安镇") >= 1
    surveyor = Client()
    surveyor.force_login(appointed(Role.SURVEYOR, tree["province"]))
    assert surveyor.get(ROOM).status_code == 403
    assert Client().get(ROOM).status_code == 302


def test_check_first_then_correct_with_before_and_after(tree, page) -> None:
    version = version_of(tree["town"])
    address = f"{ROOM}version/{version.pk}/"
    assert 'value="220122"' in text_of(page.get(address))
    typed = {"name": "农安鎮", "kind": "镇", "parent": "220122", **WHY}
    checked = text_of(page.post(address, {**typed, "step": "check"}))
    assert "确认更正" in checked and version_of(tree["town"]).name == "农安镇"
    answer = page.post(address, {**typed, "step": "confirm"})
    assert (answer.status_code, answer["Location"]) == (302, f"{ROOM}?code=D{tree['town'].pk}#made")
    assert version_of(tree["town"]).name == "农安鎮"
    listed = text_of(page.get(ROOM, {"q": "1999"}))
    assert "标准名称：农安镇 → <b>农安鎮</b>" in listed and "1 次" in listed
    assert "没有符合条件" in text_of(page.get(ROOM, {"q": "另一件"}))
    assert "农安鎮" in page.get(ROOM, {"format": "csv"}).content.decode("utf-8-sig")
    assert page.get(ROOM, {"format": "xlsx"}).status_code == 200
    elsewhere = Client()
    elsewhere.force_login(appointed(Role.BOUNDARY_OFFICER, tree["dehui"]))
    assert "0 次" in text_of(elsewhere.get(ROOM))


def test_refusals_stand_on_the_page_and_keep_what_was_typed(tree, page, moved) -> None:
    version = version_of(moved, "宝塔镇")
    address = f"{ROOM}version/{version.pk}/"
    typed = {"name": "宝塔镇", "kind": "镇", "parent": "220183", "begin": "2020年", **WHY}
    answer = page.post(address, {**typed, "step": "confirm"})
    assert answer.status_code == 409 and "没有要更正的" in text_of(answer)
    assert "吉政发〔1999〕1号" in text_of(answer)
    assert "写作 2020-06-19" in text_of(page.post(address, {**typed, "begin": "去年"}))
    assert "没有代码为 229999" in text_of(page.post(address, {**typed, "parent": "229999"}))
    assert "没有编号为 D999999" in text_of(page.post(address, {**typed, "parent": "D999999"}))
    assert page.post(address, {**typed, "begin": "2020-06-19", "step": "confirm"}).status_code == 302
    assert version_of(moved, "宝塔镇").begin_precision == "day"
    held = DivisionCode.objects.get(code="220183100")
    code = f"{ROOM}code/{held.pk}/"
    assert "确认更正" in text_of(page.post(code, {"code": "220183101", **WHY}))
    assert page.post(code, {"code": "220183101", "step": "confirm", **WHY}).status_code == 302
