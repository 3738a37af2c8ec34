"""Positions, document numbers, completeness, conflicts: plain values in and out."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.applications import checks
from gazetteer.applications.conflicts import conflict_map, conflicts_in
from gazetteer.applications.positions import read_position, wkt_of, write_position
from gazetteer.applications.wording import Notice, announcement_text
from office.rulesets.findings import Basis, Finding, Severity, blocking

D = datetime.date
DECIDED = D(2025, 10, 19)
PAPER = checks.Paper("state_organ", "镇政府", "新建", "东起", "长 4 米", "向阳", frozenset({"form"}))
micro = 1_000_000
lonlat = st.tuples(st.integers(-180 * micro, 180 * micro), st.integers(-90 * micro, 90 * micro)).map(
    lambda pair: (pair[0] / micro, pair[1] / micro)
)


@given(st.lists(lonlat, max_size=8))
def test_a_position_is_read_back_as_it_was_written(points):
    assert read_position(write_position(points)) == points


@pytest.mark.parametrize(
    "text", ["126.7,42.9", "126.7 42.9", "126.7，42.9", "１２６.７，４２.９", "126.7°E, 42.9°N", " 126.7、42.9 "]
)
def test_the_ways_people_type_a_point(text):
    assert read_position(text) == [(126.7, 42.9)]


def test_several_points_make_a_line():
    assert (
        wkt_of(read_position("126.7,42.9; 126.8,42.9；126.8,43")) == "LINESTRING (126.7 42.9, 126.8 42.9, 126.8 43.0)"
    )
    assert wkt_of(read_position("126.7,42.9; 126.7,42.9")) == "POINT (126.7 42.9)"
    assert wkt_of([]) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("42.9,126.7", "先写经度"),
        ("42535000,4756000", "以米为单位"),
        ("<b>", "读不出经纬度"),
        ("126.7,42.9; 东", "第 2 个点"),
        ("1'; DROP TABLE x", "读不出"),
    ],
)
def test_a_wrong_position_says_what_is_wrong(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_position(text)


@given(st.text(max_size=60))
def test_any_text_is_a_position_or_a_sentence(text):
    try:
        read_position(text)
    except ValueError as error:
        assert "第" in str(error)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("吉政函〔2025〕12号", "吉政函〔2025〕12号"),
        ("吉政函[2025]012号", "吉政函〔2025〕12号"),
        ("吉政函（２０２５）第12 号", "吉政函〔2025〕12号"),
        ("国函【2025】3号", "国函〔2025〕3号"),
        ("口头同意", "口头同意"),
    ],
)
def test_a_document_number_is_kept_in_one_way(written, kept):
    assert checks.normal_document_number(written) == kept


@given(st.text(max_size=40))
def test_normal_form_of_a_document_number_is_final(text):
    once = checks.normal_document_number(text)
    assert checks.normal_document_number(once) == once


def decided(
    number: str = "农政函〔2025〕1号", on: D | None = DECIDED, body: str = "县政府", used: str = ""
) -> list[str]:
    found = checks.decision(body, number, on, submitted_on=D(2025, 10, 10), today=D(2025, 10, 20), used_by=used)
    return [finding.field or "" for finding in found]


def test_n34_stays_silent_on_a_good_decision_and_fires_on_each_fault():
    assert decided() == []
    assert decided(on=D(2025, 10, 10)) == []
    assert decided(on=D(2025, 10, 20)) == []
    assert decided(on=D(2025, 10, 9)) == ["decided_on"]
    assert decided(on=D(2025, 10, 21)) == ["decided_on"]
    assert decided(on=None) == ["decided_on"]
    assert decided(number="") == ["document_number"]
    assert decided(number="1号") == ["document_number"]
    assert decided(used="地名〔2025〕0001 甲街") == ["document_number"]
    assert decided(body="") == ["authority"]


def test_n22_stays_silent_on_a_full_form_and_names_what_is_missing():
    assert checks.completeness(PAPER) == []
    empty = checks.Paper("", "", "", " ", "", "", frozenset())
    found = checks.completeness(empty)
    assert [finding.field for finding in blocking(found)] == [
        "applicant_type",
        "applicant_name",
        "reasons",
        "position_text",
        "nature",
        "meaning",
    ]
    assert [finding.field for finding in found if not finding.blocks] == ["attachments"]


def named(severity: Severity, *names: dict) -> Finding:
    return Finding(rule="N09", severity=severity, basis=Basis.LAW, message="重名", evidence={"names": list(names)})


def test_conflicts_are_listed_once_gravest_and_nearest_first():
    far = {"id": "G1", "name": "靠山街", "lon": 125.0, "lat": 44.0, "distance_m": 211_000}
    near = {"id": "G2", "name": "靠山路", "lon": 126.0, "lat": 43.0, "distance_m": 3_400}
    unplaced = {"id": "D3", "name": "靠山镇", "place": "农安县"}
    found = conflicts_in([named(Severity.WARN, far, near), named(Severity.BLOCK, far, unplaced)])
    assert [(item.id, item.severity, item.distance) for item in found] == [
        ("G1", "block", "211 km"),
        ("D3", "block", ""),
        ("G2", "warn", "3.4 km"),
    ]
    drawn = conflict_map("靠山镇", [(126.7, 42.9)], found, 9, {"D3": 7})
    assert [point["id"] for point in drawn["points"]] == ["G1", "G2", "proposed"]
    assert [link["label"] for link in drawn["links"]] == ["211 km", "3.4 km"]
    assert drawn["areas"] == {7: "靠山镇"}
    assert conflict_map("靠山镇", [], found)["links"] == []


def test_the_announcement_says_its_six_things():
    notice = Notice("向阳街", "Xiangyang Jie", "农安县", "东起黄龙路", "农安县人民政府", "2025年10月19日")
    assert [label for label, _ in notice.items()] == [
        "标准名称",
        "罗马字母拼写",
        "所属政区",
        "位置描述",
        "批准机关",
        "批准时间",
    ]
    assert all(value in announcement_text(notice, "农政函〔2025〕1号") for _, value in notice.items())
    assert Notice("向阳街", "", "农安县", "", "", "").missing() == ["罗马字母拼写", "位置描述", "批准机关", "批准时间"]
