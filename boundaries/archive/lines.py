"""The one place where the archive knows how the register keeps lines and markers: by `Line.pk` and code text."""

import datetime

from boundaries.archive.subjects import Subject
from boundaries.lines.listing import lines_seen_by
from boundaries.lines.models import Line, Marker
from boundaries.lines.queries import line_of_code
from office.people.models import User


def _subject(line: Line) -> Subject:
    url = f"/boundaries/lines/{line.code}/"
    return Subject("line", str(line.pk), line.name, (line.first_id, line.second_id), url, line.is_sample)


def code_of(line_id: int) -> str:
    """The present code of a line; empty where the line is gone."""
    return Line.objects.filter(pk=line_id).values_list("code", flat=True).first() or ""


def find_line(text: str) -> Subject | None:
    """The line of a code as anybody writes it, or in front of its name. Raises ValueError, LookupError."""
    return _subject(line_of_code(text.split(" ")[0]))


def get_line(line_id: str) -> Subject | None:
    found = Line.objects.filter(pk=line_id).first() if line_id.isdigit() else None
    return _subject(found) if found else None


def choices(user: User, day: datetime.date, most: int = 500) -> list[tuple[str, str]]:
    """(code, name) of lines that a person sees, to choose from."""
    return list(lines_seen_by(user, day).order_by("code").values_list("code", "name")[:most])


def find_marker(text: str) -> Subject | None:
    """The marker of a number."""
    return _marker(Marker.objects.filter(number=text).select_related("line").first())


def get_marker(marker_id: str) -> Subject | None:
    if not marker_id.isdigit():
        return None
    return _marker(Marker.objects.filter(pk=marker_id).select_related("line").first())


def _marker(marker: Marker | None) -> Subject | None:
    if marker is None:
        return None
    line = _subject(marker.line)
    label = f"{marker.number}（{line.label}）"
    return Subject("marker", str(marker.pk), label, line.divisions, line.url, marker.is_sample)
