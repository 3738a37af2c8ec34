"""A survey as the rules see it (整项检查的事实): gathered here, judged by its standard."""

import datetime
from collections.abc import Collection

from django.contrib.gis.db.models.functions import NumGeometries
from shapely.geometry import LineString

from boundaries.archive.kinds import Kind
from boundaries.divisions.models import Area
from boundaries.lines.markers.chainage import Course
from boundaries.lines.network import ELLIPSOID, points_of
from boundaries.lines.queries import members_of
from boundaries.lines.topology import Stretch
from office.rulesets.findings import Finding, by_weight
from office.signing.models import Capacity
from office.tasks.models import Task
from survey.checks.queries import standard_on
from survey.checks.whole import Photo, PointFacts, SurveyFacts, TeamFacts, judge_survey
from survey.demarcation import queries
from survey.demarcation.aside import rules_aside, standing
from survey.demarcation.models import LineSurvey, Party, PointDecision, SurveyPoint, Team

_MARKERS = frozenset({SurveyPoint.Role.MARKER, SurveyPoint.Role.THREE_WAY})
ONLY_WITH = {
    Kind.MARKER_FORM: _MARKERS,
    Kind.MARKER_TABLE: _MARKERS,
    Kind.POINT_TABLE: frozenset({SurveyPoint.Role.BOUNDARY}),
    Kind.TRIPLE_AGREEMENT: frozenset({SurveyPoint.Role.THREE_WAY}),
}
REQUIRED = (Kind.AGREEMENT, Kind.AGREEMENT_MAP, Kind.AGREEMENT_ANNEX, Kind.MINUTES, Kind.APPROVAL, *ONLY_WITH)

FOR_AGREEMENT = ("S12", "S18", "S19")
FOR_ACCEPTANCE = (*FOR_AGREEMENT, "S20", "S23", "S25")


def findings_of(survey: LineSurvey, day: datetime.date, approval_body: str | None = None) -> list[Finding]:
    """What the rules say of a survey now, blocks first; papers and signatures are asked for after the exchange."""
    facts = facts_of(survey, day, approval_body)
    return by_weight(judge_survey(facts, standard_on(survey.opened_on, survey.standard)))


def blocks(survey: LineSurvey, day: datetime.date, rules: tuple[str, ...], body: str | None = None) -> list[str]:
    """The sentences of the findings of some rules that block and that nobody has set aside."""
    found = findings_of(survey, day, body)
    left = standing(found, rules_aside(survey, queries.content_hash(survey, day), found))
    return [f"{each.rule} {each.message.rstrip('。')}" for each in left if each.blocks and each.rule in rules]


def facts_of(survey: LineSurvey, day: datetime.date, approval_body: str | None = None) -> SurveyFacts:
    """Everything that the rules ask of a survey on a day."""
    points, parties = list(survey.points.prefetch_related("photos")), list(survey.parties.all())
    compared = survey.steps.filter(key="exchange", done_on__isnull=False).exists()
    laid, standard = queries.course_lines_of(survey), standard_on(survey.opened_on, survey.standard)
    return SurveyFacts(
        day=day,
        level=survey.line.on(day).level,
        scale=survey.scale,
        parties=tuple(party.name for party in parties),
        points=tuple(_points(survey, points, day)),
        teams=tuple(_team(team) for team in Team.objects.filter(party__survey=survey).select_related("party")),
        papers=frozenset(queries.papers_of(survey).values_list("kind", flat=True)),
        required=required_of(points, standard.required_papers) if compared else (),
        unsigned=_unsigned(survey, day) if compared else (),
        disputes=survey.disputes.filter(lifted_at=None).count(),
        moved=bool(laid),
        approval_body=approval_body,
        pieces=_pieces(parties, day),
        special_areas=survey.line.special_areas.filter(valid__contains=day).count(),
        cover_km2=_cover(survey, day),
        due=_due(survey),
    )


def required_of(points: list[SurveyPoint], wanted: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """The papers of 353 art. 13 as (kind, label), of `wanted` where the standard names them.

    Tables and forms of markers, points and three-way points only where there are any.
    """
    roles = {point.role for point in points}
    idle = {kind for kind, needed in ONLY_WITH.items() if not roles & needed}
    kinds = [Kind(name) for name in wanted] or list(REQUIRED)
    return tuple((kind.value, str(kind.label)) for kind in kinds if kind not in idle)


def new_course(survey: LineSurvey, day: datetime.date) -> Course | None:
    """The line as it would run after the survey."""
    laid, stretches = queries.course_lines_of(survey), []
    for member in members_of(survey.line_id, day):
        points = points_of(laid[member.edge_id].geom) if member.edge_id in laid else member.stretch.points
        turned = points[0] != member.stretch.points[0]
        stretches.append(Stretch(points[::-1] if turned else points, member.stretch.left, member.stretch.right))
    return Course(stretches) if stretches else None


def _points(survey: LineSurvey, points: list[SurveyPoint], day: datetime.date) -> list[PointFacts]:
    decided, course = queries.decisions_of(points), new_course(survey, day)
    members = members_of(survey.line_id, day)
    ends = [members[0].stretch.points[0], members[-1].stretch.points[-1]] if members else []
    found = []
    for point in points:
        known = decided.get(point.pk)
        place = (known.geom.x, known.geom.y) if known else None
        off = course.at(place).off_m if course and place else None
        end = min((_off(place, each) for each in ends), default=None) if place else None
        facts = {"number": point.number, "role": point.role, "kind": point.sheet.get("kind", "single")}
        photos = tuple(_photo(photo, known) for photo in point.photos.all())
        error = known.error_m if known else None
        found.append(PointFacts(**facts, error_m=error, off_m=off, end_off_m=end, photos=photos))
    return found


def _off(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(ELLIPSOID.inv(*one, *other)[2])


def _photo(photo: object, known: PointDecision | None) -> Photo:
    lon, lat, taken = (getattr(photo, name) for name in ("lon", "lat", "taken_at"))
    off = _off((lon, lat), (known.geom.x, known.geom.y)) if known and lon is not None and lat is not None else None
    return Photo(off, taken is not None)


def _team(team: Team) -> TeamFacts:
    return TeamFacts(team.party.name, team.licence, team.licence_until)


def _unsigned(survey: LineSurvey, day: datetime.date) -> tuple[str, ...]:
    missing = [each.wanted for each in queries.signed(survey, day) if each.missing]
    return tuple(f"{wanted.party_label}{Capacity(wanted.capacity).label}" for wanted in missing)


def _pieces(parties: list[Party], day: datetime.date) -> dict[str, int]:
    names = {party.division_id: party.name for party in parties}
    areas = Area.objects.filter(division__in=names, valid__contains=day).annotate(parts=NumGeometries("geom"))
    return {names[division]: parts for division, parts in areas.values_list("division", "parts")}


def _cover(survey: LineSurvey, day: datetime.date) -> float:
    """The area of the box around the line, in km² on the ellipsoid: what its map covers at least."""
    points = [point for member in members_of(survey.line_id, day) for point in member.stretch.points]
    if len(points) < 2:
        return 0.0
    west, south, east, north = LineString(points).bounds
    lons, lats = (west, east, east, west), (south, south, north, north)
    return abs(float(ELLIPSOID.polygon_area_perimeter(lons, lats)[0])) / 1e6


def _due(survey: LineSurvey) -> datetime.date | None:
    if not survey.source_id.isdigit():
        return None
    return Task.objects.filter(pk=survey.source_id).values_list("due", flat=True).first()
