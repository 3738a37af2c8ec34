"""The whole road of a survey: opened, measured from both sides, signed, accepted into the register, archived."""

from dataclasses import replace

import pytest

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.models import Edge, LineState
from boundaries.lines.redrawing import base_of
from office.log.models import Event
from office.people.roles import Role
from office.tasks.actions import open_task
from office.tasks.models import State as TaskState
from office.tasks.parties import Source, Subject
from survey.demarcation import agreeing, course_lines, opening, pointing, queries, stepping, talking
from survey.demarcation.course_lines import NoCourse
from survey.demarcation.models import SurveyState
from survey.demarcation.rights import Refused
from tests.boundaries.networks import area_on, assert_sound
from tests.survey.demarcation import road
from tests.survey.demarcation.factories import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(line, who):
    return opening.open_survey(who.county, line)


def test_from_the_plan_to_the_archive(network, line, who, opened) -> None:
    task = open_task(
        who.county,
        kind="changes.survey",
        title="勘定界线",
        source=Source("changes.changecase", "1"),
        subject=Subject.of(line.line),
        role=Role.BOUNDARY_OFFICER,
        place=network.by_level[Level.COUNTY][0],
        due=None,
        basis="",
    )
    opened.source_type, opened.source_id = "tasks.task", str(task.pk)
    opened.save()
    edge, moved = road.course_moved(line, DAY, 0.001)
    course_lines.propose_drawn(who.officers[0], opened.pk, edge, moved, base_of(Edge.objects.get(pk=edge)))
    road.to_exchange(opened, who, DAY)
    before = area_on(line.first_id, DAY)
    road.to_acceptance(opened, who, DAY)
    assert area_on(line.first_id, DAY).symmetric_difference(before).area > 0
    assert_sound(network)
    markers = MarkerVersion.objects.filter(line=line.line_id).order_by("number")
    assert [marker.number for marker in markers] == road.numbers_of(line)
    assert all(marker.crs and marker.x > 4e6 and marker.accuracy_m for marker in markers)
    line.line.refresh_from_db()
    assert line.line.state == LineState.SURVEYED and line.line.agreement_number == "某协〔2015〕1号"
    items = road.file_all(opened, who, road.open_fonds(who, Division.objects.get(pk=network.by_level[Level.COUNTY][0])))
    assert len(items) == 8
    opened.refresh_from_db()
    assert opened.state == SurveyState.CLOSED and not opened.steps.filter(done_on=None).exists()
    task.refresh_from_db()
    assert task.state == TaskState.DONE
    assert Event.objects.filter(action="demarcation.hand_over", object_id=str(opened.pk)).exists()
    with pytest.raises(Refused, match="已办结"):
        pointing.gather_points(who.officers[0], opened.pk)


def test_steps_go_in_their_order_and_say_what_is_lacking(opened, who) -> None:
    first = who.officers[0]
    with pytest.raises(Refused, match="缺少联合勘界方案"):
        stepping.finish_step(first, opened.pk, "plan")
    with pytest.raises(Refused, match="请先完成“勘界方案”"):
        stepping.finish_step(first, opened.pk, "field_work")
    road.paper(first, opened, "plan", road.Kind.SURVEY_PLAN)
    stepping.finish_step(first, opened.pk, "plan")
    with pytest.raises(Refused, match="还没有登记作业队伍"):
        stepping.finish_step(first, opened.pk, "teams")
    for key in ("acceptance", "hand_over"):
        with pytest.raises(Refused, match="一并完成"):
            stepping.finish_step(who.county, opened.pk, key)


def test_only_the_sides_work_and_only_the_county_reviews(opened, who, network) -> None:
    stranger = road.people(opened.line.on(DAY), Division.objects.get(pk=network.townships[2])).county
    with pytest.raises(Refused, match="管辖范围"):
        stepping.add_paper(stranger, opened.pk, "plan", road.Kind.SURVEY_PLAN, "a.pdf", b"x")
    road.to_exchange(opened, who, DAY)
    shown = queries.content_hash(opened, DAY)
    with pytest.raises(Refused, match="您不代表其中一方"):
        agreeing.sign(who.county, opened.pk, "office", shown)
    with pytest.raises(Refused, match="测绘员"):
        agreeing.sign(who.officers[0], opened.pk, "technician", shown)
    road.all_sign(opened, who, DAY)
    stepping.finish_step(who.officers[0], opened.pk, "agreement")
    with pytest.raises(Refused, match="管辖范围"):
        stepping.finish_step(who.officers[0], opened.pk, "county_review")
    assert list(queries.surveys_for(who.officers[1], DAY)) == [opened]
    assert not queries.surveys_for(stranger, DAY).exists()


def test_an_edit_voids_all_signatures_and_a_save_without_change_none(opened, who) -> None:
    road.to_exchange(opened, who, DAY)
    road.all_sign(opened, who, DAY)
    point = opened.points.first()
    facts = {"point_id": point.pk, "version": point.version}
    pointing.write_point(who.officers[0], opened.pk, point.number, point.role, point.sheet, **facts)
    assert all(each.valid for each in queries.signed(opened, DAY))
    sheet = {**point.sheet, "material": "花岗岩"}
    pointing.write_point(who.officers[0], opened.pk, point.number, point.role, sheet, **facts)
    assert all(each.missing and each.void for each in queries.signed(opened, DAY))
    with pytest.raises(Refused, match="S19 缺少签字"):
        stepping.finish_step(who.officers[0], opened.pk, "agreement")


def test_a_stale_form_of_a_point_is_told_by_whom(opened, who) -> None:
    road.to_exchange(opened, who, DAY)
    point = opened.points.first()
    old = {"point_id": point.pk, "version": point.version}
    pointing.write_point(who.officers[0], opened.pk, point.number, point.role, {"material": "花岗岩"}, **old)
    with pytest.raises(Refused, match="已由.*改动"):
        pointing.write_point(who.officers[1], opened.pk, point.number, point.role, {"material": "水泥"}, **old)


def test_what_was_not_shown_is_neither_signed_nor_accepted(opened, who) -> None:
    road.to_exchange(opened, who, DAY)
    with pytest.raises(Refused, match="已被改动"):
        agreeing.sign(who.officers[0], opened.pk, "office", "0" * 64)
    with pytest.raises(Refused, match="已被改动"):
        agreeing.accept(who.county, opened.pk, road.PAPERS, "0" * 64, DAY)
    with pytest.raises(Refused, match="请先完成"):
        agreeing.accept(who.county, opened.pk, road.PAPERS, queries.content_hash(opened, DAY), DAY)
    assert not MarkerVersion.objects.exists(), "nothing of it is half done"


def test_open_remarks_and_disputes_stand_in_the_way(opened, who) -> None:
    first, second = who.officers
    said = talking.remark(first, opened.pk, "此处应沿小路", (125.01, 43.005))
    talking.answer(second, opened.pk, said.pk, "同意")
    with pytest.raises(Refused, match="还有 1 条图上意见没有了结"):
        road.to_exchange(opened, who, DAY)
    with pytest.raises(Refused, match="由提出的一方"):
        talking.settle(second, opened.pk, said.pk)
    talking.settle(first, opened.pk, said.pk)
    stepping.finish_step(second, opened.pk, "exchange")
    with pytest.raises(Refused, match="证据种类"):
        talking.dispute(first, opened.pk, 0, 300, "9.9", "传说")
    made = talking.dispute(first, opened.pk, 100, 300, "7.4", "双方协议")
    assert made.geom.length > 0
    with pytest.raises(Refused, match="有争议的段落"):
        agreeing.sign(first, opened.pk, "office", queries.content_hash(opened, DAY))
    with pytest.raises(Refused, match="里程应在"):
        talking.dispute(first, opened.pk, 100, 1e6, "7.4", "双方协议")
    with pytest.raises(Refused, match="管辖范围"):
        talking.lift_dispute(second, opened.pk, made.pk, "协议")
    talking.lift_dispute(first, opened.pk, made.pk, "某协〔2015〕1号")
    agreeing.sign(first, opened.pk, "office", queries.content_hash(opened, DAY))


def test_the_reviewer_sends_back(opened, who) -> None:
    road.to_exchange(opened, who, DAY)
    road.all_sign(opened, who, DAY)
    stepping.finish_step(who.officers[0], opened.pk, "agreement")
    with pytest.raises(Refused, match="须写明理由"):
        stepping.send_back(who.county, opened.pk, "office_work", " ")
    stepping.send_back(who.county, opened.pk, "office_work", "界桩 2 的方位物不足")
    assert list(opened.steps.filter(done_on=None).values_list("key", flat=True))[0] == "office_work"
    assert all(each.valid for each in queries.signed(opened, DAY)), "the same content stays signed"


def test_a_phone_never_decides_a_marker_and_repeats_show_their_spread(opened, who) -> None:
    line = opened.line.on(DAY)
    places, numbers = road.points_along(line, DAY), road.numbers_of(line)
    road.send(who.surveyors[0], who.officers[1], line, road.table(numbers, places, accuracy=3.5), crs="EPSG:4326")
    pointing.gather_points(who.surveyors[0], opened.pk)
    point = opened.points.get(number=numbers[0])
    rows = queries.by_number(queries.observations_of(opened))[numbers[0]]
    with pytest.raises(Refused, match="S04"):
        pointing.decide_point(who.officers[0], opened.pk, point.pk, [rows[0].pk], "single")
    assert pointing.decide_all(who.officers[0], opened.pk) == 0
    exact = road.table(numbers, places)
    road.send(who.surveyors[0], who.officers[1], line, exact, "甲.csv")
    road.send(who.surveyors[1], who.officers[0], line, road.table(numbers, places, off=1e-6), "乙.csv")
    rows = queries.by_number(queries.observations_of(opened))[numbers[0]]
    good = [row for row in rows if row.declared_crs == "EPSG:4490"]
    assert queries.spread(good) == pytest.approx(0.0815, abs=0.001)
    with pytest.raises(Refused, match="没有采用全部观测"):
        pointing.decide_point(who.officers[0], opened.pk, point.pk, [row.pk for row in good], "mean")
    facts = [row.pk for row in good]
    made = pointing.decide_point(who.officers[0], opened.pk, point.pk, facts, "weighted", "手持机观测只作参考")
    assert made.spread_m == pytest.approx(0.0408, abs=0.001) and made.error_m == pytest.approx(0.0408, abs=0.006)
    assert made.geom.x == pytest.approx(places[0][0] + 5e-7, abs=1e-9)


def test_a_line_of_an_upload_takes_the_place_of_its_edge(opened, who) -> None:
    line = opened.line.on(DAY)
    _edge, moved = road.course_moved(line, DAY, 0.0005)
    text = '{"type":"LineString","coordinates":%s}' % [[x, y] for x, y in moved]
    declared = {"line": line, "declared": {"crs": "EPSG:4490"}}
    found, _new = road.uploads.upload(who.surveyors[0], "线.geojson", text.encode(), **declared)
    with pytest.raises(Refused, match="还没有接收"):
        course_lines.propose_from_upload(who.surveyors[0], opened.pk, found.pk, 2)
    road.uploads.submit(who.surveyors[0], found.pk)
    road.uploads.accept(who.officers[1], found.pk)
    made = course_lines.propose_from_upload(who.surveyors[0], opened.pk, found.pk, 2)
    assert made.party.order == 0 and len(made.geom) == 3
    assert list(queries.course_lines_of(opened)) == [made.edge_number]
    course_lines.drop_course_line(who.officers[0], opened.pk, made.edge_number)
    assert not queries.course_lines_of(opened)


def test_a_line_that_runs_elsewhere_is_refused_with_the_place(opened, who) -> None:
    edge, moved = road.course_moved(opened.line.on(DAY), DAY, 0.001)
    base = base_of(Edge.objects.get(pk=edge))
    off = [(moved[0][0] + 0.001, moved[0][1]), *moved[1:]]
    with pytest.raises(NoCourse, match="离交会点") as refused:
        course_lines.propose_drawn(who.officers[0], opened.pk, edge, off, base)
    assert refused.value.places == [off[0]]
    far = [moved[0], (125.05, 43.005), moved[-1]]
    with pytest.raises(NoCourse):
        course_lines.propose_drawn(who.officers[0], opened.pk, edge, far, base)


def test_a_three_way_point_has_a_third_signature(line, who, network) -> None:
    third = opening.third_sides(line, DAY)
    assert third == {} or set(third) <= set(network.townships)
    with pytest.raises(Refused, match="第三方"):
        opening.open_survey(who.county, line, third=[network.by_level[Level.COUNTY][0]])


def test_a_survey_is_cancelled_by_the_county_with_a_reason(opened, who) -> None:
    with pytest.raises(Refused, match="管辖范围"):
        opening.cancel_survey(who.officers[0], opened.pk, "不办")
    with pytest.raises(Refused, match="写明理由"):
        opening.cancel_survey(who.county, opened.pk, "")
    opening.cancel_survey(who.county, opened.pk, "界线另行调整")
    with pytest.raises(Refused, match="已取消"):
        talking.remark(who.officers[0], opened.pk, "再看", (125.0, 43.0))


def test_papers_are_withdrawn_with_a_reason_by_whom_they_are(opened, who) -> None:
    road.paper(who.officers[0], opened, "plan", road.Kind.SURVEY_PLAN)
    made = queries.papers_of(opened).get()
    with pytest.raises(Refused, match="管辖范围"):
        stepping.withdraw_paper(who.officers[1], opened.pk, made.pk, "误传")
    stepping.withdraw_paper(who.officers[0], opened.pk, made.pk, "误传")
    assert not queries.papers_of(opened).exists()


def test_photographs_are_pictures(opened, who) -> None:
    road.to_exchange(opened, who, DAY)
    point = opened.points.first()
    with pytest.raises(Refused, match="不是 JPEG 或 PNG"):
        pointing.add_photo(who.surveyors[0], opened.pk, point.pk, "near", "a.jpg", b"text")
    pointing.add_photo(who.surveyors[0], opened.pk, point.pk, "near", "a.png", b"\x89PNG....")
    assert point.photos.count() == 1


def test_what_is_missing_stands_in_the_way_of_acceptance(line, who, opened) -> None:
    edge, moved = road.course_moved(line, DAY, 0.0005)
    course_lines.propose_drawn(who.officers[0], opened.pk, edge, moved, base_of(Edge.objects.get(pk=edge)))
    road.to_exchange(opened, who, DAY)
    road.all_sign(opened, who, DAY)
    stepping.finish_step(who.officers[0], opened.pk, "agreement")
    stepping.finish_step(who.county, opened.pk, "county_review")
    road.paper(who.county, opened, "acceptance", road.Kind.APPROVAL)
    shown = queries.content_hash(opened, DAY)
    with pytest.raises(Refused, match="S20 成果文件不全，缺：边界协议书"):
        agreeing.accept(who.county, opened.pk, road.PAPERS, shown, DAY)
    for kind in road.SIGNED:
        road.paper(who.officers[0], opened, "acceptance", kind)
    county = replace(road.PAPERS, approval_body="某县人民政府")
    with pytest.raises(Refused, match="S25 成果改动了乡级界线"):
        agreeing.accept(who.county, opened.pk, county, shown, DAY)
    agreeing.accept(who.county, opened.pk, road.PAPERS, shown, DAY)
    assert opened.steps.get(key="acceptance").done_on
