"""Rows of every kind end in a verdict: bad input, secrecy, reference systems, classes, divisions, vector files."""

import json

import pytest

from gazetteer.imports import actions
from gazetteer.imports.divisions import DivisionBook, UnclearDivision
from gazetteer.imports.fields import CENSUS_MAPPING, mapping_of
from gazetteer.imports.kinds import kind_of
from gazetteer.imports.refusals import Refused
from gazetteer.names.models import Feature, Name
from office.intake.models import StagedRow, Submission
from tests.factories import make_division
from tests.gazetteer.applications.factories import DAY
from tests.gazetteer.imports.factories import HEADINGS, HERE, rows_of, rules_of, sent, table

BAD = {
    "": ("refused", "N01"),
    "长" * 200: ("refused", "N01"),
    "松\u200b树屯": ("warn", "N03"),
    "Ｓ松树屯": ("warn", "N03"),
    "松樹屯": ("warn", "N03"),
    "\ue000树屯": ("refused", "N03"),
    "<b>松树</b>屯": ("refused", "N48"),
    "'; DROP TABLE names_name; --屯": ("refused", "N48"),
    "РОССИЯ屯": ("warn", "N03"),
    "屯": ("warn", "N01"),
}


def test_every_bad_name_ends_in_a_verdict_and_nothing_is_half_done(world):
    rows = [(name, "居民点", "农安镇", "125.1", str(44 + place / 100), "CGCS2000") for place, name in enumerate(BAD)]
    found = sent(world, table(*rows))
    staged = list(StagedRow.objects.filter(submission=found.pk).order_by("row"))
    assert len(staged) == len(BAD)
    for row, (verdict, rule) in zip(staged, BAD.values(), strict=True):
        assert (row.verdict, rule in rules_of(row)) == (verdict, True), (row.label, row.findings)
    actions.accept(world.county, found.pk)
    good = [verdict for verdict, _ in BAD.values() if verdict != "refused"]
    assert Feature.objects.filter(source="农安县二普").count() == len(good)
    assert Name.objects.filter(form="松树屯").exists()


def test_what_stops_half_way_leaves_nothing(world, monkeypatch):
    found = sent(world, table(("松树屯", "居民点", "农安镇"), ("柳树屯", "居民点", "农安镇")))

    def broken(_ids: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("gazetteer.imports.entering.tell_published_many", broken)
    with pytest.raises(RuntimeError):
        actions.accept(world.county, found.pk)
    assert not Feature.objects.filter(source="农安县二普").exists()
    assert Submission.objects.get(pk=found.pk).state == "checked"


@pytest.mark.parametrize(
    ("level", "refused"),
    [("秘密", True), ("机密", True), ("绝密★长期", True), ("非密", False), ("公开", False), ("", False)],
)
def test_a_classified_row_is_refused_and_its_content_not_kept(world, level, refused):
    found = sent(world, table(("松树屯", "居民点", "农安镇", *HERE, level), headings=(*HEADINGS, "密级")))
    row = found.submission.staged_rows.get()
    assert (row.verdict == "refused", "N41" in rules_of(row)) == (refused, refused)
    if refused:
        assert "松树屯" not in json.dumps(row.values, ensure_ascii=False) + row.label
        assert (row.geom, row.findings[0]["clause"][:5]) == (None, "《中华人民")


@pytest.mark.parametrize("system", ["1954北京坐标系", "西安80", "GCJ-02", "高德坐标"])
def test_coordinates_that_do_not_lead_to_cgcs2000_are_refused(world, system):
    found = sent(world, table(("松树屯", "居民点", "农安镇", "125.18", "44.43", system)))
    assert rules_of(found.submission.staged_rows.get()) == {"N44"}


def test_a_system_that_is_not_said_is_asked_for(world):
    found = sent(world, table(("松树屯", "居民点", "农安镇", "125.18", "44.43")))
    report = found.submission.report
    assert (report["confirmed"], report["candidates"]) == (False, ["EPSG:4490", "EPSG:4326"])
    with pytest.raises(Refused, match="坐标系或名称列未确认"):
        actions.accept(world.county, found.pk)
    actions.declare(world.county, found.pk, crs="EPSG:4326", encoding=None, mapping={})
    assert actions.accept(world.county, found.pk).content["entered"]["features"] == 1


def test_plane_coordinates_come_from_their_zone(world):
    headings = ("标准名称", "地名类别", "所在行政区", "X坐标", "Y坐标", "坐标系")
    row = ("松树屯", "居民点", "农安镇", "4921000.5", "42434500.25", "CGCS2000 3度带")
    staged = sent(world, table(row, headings=headings)).submission.staged_rows.get()
    assert (round(staged.geom.x, 2), round(staged.geom.y, 2)) == (125.18, 44.42)


def test_swapped_and_unreadable_numbers_refuse_the_row(world):
    found = sent(
        world,
        table(
            ("松树屯", "居民点", "农安镇", "44.43", "125.18", "CGCS2000"),
            ("柳树屯", "居民点", "农安镇", "东经", "44.43", "CGCS2000"),
        ),
    )
    assert [(row.verdict, "N33" in rules_of(row)) for row in found.submission.staged_rows.all()] == [
        ("refused", True),
        ("refused", True),
    ]


def test_the_second_of_two_equal_rows_is_refused(world):
    other = ("松树屯", "居民点", "农安镇", "125.3", "44.43", "CGCS2000")
    found = sent(world, table(("松树屯", "居民点", "农安镇", *HERE), ("松树屯", "居民点", "农安镇", *HERE), other))
    staged = list(found.submission.staged_rows.order_by("row"))
    assert ["N45" in rules_of(row) for row in staged] == [False, True, False]
    assert staged[1].findings[0]["evidence"] == {"first": 2}
    numbered = sent(
        world,
        table(("7", "甲屯", "居民点"), ("7", "乙屯", "居民点"), headings=("编号", "标准名称", "类别")),
        register="另一册",
    )
    assert ["N45" in rules_of(row) for row in numbered.submission.staged_rows.order_by("row")] == [False, True]


def test_lines_of_a_geojson_become_streets_with_their_shape(world):
    line = {"type": "LineString", "coordinates": [[125.18, 44.43], [125.19, 44.43], [125.2, 44.44]]}
    facts = {"name": "向阳路", "class": "街路巷", "adcode": "220122100", "length": "900"}
    data = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": facts, "geometry": line}]}
    found = sent(world, json.dumps(data).encode(), name="streets.geojson")
    actions.accept(world.county, found.pk)
    street = Feature.objects.get(source="农安县二普")
    assert (street.kind, street.home_id, street.geom.geom_type) == ("street", world.tree["town"].pk, "LineString")
    assert street.point.distance(street.geom) < 1e-6


@pytest.mark.parametrize(
    ("text", "code", "name", "kind"),
    [
        ("居民点", "", "松树屯", "hamlet"),
        ("居民点", "", "阳光小区", "residential"),
        ("陆地水系", "", "饮马河", "natural"),
        ("交通运输设施", "", "兴隆路", "street"),
        ("交通运输设施", "", "松花江大桥", "facility"),
        ("", "23110", "兴隆路", "street"),
        ("", "12", "饮马河", "natural"),
        ("群众自治组织", "", "红石村", "village_seat"),
        ("非行政区域", "", "开发区", "other"),
        ("hamlet", "", "松树屯", "hamlet"),
        ("街路巷", "", "兴隆路", "street"),
    ],
)
def test_classes_of_registers_mean_legal_kinds(text, code, name, kind):
    assert kind_of(text, code, name) == kind


def test_unknown_classes_and_divisions_themselves_are_refused(world):
    found = sent(world, table(("松树屯", "甲类"), ("农安镇", "行政区域"), ("柳树屯", "")))
    assert [rules_of(row) for row in found.submission.staged_rows.order_by("row")] == [{"N42"}] * 3


def test_divisions_are_understood_by_code_path_and_clear_name(world):
    village = make_division(
        "红石村村民委员会", "220122100200", parent=world.tree["town"], level="village", kind="村委会", scheme="NBS"
    )
    twin = make_division("靠山镇", "220122102", parent=world.tree["nongan"], level="township", kind="镇")
    book = DivisionBook(world.tree["city"].pk, DAY)
    town, nongan = world.tree["town"].pk, world.tree["nongan"].pk
    for text in (
        "220122100",
        "220122100000",
        "农安镇",
        "农安县农安镇",
        "长春市/农安县/农安镇",
        "吉林省长春市农安县农安镇",
    ):
        assert book.home(text) == town, text
    assert book.home("农安镇红石村") == book.home("红石村委会") == village.pk
    assert book.home("农安镇、农安县靠山镇") == nongan
    assert book.home("") == world.tree["city"].pk
    for text in ("靠山镇", "没有镇", "999999", "12345"):
        with pytest.raises(UnclearDivision):
            book.home(text)
    assert book.home("农安县靠山镇") == twin.pk


def test_the_headings_of_the_census_are_known():
    headings = list(CENSUS_MAPPING.values())
    assert mapping_of(headings, {}) == dict(CENSUS_MAPPING)
    assert mapping_of(headings, {"alias": "", "name": "图上名称"})["name"] == "图上名称"
    assert "alias" not in mapping_of(headings, {"alias": ""})


def test_rows_without_division_belong_to_the_stated_one(world):
    row = rows_of(sent(world, table(("松树屯", "居民点"))))["松树屯"]
    assert row.values["home"] == world.tree["nongan"].pk
