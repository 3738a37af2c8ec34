"""The pages of replacing an edge: list, drawing, trial, refusals with their places, two officers at once."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division, DivisionSeat
from boundaries.lines.markers.models import ThreeWayLine, ThreeWayPoint
from boundaries.lines.meeting import meetings_of
from boundaries.lines.models import Edge, Junction, LineEdge, LineVersion, Redrawing
from boundaries.lines.redrawing import base_of, replace_edge
from boundaries.lines.taking_back import take_back_redrawing
from office.log.models import Event
from office.people.roles import Role
from office.spatial.pairs import text_of
from tests.boundaries.networks import BEGIN, area_on, assert_sound, make_division
from tests.factories import ALWAYS, appointed

pytestmark = pytest.mark.django_db
DAY = datetime.date(2015, 6, 1)
PAPERS = {"document": "吉政函〔2015〕6号", "reason": "勘界成果"}


def edge_between(one: int, other: int) -> Edge:
    return Edge.objects.get(left__in=(one, other), right__in=(one, other), valid__contains=DAY)


def line_of(edge: Edge, level: str = Level.COUNTY) -> LineVersion:
    lines = LineEdge.objects.filter(edge=edge).values("line")
    return LineVersion.objects.get(line__in=lines, level=level, valid__contains=DAY)


def url_of(edge: Edge) -> str:
    return f"/boundaries/lines/{line_of(edge).code}/redraw/{edge.pk}/"


def drawn(edge: Edge, by: float, **more) -> dict:
    """What the form sends: the edge with one more vertex, moved east of its middle by some degrees."""
    (x1, y1), (x2, y2) = edge.geom.coords[0], edge.geom.coords[-1]
    line = [(x1, y1), ((x1 + x2) / 2 + by, (y1 + y2) / 2), (x2, y2)]
    return {"shape": text_of(line), "since": "2015-06-01", "base": base_of(edge), "deed": "try", **more}


@pytest.fixture
def edge(network) -> Edge:
    return edge_between(*network.townships[:2])


def test_the_list_leads_from_the_line_to_each_edge(page, edge) -> None:
    code = line_of(edge).code
    assert f"/boundaries/lines/{code}/redraw/" in page.get(f"/boundaries/lines/{code}/").content.decode()
    answer = page.get(f"/boundaries/lines/{code}/redraw/")
    assert [row.edge.pk for row in answer.context["rows"]] == [edge.pk] and url_of(edge) in answer.content.decode()


def test_the_list_costs_the_same_for_many_edges(page, network) -> None:
    counts = []
    for code in (line_of(edge_between(*network.townships[:2])).code, "9899"):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert page.get(f"/boundaries/lines/{code}/redraw/").status_code == 200
        counts.append(len(seen))
    assert abs(counts[0] - counts[1]) <= 2


def test_the_drawing_begins_as_a_copy_between_fixed_junctions(page, edge) -> None:
    answer = page.get(url_of(edge))
    assert answer.context["form"]["shape"].value() == text_of(edge.geom.coords)
    (draw,) = answer.context["map"]["draw"]
    assert draw["ends"] == [edge.geom.coords[0], edge.geom.coords[-1]]
    assert draw["start"] == text_of(edge.geom.coords)


def test_the_trial_shows_the_consequence_and_writes_nothing(page, edge) -> None:
    answer = page.post(url_of(edge), drawn(edge, 0.001))
    text = answer.content.decode()
    assert answer.status_code == 200 and "最大移动" in text and "实施划定" in text
    roles = [shape["properties"].get("role") for shape in answer.context["after"]["outlines"]["features"]]
    assert "gain-own" in roles or "gain-partner" in roles
    assert {line.code for line in answer.context["altered"]} >= {line_of(edge).code}
    assert base_of(Edge.objects.get(pk=edge.pk)) == base_of(edge) and not Event.objects.filter(
        action="lines.replace_edge"
    )


def test_carrying_out_is_only_for_what_was_tried(page, edge, network) -> None:
    told = drawn(edge, 0.001, **PAPERS)
    unseen = page.post(url_of(edge), told | {"deed": "carry"})
    assert unseen.status_code == 200 and unseen.context["unseen"]
    seen = page.post(url_of(edge), told).context["form"]["tried"].value()
    other = page.post(url_of(edge), drawn(edge, 0.002, **PAPERS, tried=seen) | {"deed": "carry"})
    assert other.context["unseen"] and Edge.objects.get(pk=edge.pk).valid.upper is None
    before = area_on(network.townships[0], DAY)
    done = page.post(url_of(edge), told | {"deed": "carry", "tried": seen}, follow=True)
    assert "重新划定" in done.content.decode()
    assert area_on(network.townships[0], DAY).area > before.area
    assert area_on(network.townships[0], DAY - datetime.timedelta(days=1)).equals(before)
    assert_sound(network)
    assert page.get(url_of(edge)).status_code == 302  # leads to the edge that stands now


def test_a_paper_is_asked_for_and_the_drawing_stays(page, edge) -> None:
    told = drawn(edge, 0.001)
    seen = page.post(url_of(edge), told).context["form"]["tried"].value()
    answer = page.post(url_of(edge), told | {"deed": "carry", "tried": seen})
    assert answer.status_code == 409 and "批准或协议文号" in answer.context["trouble"].words
    assert answer.context["form"]["shape"].value() == told["shape"]


def crossing(edge: Edge) -> dict:
    return drawn(edge, 0.02)


def hanging(edge: Edge) -> dict:
    told = drawn(edge, 0.001)
    return told | {"shape": told["shape"] + "1"}


def knotted(edge: Edge) -> dict:
    (x1, y1), (x2, y2) = edge.geom.coords[0], edge.geom.coords[-1]
    middle = (y1 + y2) / 2
    line = [(x1, y1), (x1 + 0.001, middle), (x1 - 0.001, middle + 0.001), (x1, middle - 0.001), (x2, y2)]
    return drawn(edge, 0) | {"shape": text_of(line)}


@pytest.mark.parametrize(("wrong", "words"), [(crossing, "空隙"), (hanging, "交会点"), (knotted, "自身相交")])
def test_refusals_show_where_and_keep_the_drawing(page, edge, wrong, words) -> None:
    told = wrong(edge)
    answer = page.post(url_of(edge), told)
    assert answer.status_code == 409 and words in answer.context["trouble"].words
    assert answer.context["form"]["shape"].value() == told["shape"]
    points = [point for point in answer.context["map"]["points"] if point["verdict"] == "refused"]
    assert points and f"{points[0]['lon']:.6f}" in answer.content.decode()


def test_a_township_survey_touches_no_county_line(page, edge) -> None:
    answer = page.post(url_of(edge), drawn(edge, 0.001, survey="on"))
    assert answer.status_code == 409 and "S14" in answer.content.decode()


@pytest.mark.parametrize(("fact", "words"), [("locked", "锁定"), ("dormant", "分段")])
def test_what_is_locked_or_parted_cannot_be_drawn(page, edge, fact, words) -> None:
    Edge.objects.filter(pk=edge.pk).update(**{fact: True})
    edge = Edge.objects.get(pk=edge.pk)
    assert words in page.get(url_of(edge)).context["refusal"]
    assert words in page.post(url_of(edge), drawn(edge, 0.001)).context["trouble"].words
    Edge.objects.filter(pk=edge.pk).update(**{fact: False})  # the faces must close when the test ends


def test_a_stranger_is_told_why_not(network, edge) -> None:
    client = Client()
    county = Division.objects.get(pk=network.by_level[Level.COUNTY][2])
    client.force_login(appointed(Role.BOUNDARY_OFFICER, county))
    assert "管辖范围" in client.get(url_of(edge)).context["refusal"]
    assert client.post(url_of(edge), drawn(edge, 0.001)).status_code == 409


def test_the_second_officer_is_told_and_goes_on_over_the_new_state(page, officer, edge) -> None:
    mine = drawn(edge, -0.001, **PAPERS)
    replace_edge(officer, edge.pk, [*edge.geom.coords[:1], (125.0105, 43.005), *edge.geom.coords[1:]], DAY,
                 base=base_of(edge), **PAPERS)  # fmt: skip
    answer = page.post(url_of(edge), mine)
    text = answer.content.decode()
    assert answer.status_code == 409 and "重新划定一段界线" in text and "没有丢失" in text
    assert answer.context["form"]["shape"].value() == mine["shape"]
    now = answer.context["edge"]
    assert now.pk != edge.pk and answer.context["form"]["base"].value() == base_of(now)
    again = page.post(url_of(now), mine | {"base": base_of(now)})
    assert again.status_code == 200 and again.context["found"].old == list(now.geom.coords)


def test_a_drawing_on_a_redraw_that_was_taken_back_goes_on_over_the_old_line(page, officer, edge) -> None:
    middle = [*edge.geom.coords[:1], (125.0105, 43.005), *edge.geom.coords[1:]]
    replace_edge(officer, edge.pk, middle, DAY, base=base_of(edge), **PAPERS)
    new = Edge.objects.latest("pk")
    url, mine = url_of(new), drawn(new, -0.001, **PAPERS)
    take_back_redrawing(officer, Redrawing.objects.get().pk, reason="画错")
    assert not Edge.objects.filter(pk=new.pk).exists()
    answer = page.post(url, mine)
    assert answer.status_code == 409 and answer.context["edge"].pk == edge.pk
    assert answer.context["form"]["shape"].value() == mine["shape"] and "没有丢失" in answer.content.decode()
    assert page.get(url, follow=True).status_code == 200
    assert page.get(url.replace(str(new.pk), "999999999")).status_code == 404


def test_what_cannot_be_read_is_told_beside_the_field(page, edge) -> None:
    answer = page.post(url_of(edge), drawn(edge, 0) | {"shape": "125.01,43\n某处"})
    assert answer.status_code == 422 and "应写成" in answer.content.decode()
    assert page.post(url_of(edge), drawn(edge, 0) | {"shape": "125.01,43", "since": ""}).status_code == 422


def geojson(points, crs: str | None = "EPSG:4490", kind: str = "LineString") -> SimpleUploadedFile:
    told = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"n": 1}, "geometry": {"type": kind, "coordinates": points}}]}  # fmt: skip
    if crs:
        told["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs[5:]}"}}
    return SimpleUploadedFile("线.geojson", json.dumps(told).encode())


def test_a_line_may_come_from_a_file(page, edge) -> None:
    (x1, y1), (x2, y2) = edge.geom.coords[0], edge.geom.coords[-1]
    line = [[x1, y1], [x1 + 0.0005, (y1 + y2) / 2], [x2, y2]]
    answer = page.post(url_of(edge), drawn(edge, 0.001) | {"file": geojson(line)})
    assert answer.status_code == 200 and answer.context["form"]["shape"].value() == text_of(map(tuple, line))
    assert "WGS84" not in answer.content.decode()
    noted = page.post(url_of(edge), drawn(edge, 0.001) | {"file": geojson(line, None)})
    assert "WGS84" in noted.content.decode()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (geojson([125.0, 43.0], kind="Point"), "一条连续的线"),
        (geojson([[125.0, 43.0], [125.1, 43.1]], "EPSG:4610"), "不作基准转换"),
        (SimpleUploadedFile("空.geojson", b""), "空"),
    ],
)
def test_files_that_hold_no_line_of_ours_are_refused(page, edge, file, words) -> None:
    answer = page.post(url_of(edge), drawn(edge, 0.001) | {"file": file})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert answer.context["form"]["shape"].value() == drawn(edge, 0.001)["shape"]


def village(network, township: int, lon: float) -> int:
    made = make_division("河东村", Level.VILLAGE, "980121100201", network.townships[township])
    DivisionSeat.objects.create(
        division_id=made, place="河东", point=f"SRID=4490;POINT({lon} 43.005)", valid=ALWAYS, source="测试"
    )
    return made


def test_a_village_is_not_cut_off_from_its_township(page, network, edge) -> None:
    village(network, 1, 125.0103)  # of township 1, just east of the edge
    answer = page.post(url_of(edge), drawn(edge, 0.001))
    assert answer.status_code == 409 and "河东村" in answer.context["trouble"].words
    assert answer.context["trouble"].places == ((125.0103, 43.005),)
    assert page.post(url_of(edge), drawn(edge, -0.001)).status_code == 200


def test_a_village_that_comes_to_its_own_side_is_named(page, network, edge) -> None:
    village(network, 0, 125.0103)  # of township 0, so far on the other side
    answer = page.post(url_of(edge), drawn(edge, 0.001))
    assert [(thing["name"], thing["to"]) for thing in answer.context["found"].things] == [("河东村", "第0镇")]
    assert "河东村" in answer.content.decode()


def test_a_three_way_point_that_would_be_untied_is_refused(page, edge) -> None:
    line = line_of(edge)
    meeting = next(each for each in meetings_of(line, DAY) if len(each.others) >= 2)
    here = Junction.objects.get(pk=meeting.junction)
    point = ThreeWayPoint.objects.create(junction=here, name="三县交点", valid=(BEGIN, None))
    chosen = [line.line_id, *(other.line_id for other in meeting.others[:2])]
    ThreeWayLine.objects.bulk_create(ThreeWayLine(point=point, line_id=pk) for pk in chosen)
    assert page.post(url_of(edge), drawn(edge, 0.001)).status_code == 200
    elsewhere = Junction.objects.create(point=here.point)
    ThreeWayPoint.objects.filter(pk=point.pk).update(junction=elsewhere)
    answer = page.post(url_of(edge), drawn(edge, 0.001))
    assert answer.status_code == 409 and "三县交点" in answer.context["trouble"].words
    assert answer.context["trouble"].places == (meeting.place,)
    point.delete()  # no such point stands when the test ends


def test_the_old_line_is_no_new_one_in_either_direction(page, edge) -> None:
    old, before = list(edge.geom.coords), base_of(edge)
    for line in (old, old[::-1], [old[0], *old]):
        for deed in ("try", "carry"):
            answer = page.post(url_of(edge), drawn(edge, 0.001, deed=deed, **PAPERS) | {"shape": text_of(line)})
            assert answer.status_code == 409 and "新线与原线相同" in answer.content.decode()
    assert base_of(Edge.objects.get(pk=edge.pk)) == before
    assert page.post(url_of(edge), drawn(edge, 0.0001)).status_code == 200, "ten metres are a difference"


def test_a_drawing_that_does_not_say_what_it_began_on_is_told_so(page, edge) -> None:
    sent = drawn(edge, 0.001)
    del sent["base"]
    answer = page.post(url_of(edge), sent)
    assert answer.status_code == 422 and "请重新打开本页再画" in answer.content.decode()
