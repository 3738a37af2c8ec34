"""The real Jilin in the database: counts, areas, the line 2223, history, neighbours."""

import datetime

import pytest
import shapely
from django.db import connection, transaction
from shapely.geometry import MultiPolygon

from boundaries.changes import fixtures
from boundaries.changes.models import DivisionChange
from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import Area, AreaPiece, Division, DivisionCode, DivisionVersion, Precision
from boundaries.divisions.queries import UnknownDivision, chain_of, resolve_code, versions_on
from boundaries.lines.coverage import coverage_findings
from boundaries.lines.models import Edge
from boundaries.lines.queries import UnknownLine, line_facts, line_of_code, lines_on, sections_by_pair
from boundaries.lines.tiles import BANDS

pytestmark = pytest.mark.usefixtures("jilin")
DAY = datetime.date(2024, 6, 30)


def division(code: str, day: datetime.date = DAY, scheme: Scheme | None = None) -> int:
    return resolve_code(code, day, scheme).division_id


def area(code: str, day: datetime.date = DAY) -> Area:
    return Area.objects.get(division=division(code), valid__contains=day)


def normal(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = [shapely.remove_repeated_points(part, 0) for part in shapely.get_parts(geometry)]
    return shapely.normalize(MultiPolygon(parts))


def test_the_register_has_its_counts() -> None:
    own = versions_on(DAY).filter(division__external=False, division__statistical=False)
    counts = {level: own.filter(level=level).count() for level in Level}
    assert counts[Level.PROVINCE] == 1
    assert counts[Level.PREFECTURE] == 9
    assert counts[Level.COUNTY] == 60
    assert counts[Level.TOWNSHIP] == 975
    villages = versions_on(DAY).filter(level=Level.VILLAGE)
    assert villages.count() == 11_860
    assert villages.filter(kind="村委会").count() == 9_321
    assert villages.filter(kind="居委会").count() == 2_271
    assert villages.filter(kind="虚拟单元", division__statistical=True).count() == 268


def test_villages_without_a_township_stay_under_their_county_and_say_so() -> None:
    loose = versions_on(DAY).filter(level=Level.VILLAGE, note__startswith="所属乡级区划不详")
    assert loose.count() == 940
    parents = DivisionVersion.objects.filter(division__in=loose.values("parent"), valid__contains=DAY)
    assert set(parents.values_list("level", flat=True)) == {Level.COUNTY}
    attached = versions_on(DAY).filter(level=Level.VILLAGE).exclude(pk__in=loose)
    assert attached.count() == 10_920


def test_statistical_units_are_no_divisions_by_law() -> None:
    units = versions_on(DAY).filter(division__statistical=True)
    assert units.filter(level=Level.COUNTY).count() == 9
    assert units.filter(level=Level.TOWNSHIP).count() == 172


def test_colliding_codes_are_told_apart_by_scheme() -> None:
    resolved = resolve_code("220102010", DAY)
    assert resolved.meaning.name == "永兴街道"
    assert [(other.scheme, other.name) for other in resolved.others] == [(Scheme.NBS, "鸿城街道")]
    mca = dict(DivisionCode.objects.filter(scheme=Scheme.MCA, code__regex=r"^\d{9}$").values_list("code", "division"))
    nbs = dict(DivisionCode.objects.filter(scheme=Scheme.NBS, code__regex=r"^\d{9}$").values_list("code", "division"))
    same_code_other_name = [code for code in mca.keys() & nbs.keys() if mca[code] != nbs[code]]
    assert len(same_code_other_name) >= 236


def test_a_status_in_a_name_stays_in_the_name_with_a_note() -> None:
    noted = versions_on(DAY).filter(level=Level.TOWNSHIP, note__contains="撤销")
    assert set(noted.values_list("name", flat=True)) == {"新发街道（撤销）", "南广街道（撤销）", "东广街道（撤销）"}


def test_old_codes_resolve_by_date() -> None:
    today = division("220184")
    assert division("220381", datetime.date(2010, 5, 1)) == today
    with pytest.raises(UnknownDivision):
        resolve_code("220381", DAY)
    with pytest.raises(UnknownDivision):
        resolve_code("220184", datetime.date(2010, 5, 1))
    assert [link.name for link in chain_of(today, datetime.date(2010, 5, 1))] == ["吉林省", "四平市", "公主岭市"]
    assert [link.name for link in chain_of(today, DAY)] == ["吉林省", "长春市", "公主岭市"]
    assert [link.name for link in chain_of(today, datetime.date(1984, 5, 1))][-1] == "怀德县"


def test_reused_codes_mean_another_division_on_another_date() -> None:
    then, now = resolve_code("220302", datetime.date(1983, 7, 1)), resolve_code("220302", DAY)
    assert (then.meaning.name, now.meaning.name) == ("铁东区", "铁西区")
    assert then.division_id != now.division_id
    assert resolve_code("222421", datetime.date(1982, 7, 1)).meaning.name == "延吉县"
    assert resolve_code("222421", datetime.date(1986, 7, 1)).meaning.name == "龙井县"


def test_what_is_known_to_the_year_says_so() -> None:
    version = DivisionVersion.objects.get(division=division("222404"), valid__contains=DAY)
    assert (version.name, version.valid.lower, version.begin_precision) == (
        "珲春市",
        datetime.date(1988, 1, 1),
        Precision.YEAR,
    )
    former = DivisionVersion.objects.get(division=division("222404"), valid__contains=datetime.date(1987, 12, 31))
    assert (former.name, former.kind, former.end_precision) == ("珲春县", "县", Precision.YEAR)


def test_changes_are_linked_and_the_false_ones_are_not_there() -> None:
    assert DivisionChange.objects.count() == 123
    moved = DivisionChange.objects.get(old_code="220381", new_code="220184")
    assert moved.old_id == moved.new_id == division("220184")
    assert moved.precision == Precision.YEAR
    assert not DivisionChange.objects.filter(effective__contains=datetime.date(2003, 7, 1)).exists()
    assert DivisionChange.objects.get(document="国函〔2006〕44号").new_name == "江源区"


@pytest.mark.parametrize("path", ["jilin/counties.geojson", "jilin/heilongjiang_counties.geojson"])
def test_areas_equal_their_source_to_the_vertex(path: str) -> None:
    for code, outline in fixtures.outlines(path).items():
        stored = shapely.from_wkb(bytes(area(code).geom.wkb))
        assert stored.equals_exact(normal(outline), 1e-9), code


def test_prefectures_and_the_province_are_the_union_of_their_counties() -> None:
    outlines = fixtures.outlines("jilin/counties.geojson")
    for code in ["22", *sorted({county[:4] for county in outlines} - {"2201", "2203"}), "2201", "2203"]:
        below = [outline for county, outline in outlines.items() if county.startswith(code)]
        stored = shapely.from_wkb(bytes(area(code).geom.wkb))
        assert stored.equals(shapely.coverage_union_all(below)), code
    total = sum(area(code).area_m2 for code in outlines)
    assert total == pytest.approx(area("22").area_m2, rel=1e-9)
    assert total / 1e6 == pytest.approx(191_041.38, abs=0.01)


def test_real_areas_are_not_sample_and_townships_are() -> None:
    levels = dict(versions_on(DAY).values_list("division_id", "level"))
    flags: dict[str, set[bool]] = {}
    for pk, sample in Area.objects.values_list("division_id", "is_sample"):
        flags.setdefault(levels[pk], set()).add(sample)
    assert flags == {"province": {False}, "prefecture": {False}, "county": {False}, "township": {True}}
    assert Area.objects.filter(is_sample=True).count() == 975


def test_geometry_before_2020_is_not_known() -> None:
    assert not Area.objects.filter(division=division("220184"), valid__contains=datetime.date(2019, 12, 31)).exists()


def test_the_line_2223_has_19_pairs_from_west_to_east() -> None:
    line = line_of_code("2322", DAY)
    sections = sections_by_pair(line, DAY)
    assert len(sections) == 19
    assert len({section.first for section in sections}) == 11
    assert len({section.second for section in sections}) == 9
    assert line.length_m == pytest.approx(1_361_482, abs=1)
    assert sum(section.length_m for section in sections) == pytest.approx(line.length_m)
    stretches = [stretch for section in sections for stretch in section.stretches]
    assert all(a.points[-1] == b.points[0] for a, b in zip(stretches, stretches[1:], strict=False))
    assert stretches[0].points[0] == (123.177734, 46.247669)
    assert stretches[-1].points[-1] == (131.295227, 43.502438)


def test_line_facts_are_publishable() -> None:
    facts = line_facts("22-23", DAY)
    assert facts["line"] == "2223"
    assert facts["sections"][0]["pair"] == ["220821", "230224"]
    assert facts["markers"]["count"] == facts["markers"]["sample"] > 100
    assert "小比例尺" in facts["length_source"]
    assert facts["sample"] is False
    with pytest.raises(UnknownLine):
        line_facts("220102-220881", DAY)


def test_county_and_prefecture_lines_are_there() -> None:
    assert lines_on(DAY).filter(level=Level.PROVINCE).count() == 3
    assert line_of_code("220403-220402", DAY).name == "龙山区与西安区界线"
    assert line_of_code("2202-2201", DAY).level == Level.PREFECTURE
    assert not lines_on(DAY).filter(level=Level.STATE).exists()


def test_the_national_border_and_the_neighbours_inside_are_locked() -> None:
    assert not Edge.objects.filter(level=Level.STATE, locked=False).exists()
    states = set(Edge.objects.filter(level=Level.STATE).values_list("right__versions__name", flat=True))
    states |= set(Edge.objects.filter(level=Level.STATE).values_list("left__versions__name", flat=True))
    assert {"朝鲜", "俄罗斯"} <= states
    inner = Edge.objects.filter(left__external=True, right__external=True)
    assert inner.exists() and not inner.filter(locked=False).exists()
    assert not Edge.objects.filter(left__external=False, right__external=False, locked=True).exists()


def test_neighbours_are_external_and_have_their_codes() -> None:
    for code in ("23", "21", "15", "230113", "2310"):
        assert Division.objects.get(pk=division(code)).external, code
    assert [link.name for link in chain_of(division("231086"), DAY)] == ["黑龙江省", "牡丹江市", "东宁市"]


def test_every_layer_of_edges_is_a_partition() -> None:
    assert coverage_findings(DAY) == []


def test_a_crossing_edge_is_found_with_its_divisions() -> None:
    edge = Edge.objects.filter(level=Level.COUNTY, dormant=False, locked=False).order_by("id")[0]
    bent = list(edge.geom.coords)
    bent[1:-1] = [(bent[0][0] + 1.0, bent[0][1] + 1.0)]
    edge.geom = type(edge.geom)(bent, srid=edge.geom.srid)
    with transaction.atomic():
        edge.save(update_fields=["geom"])
        findings = coverage_findings(DAY, {edge.left_id, edge.right_id})
        transaction.set_rollback(True)
    assert findings
    assert all(finding.rule == "S13" and finding.blocks and finding.fix for finding in findings)


def test_labels_and_pieces_lie_in_their_areas() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM divisions_area WHERE NOT ST_Contains(geom, label_point)")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT max(ST_NPoints(geom)) FROM divisions_areapiece")
        assert cursor.fetchone()[0] <= 128
    assert set(AreaPiece.objects.values_list("level", flat=True)) == {"province", "prefecture", "county", "township"}


def test_tile_shapes_of_neighbours_fit_each_other_in_every_band() -> None:
    with connection.cursor() as cursor:
        for band in BANDS:
            cursor.execute(
                "SELECT ST_Area(ST_Union(shape.geom)), sum(ST_Area(shape.geom)) FROM divisions_areatileshape shape "
                "WHERE level = 'county' AND min_zoom = %s",
                [band.min_zoom],
            )
            union, together = cursor.fetchone()
            assert union == pytest.approx(together, rel=1e-9)
            cursor.execute(
                "SELECT count(*) FROM lines_linetileshape line WHERE min_zoom = %s AND level <> 'township' "
                "AND NOT EXISTS (SELECT FROM divisions_areatileshape area WHERE area.min_zoom = %s "
                "AND area.level = 'county' AND ST_CoveredBy(line.geom, ST_Boundary(area.geom)))",
                [band.min_zoom, band.min_zoom],
            )
            assert cursor.fetchone() == (0,)
