"""What the rules need from the register, gathered as plain values: standard, line, province, villages."""

import datetime
from collections.abc import Iterable

import shapely
from django.conf import settings

from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import Area, DivisionCode
from boundaries.divisions.queries import names_of
from boundaries.lines.markers.queries import markers_of
from boundaries.lines.models import Edge, LineVersion
from boundaries.lines.queries import UnknownLine, line_of_code
from office.intake.readers import Limits, ReadFile
from office.rulesets.models import RuleSetVersion
from office.rulesets.queries import settings_in_force
from survey.checks.context import Context, CountyContext, LineContext
from survey.checks.judge import Declaration, mapping_of
from survey.checks.standards import Standard, from_data

STANDARD_KEY = "survey-standard"


class UnknownStandard(LookupError):
    """No version of the survey standard has this label; the message is for the user."""


def reading_limits() -> Limits:
    """What a file may cost, from the settings."""
    size = settings.UPLOAD_LIMIT_MB * 1024 * 1024
    return Limits(max_bytes=size, max_unpacked_bytes=size * 5)


def standard_on(day: datetime.date, version: str | None = None) -> Standard:
    """The survey standard in force on a day (before the first, the first), or a named version.

    Where no version is kept at all, the one that the rules were shipped with. Raises UnknownStandard.
    """
    versions = RuleSetVersion.objects.filter(ruleset__key=STANDARD_KEY).select_related("ruleset")
    found = versions.filter(label=version).first() if version else versions.filter(in_force__contains=day).first()
    if found is None and version:
        known = "、".join(versions.order_by("label").values_list("label", flat=True))
        raise UnknownStandard(f"没有版本为“{version}”的勘界检查规则，现有：{known}")
    if found is None:
        found = versions.order_by("in_force").first()
    return Standard() if found is None else standard_of(found)


def standard_of(version: RuleSetVersion) -> Standard:
    """A version of the survey standard as the rules take it."""
    return from_data(version.label, version.ruleset.title, version.limits, version.severities, version.terms)


def line_of(code: str, day: datetime.date) -> LineVersion:
    """The line with a code on a day; 220402-220403 and 220403-220402 mean the same. Raises UnknownLine."""
    try:
        return line_of_code(code, day)
    except ValueError as error:
        raise UnknownLine(str(error)) from error


def line_context(line: LineVersion, day: datetime.date) -> LineContext | None:
    """A line as the rules see it on a day; None where its geometry of that day is not known."""
    edges = Edge.objects.filter(memberships__line=line.line_id, memberships__valid__contains=day).select_related(
        "start", "end"
    )
    shapes = [shapely.from_wkb(bytes(edge.geom.wkb)) for edge in edges]
    if not shapes:
        return None
    ends = {(point.x, point.y) for edge in edges for point in (edge.start.point, edge.end.point)}
    ends |= {(marker.point.x, marker.point.y) for marker in markers_of(line.line_id, day) if marker.point}
    merged = shapely.line_merge(shapely.MultiLineString(shapes))
    return LineContext(line.code, line.name, merged, tuple(sorted(ends)), line.level)


def province_on(day: datetime.date) -> shapely.Geometry | None:
    """The outline of the province on a day, or None where no area is loaded."""
    area = (
        Area.objects.filter(
            valid__contains=day,
            division__external=False,
            division__versions__level=Level.PROVINCE,
            division__versions__valid__contains=day,
        )
        .order_by("id")
        .first()
    )
    return shapely.from_wkb(bytes(area.geom.wkb)) if area else None


def villages_on(codes: Iterable[str], day: datetime.date) -> dict[str, str | None]:
    """Names of villages by twelve-digit code of the statistics on a day; None for codes the register has not."""
    wanted = {code for code in codes if code.isascii() and code.isdigit() and len(code) == 12}
    found = dict(
        DivisionCode.objects.filter(scheme=Scheme.NBS, code__in=wanted, valid__contains=day).values_list(
            "code", "division_id"
        )
    )
    names = names_of(found.values(), day)
    return {code: names.get(found[code]) if code in found else None for code in wanted}


def context_for(
    read: ReadFile,
    declared: Declaration,
    day: datetime.date,
    line: LineVersion | None = None,
    sent_before: str | None = None,
) -> Context:
    """Everything the rules need to know about one file."""
    heading = mapping_of(read, declared).get("village_code")
    codes = {str(row.values.get(heading) or "").strip() for row in read.rows} if heading else set()
    return Context(
        day=day,
        province=province_on(day),
        line=line_context(line, day) if line else None,
        villages=villages_on(codes, day) if codes else {},
        sent_before=sent_before,
        counties=counties_on(day) if _has_areas(read) and (line is None or line.level == Level.TOWNSHIP) else (),
        marker_rules=settings_in_force("survey", day),
    )


def _has_areas(read: ReadFile) -> bool:
    shapes = (row.geometry for row in read.rows)
    return read.has_geometry and any(shape is not None and shape.geom_type in _AREAS for shape in shapes)


_AREAS = {"Polygon", "MultiPolygon"}


def counties_on(day: datetime.date) -> tuple[CountyContext, ...]:
    """The counties of a day with their areas as the register has them; external ones left out."""
    areas = Area.objects.filter(
        valid__contains=day,
        division__external=False,
        division__versions__level=Level.COUNTY,
        division__versions__valid__contains=day,
    ).order_by("division_id")
    found = {area.division_id: shapely.from_wkb(bytes(area.geom.wkb)) for area in areas}
    names = names_of(found, day)
    return tuple(CountyContext(names.get(pk, ""), shape) for pk, shape in found.items())
