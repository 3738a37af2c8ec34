"""load_jilin twice, the sample out and in again, rebuild and its check."""

import datetime
import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from boundaries.changes import operations as ops
from boundaries.changes.carrying import carry_out, take_back
from boundaries.changes.load import load, remove_sample
from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import Area, AreaPiece
from boundaries.divisions.queries import chain_of, resolve_code
from boundaries.lines.markers.models import Kind
from boundaries.lines.models import Edge, Junction, Line, LineVersion, Marker, MarkerVersion
from boundaries.lines.queries import line_of_code
from office.log.models import Event

pytestmark = pytest.mark.usefixtures("jilin")
FACTS = {
    "divisions_division": "",
    "divisions_divisionversion": "",
    "divisions_divisioncode": "",
    "lines_junction": "WHERE NOT is_sample",
    "lines_edge": "WHERE NOT is_sample",
    "lines_line": "WHERE NOT is_sample",
    "lines_marker": "WHERE NOT is_sample",
    "lines_markerversion": "WHERE NOT is_sample",
    "changes_divisionchange": "",
}
DERIVED = {
    "divisions_area": ("division_id", "valid", "geom", "area_m2", "label_point", "is_sample"),
    "divisions_areatileshape": ("level", "min_zoom", "geom"),
    "lines_lineversion": ("line_id", "code", "name", "level", "computed_m", "computed_from", "is_sample", "valid"),
    "lines_lineedge": ("line_id", "edge_id", "position", "reversed", "valid"),
    "lines_linetileshape": ("edge_id", "line_id", "level", "min_zoom", "locked", "is_sample", "valid", "geom"),
}


def hashed(cursor, statement: str) -> str:
    cursor.execute(statement)
    return hashlib.sha256("\n".join(str(row) for row in cursor.fetchall()).encode()).hexdigest()


def facts(only_real: bool) -> dict[str, str]:
    """A hash of every table of facts; with `only_real` over the rows that are no sample, whether they rest or not."""
    with connection.cursor() as cursor:
        return {
            table: hashed(
                cursor,
                f"SELECT to_jsonb({table}) - 'dormant' - 'geom', "
                + ("geom::text " if table == "lines_edge" else "'' ")
                + f"FROM {table} {real if only_real else ''} ORDER BY {table}.id",
            )
            for table, real in FACTS.items()
        }


def derived() -> dict[str, str]:
    """A hash of what is derived, without the numbers that rows happen to have."""
    with connection.cursor() as cursor:
        return {
            table: hashed(cursor, f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(columns)}")
            for table, columns in DERIVED.items()
        }


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def quiet(message: str) -> None:
    """Nobody listens."""


def test_a_second_load_changes_nothing_and_says_so() -> None:
    before, events = facts(only_real=False), Event.objects.count()
    out = said("load_jilin", "--sample")
    assert "未作改动" in out
    assert facts(only_real=False) == before
    assert Event.objects.count() == events


def test_removing_the_sample_gives_back_exactly_what_was_there_without_it() -> None:
    with_sample = facts(only_real=True)
    assert remove_sample(quiet)
    without, products = facts(only_real=False), derived()
    assert without == with_sample
    for model in (Edge, Junction, Line, LineVersion, Marker, MarkerVersion, Area):
        assert not model.objects.filter(is_sample=True).exists()
    assert not Edge.objects.filter(dormant=True).exists()
    assert "0 项不同" in said("rebuild", "all", "--check")
    assert not remove_sample(quiet)
    assert load(quiet, sample=True)
    assert facts(only_real=True) == without
    assert derived() != products
    assert remove_sample(quiet)
    assert (facts(only_real=False), derived()) == (without, products)


def test_what_was_tampered_with_is_named_and_made_again() -> None:
    one, other, third = Area.objects.filter(is_sample=False).order_by("id")[:3]
    Area.objects.filter(pk=one.pk).update(geom=other.geom)
    AreaPiece.objects.filter(area=third)[0].delete()
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("rebuild", "areas", "--check", stdout=out)
    assert stopped.value.code == 1
    assert f"D{one.division_id} 自 2020-01-01 的范围：图形与由边生成的不同" in out.getvalue()
    assert f"D{third.division_id} 的分块" in out.getvalue()
    said("rebuild", "areas")
    assert "areas：比较 3162 项，0 项不同" in said("rebuild", "areas", "--check")
    assert "，0 项不同" in said("rebuild", "tiles", "--check")


def test_the_sample_says_what_it_is() -> None:
    line = LineVersion.objects.filter(is_sample=True).order_by("code")[0]
    assert "示例" in line.length_source
    assert not Marker.objects.filter(is_sample=False).exists()
    marker = MarkerVersion.objects.get(number="2223001Q")
    assert marker.is_sample and "示例" in marker.description
    doubles = MarkerVersion.objects.filter(line__versions__code="2223", kind=Kind.DOUBLE)
    assert {number[-1] for number in doubles.values_list("number", flat=True)} == {"A", "B"}


def test_the_a_of_a_double_marker_stands_on_our_bank() -> None:
    province = Area.objects.get(division__codes__code="22", division__codes__scheme="MCA")
    for marker in MarkerVersion.objects.filter(kind=Kind.DOUBLE, number__endswith="A"):
        assert province.geom.contains(marker.point), marker.number


LIANGSHUI, TUMEN, HUNCHUN = "222402103", "222402", "222404"


def test_a_township_goes_to_another_county_and_comes_back() -> None:
    day = datetime.date(2024, 1, 1)
    town, giver, taker = (resolve_code(code, day).division_id for code in (LIANGSHUI, TUMEN, HUNCHUN))
    before = derived()
    size = {pk: Area.objects.get(division=pk, valid__contains=day).area_m2 for pk in (town, giver, taker)}
    operations = [
        ops.MoveBoundary(giver, taker, ops.Territory(whole=(town,))),
        ops.Recode(town, Scheme.MCA, "222404199"),
    ]
    outcome = carry_out(operations, day, document="吉政函〔2024〕1号", source="测试", actor=None)
    assert outcome.moved == outcome.recoded == [town] and outcome.reshaped == sorted([giver, taker])
    assert [link.name for link in chain_of(town, day)][2] == "珲春市"
    assert [link.name for link in chain_of(town, day - datetime.timedelta(days=1))][2] == "图们市"
    now = {pk: Area.objects.get(division=pk, valid__contains=day) for pk in (giver, taker)}
    assert now[taker].area_m2 == pytest.approx(size[taker] + size[town], rel=1e-9)
    assert now[giver].area_m2 == pytest.approx(size[giver] - size[town], rel=1e-9)
    assert all(area.is_sample for area in now.values())  # the new county line runs along sample lines
    assert resolve_code("222404199", day).division_id == town
    assert resolve_code(LIANGSHUI, day - datetime.timedelta(days=1)).division_id == town
    for name in ("areas", "lines", "tiles", "search"):
        assert "，0 项不同" in said("rebuild", name, "--check")
    with pytest.raises(CommandError, match="先在变更事项中撤回"):
        call_command("remove_sample")
    take_back(outcome, actor=None, reason="试")
    assert derived() == before


def test_a_county_level_city_comes_under_another_city_with_new_codes() -> None:
    """公主岭 as of 2020 turned round: the affiliation alone moves no metre of its own boundary."""
    day = datetime.date(2024, 1, 1)
    city, siping, changchun = (resolve_code(code, day).division_id for code in ("220184", "2203", "2201"))
    own = Area.objects.get(division=city, valid__contains=day)
    carry_out(
        [ops.Affiliate(city, siping), ops.Recode(city, Scheme.MCA, "220398")],
        day, document="国函〔2024〕1号", source="测试", actor=None,
    )  # fmt: skip
    assert Area.objects.get(division=city, valid__contains=day).geom.equals_exact(own.geom)
    for pk in (siping, changchun):
        assert Area.objects.filter(division=pk, valid__contains=day).get().valid.lower == day
    line = line_of_code("220122-220398", day)
    assert line.level == Level.COUNTY
    assert line.line_id == line_of_code("220122-220184", day - datetime.timedelta(days=1)).line_id
    assert "，0 项不同" in said("rebuild", "lines", "--check")
