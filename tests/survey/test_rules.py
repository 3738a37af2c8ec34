"""Each rule of the survey standard in both directions: it fires, and it stays silent."""

import datetime
import math
from dataclasses import replace

import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from office.intake.readers import read
from office.rulesets.findings import Severity
from office.spatial.systems import CATALOGUE, from_degrees
from survey.checks.context import Context, LineContext
from survey.checks.judge import Declaration, Judgement, judge
from survey.checks.neighbourhood import LOST, distances_to, plane_near, projected
from survey.checks.standards import Standard
from tests.survey.corpus import good

DAY = datetime.date(2025, 10, 20)
LINE = shapely.LineString([(lon, lat) for _, lon, lat in good.POINTS])
ON_LINE = Context(day=DAY, line=LineContext("220122-220183", "农安县与德惠市界线", LINE, tuple(LINE.coords)))
ANYWHERE = Context(day=DAY)


def judged(data, context=ANYWHERE, crs="EPSG:4490", name="a.csv", standard=None, **mapping) -> Judgement:
    raw = good.text(data).encode() if isinstance(data, list) else data
    return judge(read(raw, name), Declaration(crs=crs, mapping=mapping), context, standard or Standard())


def rules(result: Judgement) -> list[str]:
    return [finding.rule for finding in result.all_findings]


def degrees(*points, heading=("点号", "经度", "纬度")):
    return [list(heading), *([str(cell) for cell in point] for point in points)]


def test_s01_asks_and_stays_silent_when_declared():
    assert rules(judged(good.grid(), crs=None)) == ["S01"]
    assert rules(judged(good.grid(), crs="EPSG:4530")) == []


def test_s01_one_file_one_system():
    rows = degrees(
        ("J1", 125.5, 44.5, "CGCS2000"), ("J2", 125.6, 44.5, "WGS84"), heading=("点号", "经度", "纬度", "坐标系")
    )
    assert "S01" in rules(judged(rows, crs=None))


def test_s02_tells_row_and_both_columns_and_where_it_would_lie():
    rows = good.grid()
    rows[3][1], rows[3][2] = rows[3][2], rows[3][1]
    result = judged(rows, crs="EPSG:4530")
    [finding] = result.all_findings
    assert (finding.rule, finding.row) == ("S02", 4)
    assert "第 4 行 X、Y 互换" in finding.fix and finding.evidence["problem"] == "exchanged"
    assert result.rows[2].verdict == "refused" and result.rows[2].geometry is None
    assert result.rows[2].hint == pytest.approx(good.POINTS[2][1:], abs=1e-6)
    assert [row.verdict for row in result.rows].count("ok") == 11


def test_s02_is_found_before_anything_is_declared():
    rows = good.grid()
    rows[3][1], rows[3][2] = rows[3][2], rows[3][1]
    assert rules(judged(rows, crs=None)) == ["S01", "S02"]


def test_s02_wrong_zone_shows_in_the_degrees_beside():
    rows = [["点号", "X", "Y", "经度", "纬度"]]
    for number, lon, lat in good.POINTS:
        x, y = good.planar(4551, lon, lat)
        rows.append([number, f"{x}", f"{y}", f"{lon:.8f}", f"{lat:.8f}"])
    wrong = judged(rows, crs="EPSG:4552")
    assert [item.evidence["better"] for item in wrong.findings if item.rule == "S02"] == ["EPSG:4551"]
    assert rules(judged(rows, crs="EPSG:4551")) == []


def test_s03_corridor_of_the_line():
    near = degrees(("J1", good.POINTS[4][1] + 0.02, good.POINTS[4][2]))
    far = degrees(("J1", good.POINTS[4][1] + 0.2, good.POINTS[4][2]))
    assert rules(judged(near, ON_LINE)) == []
    [finding] = judged(far, ON_LINE).all_findings
    assert finding.rule == "S03" and finding.evidence["value"] > 2000 and "农安县与德惠市界线" in finding.message
    assert rules(judged(far, ON_LINE, standard=Standard(corridor_m=50_000))) == []


def test_s03_is_exact_at_the_edge_of_the_corridor():
    """A short line from west to east; points due north of its middle, by metres on the ellipsoid."""
    straight = shapely.LineString([(125.48, 44.5), (125.52, 44.5)])
    context = replace(ON_LINE, line=replace(ON_LINE.line, geometry=straight, ends=()))
    for metres, told in ((1990, []), (2010, ["S03"])):
        lon, lat, _ = pyproj.Geod(ellps="GRS80").fwd(125.5, 44.5, 0, metres)
        assert rules(judged(degrees(("J1", round(lon, 8), round(lat, 8))), context)) == told


def test_s03_the_province_and_two_kilometres():
    province = replace(ANYWHERE, province=shapely.box(125, 44, 126, 45))
    assert rules(judged(degrees(("J1", 126.02, 44.5)), province)) == []
    assert rules(judged(degrees(("J1", 126.03, 44.5)), province)) == ["S03"]


HOLED = shapely.box(125, 44, 126, 45).difference(shapely.box(125.4, 44.4, 125.6, 44.6))
TWO = shapely.MultiPolygon([HOLED, shapely.box(127, 44, 127.2, 44.2)])
PLACE = st.tuples(st.floats(124.8, 127.4), st.floats(43.8, 45.2))


@given(st.sampled_from([LINE, HOLED, TWO]), st.lists(PLACE, min_size=2, max_size=6))
def test_s03_measures_to_the_farthest_vertex(target, walk):
    plane = plane_near(min(lon for lon, _ in walk))
    there, *here = projected([target, *map(shapely.Point, walk)], plane)
    asked = distances_to(target, [shapely.LineString(walk)])
    assert asked == [pytest.approx(max(point.distance(there) for point in here), abs=1e-6)]
    assert distances_to(target, [shapely.LineString([(math.inf, 44), (125, 44)])]) == [LOST]


def test_s04_other_datums_are_kept_but_never_moved():
    result = judged(good.grid(), crs="EPSG:2366")
    assert rules(result) == ["S04"] and result.findings[0].severity is Severity.BLOCK
    assert all(row.geometry is None and row.values["X"] for row in result.rows)


def test_s04_a_file_of_xian80_cannot_be_declared_cgcs2000():
    parts = {f"a{suffix}": data for suffix, data in good.shapefile_parts().items()}
    parts["a.prj"] = pyproj.CRS(2366).to_wkt("WKT1_ESRI").encode()
    result = judged(good.zipped(parts), crs="EPSG:4530", name="a.zip")
    assert "S04" in rules(result) and result.count("refused") == 12


def test_s04_wgs84_is_a_note_but_not_for_exact_results():
    rows = degrees(("J1", 125.5, 44.5, 5), ("J2", 125.6, 44.5, 0.05), heading=("点号", "经度", "纬度", "精度"))
    result = judged(rows, crs="EPSG:4326")
    assert [row.verdict for row in result.rows] == ["ok", "refused"]
    assert [finding.severity for finding in result.findings] == [Severity.INFO]


@pytest.mark.parametrize(("shift", "found"), [(0.0, []), (3e-6, []), (3e-5, ["S05"])])
def test_s05_degrees_beside_the_metres(shift, found):
    number, lon, lat = good.POINTS[0]
    x, y = good.planar(4530, lon, lat)
    rows = [["点号", "X", "Y", "L", "B"], [number, f"{x}", f"{y}", f"{lon + shift:.8f}", f"{lat:.8f}"]]
    assert rules(judged(rows, crs="EPSG:4530")) == found


def line_file(*points) -> bytes:
    return good.geojson([shapely.LineString(points)])[1]


@pytest.mark.parametrize(
    ("points", "severities"),
    [
        ([(125.1, 44.1), (125.2, 44.2), (125.3, 44.1)], []),
        ([(125.3, 44.1), (125.2, 44.2), (125.1, 44.1)], ["warn"]),
        ([(125.1, 44.1), (125.1, 44.1), (125.3, 44.1)], ["block"]),
        ([(125.1, 44.1), (125.3, 44.3), (125.3, 44.1), (125.1, 44.3)], ["block", "warn"]),
    ],
)
def test_s11_form_of_a_line(points, severities):
    result = judged(line_file(*points), name="a.geojson")
    found = [finding.severity.value for finding in result.all_findings if finding.rule == "S11"]
    assert found == severities[: len(found)] and len(found) in {len(severities), len(severities) - 1}
    assert bool(found) == bool(severities)


def test_s11_ends_at_a_junction_or_marker():
    ends = [good.POINTS[0][1:], good.POINTS[-1][1:]]
    middle = (good.POINTS[5][1] + 0.001, good.POINTS[5][2])
    assert rules(judged(line_file(ends[0], middle, ends[1]), ON_LINE, name="a.geojson")) == []
    loose = (ends[1][0] + 0.001, ends[1][1])
    result = judged(line_file(ends[0], middle, loose), ON_LINE, name="a.geojson")
    assert [(finding.rule, finding.severity.value) for finding in result.all_findings] == [("S11", "warn")]


def test_s22_village_against_the_register():
    rows = degrees(
        ("J1", 125.5, 44.5, "220122100201", "靠山村"),
        ("J2", 125.6, 44.5, "220122100201", "靠山屯"),
        ("J3", 125.7, 44.5, "220122100999", "无名村"),
        heading=("点号", "经度", "纬度", "村代码", "村名"),
    )
    known = replace(ANYWHERE, villages={"220122100201": "靠山村", "220122100999": None})
    result = judged(rows, known)
    assert [(finding.rule, finding.row) for finding in result.all_findings] == [("S22", 3), ("S22", 4)]
    assert [row.verdict for row in result.rows] == ["ok", "warn", "warn"]


def test_s28_a_number_that_is_none_refuses_its_row_only():
    result = judged(degrees(("J1", "一百二十五", 44.5), ("J2", 125.6, ""), ("J3", 125.7, 44.5)))
    assert [(finding.rule, finding.row, finding.field) for finding in result.all_findings] == [
        ("S28", 2, "lon"),
        ("S28", 3, "lat"),
    ]
    assert [row.verdict for row in result.rows] == ["refused", "refused", "ok"]


def test_s28_a_shape_that_crosses_itself():
    crossing = shapely.Polygon([(125.1, 44.1), (125.2, 44.2), (125.2, 44.1), (125.1, 44.2)])
    whole = shapely.box(125.3, 44.1, 125.4, 44.2)
    result = judged(good.geopackage(shapes=[crossing, whole])[1], crs=None, name="a.gpkg")
    assert [row.verdict for row in result.rows] == ["refused", "ok"]
    assert "自相交" in result.rows[0].findings[0].message


def test_s29_the_same_number_and_the_same_place():
    rows = degrees(("J1", 125.5, 44.5), ("J1", 125.6, 44.5), ("J3", 125.5, 44.5), ("J1", 125.5, 44.5))
    result = judged(rows)
    assert [row.verdict for row in result.rows] == ["ok", "refused", "warn", "refused"]
    assert "坐标不同" in result.rows[1].findings[0].message and "坐标也相同" in result.rows[3].findings[0].message


def test_s29_the_same_bytes():
    result = judged(degrees(("J1", 125.5, 44.5)), replace(ANYWHERE, sent_before="回执 SJ-20251020-0001"))
    assert rules(result) == ["S29"] and result.rows[0].verdict == "ok"


def test_s30_too_many_rows_and_vertices():
    rows = degrees(*((f"J{index}", 125 + index / 1000, 44.5) for index in range(5)))
    assert rules(judged(rows, standard=Standard(max_rows=4))) == ["S30"]
    assert rules(judged(rows, standard=Standard(max_rows=5))) == []
    line = line_file((125.1, 44.1), (125.2, 44.15), (125.3, 44.1))
    assert "S30" in rules(judged(line, name="a.geojson", standard=Standard(max_vertices=2)))


def test_the_standard_switches_advice_but_not_integrity():
    far = degrees(("J1", good.POINTS[4][1] + 0.2, good.POINTS[4][2]))
    assert judged(far, ON_LINE, standard=Standard(severities={"S03": "warn"})).rows[0].verdict == "warn"
    assert rules(judged(far, ON_LINE, standard=Standard(severities={"S03": "off"}))) == []
    twice = degrees(("J1", 125.5, 44.5), ("J1", 125.6, 44.5))
    assert judged(twice, standard=Standard(severities={"S29": "off"})).rows[1].verdict == "refused"


def test_exchanged_columns_can_be_put_right_by_the_mapping():
    rows = good.grid()
    rows[0][1], rows[0][2] = "Y", "X"
    assert judged(rows, crs="EPSG:4530").count("refused") == 12
    assert judged(rows, crs="EPSG:4530", x="Y", y="X").count("ok") == 12


def test_degrees_under_x_and_y_are_understood_in_either_order():
    for order in (("X", "Y"), ("Y", "X")):
        rows = [["点号", *order], *([number, str(lon), str(lat)] for number, lon, lat in good.POINTS)]
        assert judged(rows).count("ok") == 12


def test_projection_is_exact():
    turn = from_degrees(CATALOGUE["EPSG:4530"])
    result = judged(good.grid(), crs="EPSG:4530")
    for row in result.rows:
        east, north = turn.transform(row.geometry.x, row.geometry.y)
        assert (north, east) == pytest.approx((float(row.values["X"]), float(row.values["Y"])), abs=1e-6)
