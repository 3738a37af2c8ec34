"""What the papers of a survey are made from (文书所据内容): read from the register and the survey at once."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from boundaries.archive.kinds import Kind
from boundaries.divisions.queries import chains_of, last_names_of
from boundaries.lines.markers.export import system_words
from boundaries.lines.markers.models import PhotoKind
from boundaries.lines.markers.sheet import Sheet
from boundaries.lines.markers.sketch import sketch_of
from boundaries.lines.models import LineEdge, LineVersion
from boundaries.lines.network import points_of
from boundaries.lines.papers.facts import Photo, PointFacts
from boundaries.lines.papers.words import (
    faces_words,
    height_words,
    kind_words,
    level_words,
    method_words,
    place_words,
    references_of,
    signed_by,
)  # fmt: skip
from boundaries.lines.queries import members_of
from boundaries.lines.topology import Point
from office.intake.storage import open_stored
from office.papers.pictures import small
from office.people.context import map_stamp
from survey.course.queries import Course, course_over
from survey.demarcation import queries
from survey.demarcation.models import LineSurvey, PointDecision, SurveyPaper, SurveyPoint
from survey.papers.contents.facts import Dispute, Filed, Side, StepFacts, SurveyFacts
from survey.papers.neighbours import neighbours_of
from survey.papers.planar import in_zone

Paths = list[tuple[Point, ...]]


def paths_of(survey: LineSurvey, day: datetime.date) -> Paths:
    """The line as the survey would lay it, in its order and direction; as it stands where nothing is laid anew."""
    laid = queries.course_lines_of(survey)
    turned = set(
        LineEdge.objects.filter(line=survey.line_id, valid__contains=day, reversed=True).values_list("edge", flat=True)
    )
    paths = []
    for member in members_of(survey.line_id, day):
        new = laid.get(member.edge_id)
        path = points_of(new.geom) if new else member.stretch.points
        paths.append(path[::-1] if new and member.edge_id in turned else path)
    return paths


def course_of_survey(survey: LineSurvey, day: datetime.date, paths: Paths | None = None) -> Course | None:
    """The course of the surveyed line from marker to marker; None where its geometry is not known."""
    known = paths_of(survey, day) if paths is None else paths
    if not known:
        return None
    points = [point for point in survey.points.all() if point.role != SurveyPoint.Role.BOUNDARY]
    decided = queries.decisions_of(points)
    markers = [
        (point.number, (decided[point.pk].geom.x, decided[point.pk].geom.y)) for point in points if point.pk in decided
    ]
    return course_over(survey.line.on(day), day, known, markers)


def facts_of(survey: LineSurvey, day: datetime.date, *, pictures: bool = False) -> SurveyFacts:
    """Everything that the papers say; the photographs themselves only where asked for."""
    line = survey.line.on(day)
    paths = paths_of(survey, day)
    course = course_of_survey(survey, day, paths)
    sides = _sides(survey, day)
    text = getattr(survey, "course_text", None)
    disputes = survey.disputes.order_by("from_m")
    remarks = survey.remarks.filter(reply_to=None)
    return SurveyFacts(
        title=survey.title,
        line=line.name,
        code=line.code,
        level=level_words(line.level),
        sides=sides,
        scale=survey.scale,
        standard=survey.standard,
        opened_on=survey.opened_on,
        day=day,
        points=tuple(_points(survey, line, sides, paths, pictures, day)),
        paths=tuple(paths),
        sections=course.sections if course else (),
        course=text.text if text else course.text if course else "",
        neighbours=neighbours_of(line, [party.division_id for party in survey.parties.all()], paths, day),
        steps=_steps(survey),
        disputes=tuple(Dispute(row.from_m, row.to_m, row.evidence, row.lifted_why) for row in disputes),
        remarks=remarks.count(),
        remarks_open=remarks.filter(settled_at=None).count(),
        observations=queries.observations_of(survey).count(),
        filed=_filed(survey, sides),
        content_hash=queries.content_hash(survey, day),
        stamp=map_stamp(),
        sample=survey.is_sample or line.is_sample,
    )


def _sides(survey: LineSurvey, day: datetime.date) -> tuple[Side, ...]:
    parties = list(survey.parties.select_related("team"))
    chains = chains_of([party.division_id for party in parties], day)
    signed: dict[int, list[str]] = {}
    for each in queries.signed(survey, day):
        if each.valid:
            told = f"{each.valid.signer_label} {each.valid.signed_at:%Y-%m-%d}"
            signed.setdefault(each.wanted.party, []).append(f"{each.wanted.capacity.label} {told}")
    sides = []
    for party in parties:
        chain = chains.get(party.division_id, [])
        team = getattr(party, "team", None)
        sides.append(
            Side(
                name=party.name,
                full="".join(link.name for link in chain[-2:] if link.level != "province") or party.name,
                team=team.organisation if team else "",
                licence=team.licence if team else "",
                leader=team.leader if team else "",
                members=team.members if team else "",
                signed=tuple(signed.get(party.division_id, [])),
            )
        )
    return tuple(sides)


def _points(
    survey: LineSurvey, line: LineVersion, sides: Sequence[Side], paths: Paths, pictures: bool, day: datetime.date
) -> list[PointFacts]:
    points = list(survey.points.prefetch_related("photos__file"))
    decided = queries.decisions_of(points)
    duties = last_names_of([point.sheet["duty_id"] for point in points if point.sheet.get("duty_id")], day)
    names = [side.name for side in sides]
    return [_point(point, decided.get(point.pk), survey, line, names, paths, duties, pictures) for point in points]


def _point(
    point: SurveyPoint,
    decided: PointDecision | None,
    survey: LineSurvey,
    line: LineVersion,
    sides: Sequence[str],
    paths: Paths,
    duties: Mapping[int, str],
    pictures: bool,
) -> PointFacts:
    sheet: dict[str, Any] = point.sheet
    place = (decided.geom.x, decided.geom.y) if decided else None
    references = sheet.get("references") or []
    stone = point.role != SurveyPoint.Role.BOUNDARY
    parties = sides if point.role == SurveyPoint.Role.THREE_WAY else sides[:2]
    return PointFacts(
        number=point.number,
        role=point.get_role_display(),
        code=sheet.get("code") or "",
        name=sheet.get("name") or "",
        level=level_words(line.level),
        kind=kind_words(sheet.get("kind") or (Sheet.kind if stone else "")),
        faces=faces_words(sheet.get("faces") or (Sheet.faces if stone else "")),
        material=sheet.get("material") or "",
        line=line.name,
        duty=duties.get(sheet.get("duty_id") or 0, ""),
        places=place_words(sheet.get("places") or []),
        height_system=height_words(sheet.get("height_system") or ("1985" if decided and decided.height else "")),
        sheet=sheet.get("sheet") or "",
        scale=sheet.get("scale") or survey.scale,
        method=method_words(sheet.get("method")),
        references=references_of(references),
        description=sheet.get("description") or "",
        signed=signed_by(parties, sheet.get("signatures") or []),
        note=sheet.get("note") or "",
        sketch=sketch_of(place, paths, references) if place or references else None,
        photos=tuple(_photo(photo, pictures) for photo in point.photos.all()),
        sample=survey.is_sample or line.is_sample,
        **_coordinates(decided),
    )


def _coordinates(decided: PointDecision | None) -> dict[str, Any]:
    """X and Y as decided; degrees of CGCS2000 in their 3° zone too, which is exact."""
    if decided is None:
        return {}
    lon, lat = decided.geom.x, decided.geom.y
    told = {"lon": lon, "lat": lat, "height": decided.height, "accuracy_m": decided.error_m or None}
    plane = in_zone(decided.crs, lon, lat)
    if plane is not None:
        return told | {"x": plane.north, "y": plane.east, "system": system_words(plane.crs)}
    if abs(decided.x) <= 180:  # degrees that are not CGCS2000: not to be projected
        return told | {"system": system_words(decided.crs)}
    return told | {"x": decided.x, "y": decided.y, "system": system_words(decided.crs)}


def _photo(photo: Any, pictures: bool) -> Photo:
    data = b""
    if pictures:
        with open_stored(photo.file) as stream:
            data = small(stream.read())
    return Photo(str(PhotoKind(photo.kind).label), data, photo.file_id)


def _steps(survey: LineSurvey) -> tuple[StepFacts, ...]:
    kinds = queries.step_kinds(survey)
    return tuple(StepFacts(kinds[step.key].label, step.done_on, step.note) for step in survey.steps.all())


def _filed(survey: LineSurvey, sides: Sequence[Side]) -> tuple[Filed, ...]:
    """The papers in the order of the steps; the file list itself is none of them."""
    full = dict(zip([party.name for party in survey.parties.all()], sides, strict=True))
    return tuple(_entry(paper, full) for paper in queries.papers_of(survey) if paper.kind != Kind.CATALOGUE)


def _entry(paper: SurveyPaper, sides: Mapping[str, Side]) -> Filed:
    side = sides.get(paper.party.name) if paper.party else None
    label, stem = Kind(paper.kind).label, paper.filename.rsplit(".", 1)[0]
    return Filed(
        title=stem if label in stem else f"{label}（{stem}）",
        responsible=side.government if side else str(paper.added_by),
        day=paper.added_at.date(),
        note=paper.filename.rpartition(".")[2].upper(),
    )
