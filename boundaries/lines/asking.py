"""What the address of a page asks for: day, line, marker; only what the person sees."""

import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from boundaries.lines.listing import lines_seen_by
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.markers.queries import version_on
from boundaries.lines.models import LineVersion
from boundaries.lines.periods import ONE_DAY
from boundaries.lines.queries import UnknownLine, line_of_code
from office.people.calendar import day_of_text, today
from office.people.requests import OfficerRequest


def day_of(request: OfficerRequest) -> datetime.date:
    """The day of `?date=`, else the one that the offices count from. Raises Http404 for what is no date."""
    text = request.GET.get("date", "").strip()
    try:
        return day_of_text(text) if text else today()
    except ValueError as error:
        raise Http404(str(error)) from error


def day_within(version: LineVersion, day: datetime.date) -> datetime.date:
    """The day if the version is in force then, else the nearest day on which it is."""
    if day in version.valid:
        return day
    upper = version.valid.upper
    return upper - ONE_DAY if upper is not None and upper <= day else version.valid.lower or day


def line_or_404(request: OfficerRequest, code: str, day: datetime.date) -> LineVersion:
    """The line of a code as it is on a day, or its nearest version; nothing of lines that the person does not see."""
    try:
        version = line_of_code(code, day)
    except (ValueError, UnknownLine) as error:
        raise Http404(str(error)) from error
    seen = lines_seen_by(request.user, day_within(version, day)).select_related("line", "first", "second")
    return get_object_or_404(seen, pk=version.pk)


def marker_or_404(request: OfficerRequest, marker_id: int, day: datetime.date) -> tuple[MarkerVersion, LineVersion]:
    """What stands of a marker on a day (or stood last before it) and its line."""
    version = version_on(marker_id, day)
    if version is None:
        raise Http404("没有这一界桩")
    line = version.line.on(day)
    get_object_or_404(lines_seen_by(request.user, day_within(line, day)), pk=line.pk)
    return version, line
