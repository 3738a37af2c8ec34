"""The line of a survey (成果线的办理): in place of which edge it would be laid, from an upload or drawn."""

from collections.abc import Sequence
from typing import Any

import shapely
from django.contrib.gis.geos import LineString
from django.db import transaction
from django.utils import timezone

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area
from boundaries.lines.coverage import BrokenCoverage
from boundaries.lines.models import Edge
from boundaries.lines.network import ELLIPSOID, points_of
from boundaries.lines.rearranging import NotPossible
from boundaries.lines.redrawing import SAME_M, Consequence, base_of, preview
from boundaries.lines.refusals import Refused as LineRefused
from boundaries.lines.topology import Point
from office.constraints import constraints_said_as
from office.intake.models import State, Submission
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from survey.checks.queries import standard_on
from survey.demarcation import queries, rights
from survey.demarcation.models import CourseLine, LineSurvey
from survey.demarcation.opening import locked
from survey.demarcation.rights import Refused, refuse

#: metres; an end of a line nearer than this to the junction is put on it, for an edge runs between its junctions
SNAP_M = 5.0
DEGREE_M = 111_320  # metres of a degree of latitude, for distances of a few metres


class NoCourse(Refused):
    """The line cannot be laid; `places` (lon, lat) say where."""

    def __init__(self, message: str, places: Sequence[Point] = ()) -> None:
        super().__init__(message)
        self.places = list(places)


def _edge(survey: LineSurvey, edge_number: int) -> Edge:
    found = next((edge for edge in queries.edges_of(survey, today()) if edge.pk == edge_number), None)
    if found is None:
        raise Refused("这条边不在本线现行的各条边中，可能已重新划定，请刷新后再选。")
    return found


def between(edge: Edge, line: Sequence[Point]) -> list[Point]:
    """A line in the direction of an edge with its ends on the junctions. Raises NoCourse where they lie too far off."""
    old = points_of(edge.geom)
    straight = _off(line[0], old[0]) + _off(line[-1], old[-1])
    turned = _off(line[-1], old[0]) + _off(line[0], old[-1])
    course = list(line) if straight <= turned else list(line)[::-1]
    for place, end, which in ((course[0], old[0], "起点"), (course[-1], old[-1], "终点")):
        if (away := _off(place, end)) > SNAP_M:
            told = f"成果线{which}离交会点 {away:.1f} 米，应在 {SNAP_M:g} 米以内：交会点不随一条线移动。"
            raise NoCourse(told, [place])
    return [old[0], *course[1:-1], old[-1]]


def _off(one: Point, other: Point) -> float:
    return float(ELLIPSOID.inv(*one[:2], *other[:2])[2])


def fitting_edge(survey: LineSurvey, line: Sequence[Point]) -> Edge:
    """The edge whose junctions a line runs between. Raises NoCourse."""
    edges = queries.edges_of(survey, today())
    ends = [line[0], line[-1]]

    def far(edge: Edge) -> float:
        old = points_of(edge.geom)
        one = max(_off(ends[0], old[0]), _off(ends[1], old[-1]))
        return min(one, max(_off(ends[1], old[0]), _off(ends[0], old[-1])))

    if not edges:
        raise NoCourse("本线没有现行的边。")
    nearest = min(edges, key=far)
    if far(nearest) > SNAP_M:
        raise NoCourse("线的两端不在本线任何一条边的交会点上；请按交会点分段上传，或在图上画。", ends)
    return nearest


def _line_of(submission: Submission, row: int) -> list[Point]:
    staged = submission.staged_rows.filter(row=row).first()
    if staged is None or staged.geom is None or staged.decision != "accepted":
        raise Refused(f"来件第 {row} 行没有接收的图形。")
    shape = shapely.force_2d(shapely.from_wkb(bytes(staged.geom.wkb)))
    merged = shapely.line_merge(shape) if shape.geom_type == "MultiLineString" else shape
    if merged.geom_type != "LineString":
        raise Refused(f"来件第 {row} 行不是一条连续的线。")
    return [(x, y) for x, y in shapely.get_coordinates(merged).tolist()]


@transaction.atomic
def propose_from_upload(user: User, survey_id: int, submission_id: Any, row: int) -> CourseLine:
    """Take a line out of an accepted upload as the course in place of the edge it runs along. Raises Refused."""
    survey = _opened(user, survey_id)
    sent = queries.uploads_of(survey).filter(submission__state=State.ACCEPTED)
    found = next((each for each in sent if str(each.pk) == str(submission_id)), None)
    if found is None:
        raise Refused("这份来件不属于本线，或还没有接收。")
    line = _line_of(found.submission, row)
    edge = fitting_edge(survey, line)
    return _propose(user, survey, edge, between(edge, line), {"submission": found.submission, "row": row})


@transaction.atomic
def propose_drawn(user: User, survey_id: int, edge_number: int, line: Sequence[Point], base: str) -> CourseLine:
    """Take a drawn line in place of an edge; `base` is the hash of the edge that it was drawn on. Raises Refused."""
    survey = _opened(user, survey_id)
    edge = _edge(survey, edge_number)
    if base != base_of(edge):
        raise Refused("这条边在您画的时候已经改动，请在现行的线上再画。")
    return _propose(user, survey, edge, between(edge, line), {})


def _opened(user: User, survey_id: int) -> LineSurvey:
    survey = locked(survey_id)
    refuse(rights.working(user, survey, today()))
    if survey.steps.filter(key="acceptance", done_on__isnull=False).exists():
        raise Refused("成果已经验收，不能再改。")
    return survey


def tried(edge: Edge, line: Sequence[Point]) -> Consequence:
    """What laying a line in place of an edge would mean; nothing is written. Raises NoCourse."""
    if edge.level == Level.TOWNSHIP and (outside := _outside(edge, line)):
        told = "成果线越出所属县级行政区域，乡级勘界不改动法定的县级以上界线（S14）。"
        raise NoCourse(told, [outside])
    try:
        return preview(edge, line, today())
    except NotPossible as error:
        raise NoCourse(str(error), error.places) from error
    except BrokenCoverage as error:
        raise NoCourse(str(error), getattr(error, "places", ())) from error
    except LineRefused as error:
        raise NoCourse(str(error)) from error


def _outside(edge: Edge, line: Sequence[Point]) -> Point | None:
    """Where a line first leaves the area of the common superior of its sides by more than the standard allows (S14)."""
    day = today()
    area = Area.objects.filter(
        division=rights.superior_of([edge.left_id, edge.right_id], day), valid__contains=day
    ).first()
    if area is None:
        return None
    room = shapely.from_wkb(bytes(area.geom.wkb)).buffer(standard_on(day).legal_line_m / DEGREE_M)
    left = shapely.LineString(line).difference(room)
    if left.is_empty:
        return None
    x, y = shapely.get_coordinates(left)[0].tolist()
    return x, y


def _propose(user: User, survey: LineSurvey, edge: Edge, line: list[Point], source: dict[str, Any]) -> CourseLine:
    if edge.level != survey.line.on(today()).level:
        label = edge.get_level_display()
        raise NoCourse(f"这条边是{label}界线的一段，勘定下级界线不能改动它（S14）。", [line[0]])
    if source and _same(edge, line):
        raise NoCourse("来件的线与现行的线相同，不用另提成果线；按原线签订即可。")
    found = tried(edge, line)
    mine = rights.acting_for(user, survey, rights.Role.BOUNDARY_OFFICER, today())
    mine = mine or rights.acting_for(user, survey, rights.Role.SURVEYOR, today())
    made = CourseLine(survey=survey, party=mine[0] if mine else None, edge_number=edge.pk, base=base_of(edge), by=user)
    made.geom = LineString(*line)
    for name, value in source.items():
        setattr(made, name, value)
    with constraints_said_as(Refused, CourseLine):
        made.save()
    told = {"edge": edge.pk, "moved_m": round(found.moved_m, 3), "row": source.get("row")}
    record(user, "demarcation.course_line", survey, f"提出成果线，最大移动 {found.moved_m:.1f} 米", told)
    return made


def _same(edge: Edge, line: Sequence[Point]) -> bool:
    old = shapely.LineString(points_of(edge.geom))
    return bool(shapely.hausdorff_distance(old, shapely.LineString(line)) * DEGREE_M < SAME_M)


@transaction.atomic
def drop_course_line(user: User, survey_id: int, edge_number: int) -> None:
    """Take the proposed lines of an edge back: the edge stays as it runs. Raises Refused."""
    survey = _opened(user, survey_id)
    rows = survey.course_lines.filter(edge_number=edge_number, dropped_at=None)
    if not rows.update(dropped_at=timezone.now()):
        raise Refused("这条边没有成果线。")
    record(user, "demarcation.drop_course_line", survey, "撤下成果线，按原线", {"edge": edge_number})
