"""Marker tables, areas, lengths and levels in a file: each rule fires where it should and is silent where it should."""

import datetime
import json

import numpy as np
import pytest
import shapely
from django.conf import settings

from office.intake.readers import ReadFile, ReadRow
from office.rulesets.settings import RuleSettings
from survey.checks.context import Context, CountyContext, LineContext
from survey.checks.judge import Declaration, judge
from survey.checks.standards import Standard

DAY = datetime.date(2025, 6, 1)
SHIPPED = json.loads((settings.BASE_DIR / "fixtures/rules/rulesets.json").read_text(encoding="utf-8"))
MARKERS = next(item for item in SHIPPED if item["key"] == "markers-standard")["versions"][0]
RULES = RuleSettings(severities=MARKERS["severities"], limits=MARKERS["limits"])
LINE = LineContext(
    "220122100-220122101",
    "甲镇与乙乡界线",
    shapely.LineString([(125.0, 44.5), (125.1, 44.5), (125.2, 44.5)]),
    ((125.0, 44.5), (125.2, 44.5)),
    "township",
)
METRE = 1 / 111_320.0
CODE = LINE.code


def table(headings, *rows) -> ReadFile:
    kept = tuple(ReadRow(number, dict(zip(headings, row, strict=True))) for number, row in enumerate(rows, 2))
    return ReadFile(
        name="表.csv", size=1, sha256="a" * 64, format="CSV", encoding="UTF-8", columns=tuple(headings), rows=kept
    )


def shapes(*geometries, **values) -> ReadFile:
    kept = tuple(ReadRow(number, dict(values), shape) for number, shape in enumerate(geometries, 2))
    facts = {"format": "GeoPackage", "columns": tuple(values), "rows": kept, "crs": "EPSG:4490", "crs_source": "file"}
    return ReadFile(name="面.gpkg", size=1, sha256="a" * 64, has_geometry=True, **facts)


def found(read, *, line=LINE, counties=(), standard=None) -> list[tuple[str, int | None, str]]:
    context = Context(DAY, line=line, counties=tuple(counties), marker_rules=RULES)
    judgement = judge(read, Declaration(crs="EPSG:4490"), context, standard or Standard())
    return [(item.rule, item.row, item.severity.value) for item in judgement.all_findings]


HEADINGS = ("界桩号", "经度", "纬度", "类型", "精度", "比例尺")


def marker(number, lon=125.05, lat=44.5, kind="单立", accuracy=0.05, scale="") -> tuple:
    return (number, lon, lat, kind, accuracy, scale)


def test_a_good_marker_table_is_silent() -> None:
    rows = [marker(f"{CODE}-{place:03}Q", 125.0 + place / 100) for place in range(1, 11)]
    assert found(table(HEADINGS, *rows)) == []


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([marker("J01")], [("S06", 2, "block")]),
        ([marker("220122101-220122100-001Q")], [("S06", 2, "block")]),
        ([marker("220122100-220122109-001Q")], [("S06", 2, "block")]),
        (
            [marker(f"{CODE}-002Q", 125.01), marker(f"{CODE}-001Q", 125.09)],
            [("S06", 2, "warn"), ("S06", 3, "warn")],
        ),
        ([marker(f"{CODE}-001A")], [("S07", 2, "block")]),
        ([marker(f"{CODE}-001A", kind="双立")], [("S07", 2, "block")]),
        ([marker(f"{CODE}-001Q", lat=44.5 + 3 * METRE)], [("S10", 2, "warn")]),
        ([marker(f"{CODE}-001Q", lat=44.5 + 3 * METRE, scale="1:50000")], []),
        ([marker(f"{CODE}-001Q", accuracy=1.2)], [("S09", 2, "warn")]),
        ([marker(f"{CODE}-001Q", accuracy=1.2, scale="1：50000")], []),
        (
            [
                marker(f"{CODE}-001A", lat=44.5 + 20 * METRE, kind="双立"),
                marker(f"{CODE}-001B", lat=44.5 - 20 * METRE, kind="双立"),
            ],
            [],
        ),
        (
            [
                marker(f"{CODE}-001A", lat=44.5 + 20 * METRE, kind="双立"),
                marker(f"{CODE}-001B", lat=44.5 + 30 * METRE, kind="双立"),
            ],
            [("S10", 3, "warn")],
        ),
    ],
)
def test_markers(rows, told) -> None:
    assert found(table(HEADINGS, *rows)) == told


def test_points_that_are_no_markers_have_no_marker_numbers() -> None:
    assert found(table(("点号", "经度", "纬度"), ("J01", 125.05, 44.5))) == []
    assert found(table(HEADINGS, marker("J01")), line=None) == []


REFERENCED = ("界桩号", "经度", "纬度") + tuple(
    f"方位物{place}{what}" for place in (1, 2, 3) for what in ("名称", "部位", "方位角", "距离")
)
OBJECT = ("房", "东南角", 120, 20.5)


@pytest.mark.parametrize(
    ("objects", "told"),
    [
        (OBJECT * 3, []),
        (OBJECT * 2 + ("", "", "", ""), [("S08", 2, "block")]),
        (OBJECT * 2 + ("房", "", 120, 20), [("S08", 2, "block")]),
        (OBJECT * 2 + ("房", "角", 400, 20), [("S08", 2, "block")]),
        (OBJECT * 2 + ("房", "角", 120, 0), [("S08", 2, "block")]),
    ],
)
def test_reference_objects(objects, told) -> None:
    assert found(table(REFERENCED, (f"{CODE}-001Q", 125.05, 44.5, *objects))) == told


def box(west, south=44.6, width=0.05, height=0.05) -> shapely.Polygon:
    return shapely.box(west, south, west + width, south + height)


COUNTY = CountyContext("某县", shapely.box(125.0, 44.6, 125.1, 44.65))
LEFT, RIGHT = shapely.box(125.0, 44.6, 125.05, 44.65), shapely.box(125.05, 44.6, 125.1, 44.65)


def wedge(off_m: float) -> shapely.Polygon:
    """The right area, its common edge bowed in the middle by metres (to the west below zero)."""
    west = 125.05
    bow = west + off_m * METRE / np.cos(np.radians(44.6))
    return shapely.Polygon([(west, 44.6), (125.1, 44.6), (125.1, 44.65), (west, 44.65), (bow, 44.625)])


@pytest.mark.parametrize(
    ("areas", "told"),
    [
        ((LEFT, RIGHT), []),
        ((LEFT, wedge(0.1)), []),
        ((LEFT, wedge(-0.1)), []),
        ((LEFT, wedge(-3)), [("S13", 3, "block")]),
        ((LEFT, wedge(3)), [("S13", 2, "block")]),
    ],
)
def test_neighbours_meet(areas, told) -> None:
    assert found(shapes(*areas), line=None) == told


@pytest.mark.parametrize(
    ("areas", "told"),
    [
        ((LEFT, RIGHT), []),
        ((box(125.02, 44.61, 0.01, 0.01),), []),
        ((shapely.box(124.999, 44.6, 125.05, 44.65), RIGHT), [("S14", 2, "block")]),
        ((shapely.box(125.001, 44.6, 125.05, 44.65), RIGHT), [("S13", None, "block")]),
        ((shapely.box(125.0 - 0.05 * METRE, 44.6, 125.05, 44.65), RIGHT), []),
    ],
)
def test_the_county_line_stays_and_its_areas_fill_it(areas, told) -> None:
    assert found(shapes(*areas), line=None, counties=[COUNTY]) == told


def test_an_overlap_does_not_hide_what_is_missing_elsewhere() -> None:
    """The sizes add up to the county's; a strip at its west end belongs to nobody all the same."""
    areas = shapely.box(125.001, 44.6, 125.05, 44.65), shapely.box(125.049, 44.6, 125.1, 44.65)
    assert sum(area.area for area in areas) == pytest.approx(COUNTY.geometry.area)
    told = found(shapes(*areas), line=None, counties=[COUNTY])
    assert sorted(told, key=str) == [("S13", 3, "block"), ("S13", None, "block")]


def test_the_difference_is_reported_part_by_part() -> None:
    read = shapes(shapely.box(124.999, 44.6, 125.05, 44.65), RIGHT)
    judgement = judge(read, Declaration(crs="EPSG:4490"), Context(DAY, counties=(COUNTY,)), Standard())
    [part] = judgement.rows[0].findings[0].evidence["differences"]
    assert part["place"] == pytest.approx([124.9995, 44.625], abs=1e-3)
    assert part["area_m2"] == pytest.approx(0.001 * 0.05 * 111_320**2 * np.cos(np.radians(44.625)), rel=0.01)
    assert judgement.rows[0].verdict == "refused" and judgement.rows[1].verdict == "ok"


def test_enclaves_are_declared() -> None:
    two = shapely.MultiPolygon([box(125.0), box(125.2)])
    assert found(shapes(two), line=None) == [("S17", 2, "warn")]
    assert found(shapes(two, 备注="含飞地一处，见协议书第三条"), line=None) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"长度": 15_887}, []),
        ({"长度": 15_000}, [("S16", 2, "warn")]),
        ({"长度（千米）": 15.89}, []),
        ({"长度": "不详"}, []),
        ({"密级": "公开"}, []),
        ({"密级": "机密★10年"}, [("S23", 2, "block")]),
    ],
)
def test_lengths_and_levels(values, told) -> None:
    assert found(shapes(LINE.geometry, **values)) == told
