"""Questions about surveys of lines: whose, how far, which observations, what stands to be signed."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from boundaries.divisions.queries import ids_answered_for, ids_below
from boundaries.jurisdiction.queries import divisions_of
from boundaries.lines.markers.chainage import Course
from boundaries.lines.models import Edge, LineVersion
from boundaries.lines.network import points_of
from boundaries.lines.queries import lines_beside, lines_on, members_of
from boundaries.lines.redrawing import base_of
from boundaries.lines.topology import Point
from office.people.models import User
from office.people.roles import Role
from office.signing.models import Capacity
from office.signing.queries import Standing, Wanted, standing
from survey.checks.queries import standard_on
from survey.demarcation import manifest
from survey.demarcation.deciding import Observed, spread_of
from survey.demarcation.models import CourseLine, LineSurvey, PointDecision, SurveyPaper, SurveyPoint
from survey.demarcation.steps import StepKind, kinds_of
from survey.townships.models import Observation, SurveyUpload

SEERS = (Role.BOUNDARY_OFFICER, Role.SURVEYOR, Role.REGISTRAR)


def surveys_for(user: User, day: datetime.date) -> QuerySet[LineSurvey]:
    """The surveys with a side in or around the divisions of a person, the open and latest first."""
    tops = [top for role in SEERS for top in divisions_of(user, role, day)]
    mine = ids_below(tops, day)
    sides = Q(parties__division__in=mine) | Q(parties__division__in=ids_answered_for(tops, day))
    return LineSurvey.objects.filter(sides).distinct().select_related("opened_by")


def lines_to_survey(user: User, day: datetime.date) -> QuerySet[LineVersion]:
    """The lines of a day that an officer may open a survey of, those under survey left out."""
    mine = ids_below(divisions_of(user, Role.BOUNDARY_OFFICER, day), day)
    beside = lines_on(day).filter(line__in=lines_beside(mine, day), line__locked=False)
    return beside.exclude(line__surveys__state="open").order_by("code")


def step_kinds(survey: LineSurvey) -> dict[str, StepKind]:
    """The steps as the standard of the survey has them, by key."""
    return {kind.key: kind for kind in kinds_of(standard_on(survey.opened_on, survey.standard).steps)}


def capacities_of(survey: LineSurvey) -> tuple[Capacity, ...]:
    """As what each side signs, by the standard of the survey (S19: technician and survey office)."""
    wanted = standard_on(survey.opened_on, survey.standard).signatures
    return tuple(Capacity(name) for name in wanted) if wanted else (Capacity.TECHNICIAN, Capacity.OFFICE)


def papers_of(survey: LineSurvey) -> QuerySet[SurveyPaper]:
    """The papers of all steps that were not withdrawn."""
    found = SurveyPaper.objects.filter(step__survey=survey, withdrawn_at__isnull=True)
    return found.select_related("file", "step", "party", "added_by").order_by("step__position", "id")


def uploads_of(survey: LineSurvey) -> QuerySet[SurveyUpload]:
    """What was sent in for the line while the survey ran; both sides see each other's."""
    found = SurveyUpload.objects.filter(line=survey.line_id, submission__sent_at__date__gte=survey.opened_on)
    return found.select_related("submission__sender", "submission__file").order_by("-submission__sent_at")


def observations_of(survey: LineSurvey) -> QuerySet[Observation]:
    """Every accepted observation of the line that was not taken back; none is ever thrown away."""
    found = Observation.objects.filter(line=survey.line_id, undone_at__isnull=True)
    return found.select_related("submission__sender").order_by("number", "accepted_at", "id")


def as_observed(row: Observation) -> Observed:
    """An observation as a plain value; of a shape a point on it."""
    place = row.geom if row.geom.geom_type == "Point" else row.geom.point_on_surface
    return Observed(row.pk, place.x, place.y, row.declared_crs, row.accuracy_m, row.height_m)


def by_number(rows: Iterable[Observation]) -> dict[str, list[Observation]]:
    """The point observations by the number that they were sent under."""
    found: dict[str, list[Observation]] = defaultdict(list)
    for row in rows:
        if row.number and row.geom.geom_type == "Point":
            found[row.number].append(row)
    return dict(found)


def spread(rows: Sequence[Observation]) -> float:
    """How far the repeated measurements of a point lie apart, in metres."""
    return spread_of([as_observed(row) for row in rows])


def decisions_of(points: Iterable[SurveyPoint]) -> dict[int, PointDecision]:
    """The decision that counts, by point."""
    rows = PointDecision.objects.filter(point__in=list(points)).order_by("id").select_related("by")
    return {row.point_id: row for row in rows}


def line_gone(survey: LineSurvey, day: datetime.date) -> str | None:
    """Why a survey cannot go on: a change of divisions let its line end."""
    if LineVersion.objects.filter(line=survey.line_id, valid__contains=day).exists():
        return None
    until = survey.line.on(day).valid.upper
    since = f"自 {until} 起" if until else "现在"
    return f"因区划变更，这条界线{since}已不存在，不能再勘定；请取消这项勘界工作，变更有误的先撤回其实施。"


def course_lines_of(survey: LineSurvey) -> dict[int, CourseLine]:
    """The line that counts for each edge that is to be laid anew, by the edge's number."""
    rows = survey.course_lines.filter(dropped_at__isnull=True).order_by("id").select_related("party", "by")
    return {row.edge_number: row for row in rows}


def course_now(survey: LineSurvey, day: datetime.date) -> Course | None:
    """The line as it stands in the register, to be asked for chainages; None where its geometry is not known."""
    members = members_of(survey.line_id, day)
    return Course([member.stretch for member in members]) if members else None


def edges_of(survey: LineSurvey, day: datetime.date) -> list[Edge]:
    """The edges of the line as they stand, in its order."""
    numbers = [member.edge_id for member in members_of(survey.line_id, day)]
    found = Edge.objects.in_bulk(numbers)
    return [found[number] for number in numbers]


def new_course(survey: LineSurvey, day: datetime.date) -> list[tuple[int, str, tuple[Point, ...]]]:
    """(edge, hash of it as it stands, its course after the survey) of every edge of the line."""
    laid = course_lines_of(survey)
    found = []
    for edge in edges_of(survey, day):
        new = laid.get(edge.pk)
        found.append((edge.pk, base_of(edge), points_of(new.geom if new else edge.geom)))
    return found


def manifest_of(survey: LineSurvey, day: datetime.date) -> dict[str, Any]:
    """What the sides sign, as it is now: papers of the agreement's own step are scans of it and not part of it."""
    points = list(survey.points.prefetch_related("photos"))
    decided = decisions_of(points)
    text = getattr(survey, "course_text", None)
    before = papers_of(survey).filter(step__position__lt=_place_of_agreement(survey))
    return manifest.manifest(
        line=survey.line.on(day).code,
        scale=survey.scale,
        standard=survey.standard,
        parties=[(party.division_id, party.name) for party in survey.parties.all()],
        edges=new_course(survey, day),
        points=[_point(point, decided.get(point.pk)) for point in points],
        course_text=text.text if text else "",
        papers=[(paper.kind, paper.file_id) for paper in before],
    )


def _place_of_agreement(survey: LineSurvey) -> int:
    found = survey.steps.filter(key="agreement").values_list("position", flat=True).first()
    return found if found is not None else 1000


def _point(point: SurveyPoint, decided: PointDecision | None) -> dict[str, Any]:
    known = {"number": point.number, "role": point.role, "sheet": point.sheet}
    photos = [photo.file_id for photo in point.photos.all()]
    if decided is None:
        return {**known, "photos": photos}
    told = {"x": decided.x, "y": decided.y, "crs": decided.crs, "height": decided.height, "error": decided.error_m}
    return {**known, **told, "photos": photos}


def content_hash(survey: LineSurvey, day: datetime.date) -> str:
    """The hash of what would be signed now; of an accepted survey, of what was accepted."""
    return survey.accepted_hash or manifest.content_hash(manifest_of(survey, day))


def wanted_of(survey: LineSurvey) -> list[Wanted]:
    """The signatures that an agreement needs: every side, third sides too, in every capacity."""
    parties = survey.parties.all()
    return [Wanted(each.division_id, each.name, capacity) for each in parties for capacity in capacities_of(survey)]


def signed(survey: LineSurvey, day: datetime.date) -> list[Standing]:
    """How the signatures stand over the content of now."""
    return standing(survey, content_hash(survey, day), wanted_of(survey))
