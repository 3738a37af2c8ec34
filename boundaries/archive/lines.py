"""The one place where the archive knows how the register keeps lines, edges and markers: by `Line.pk` and code text."""

import datetime
from collections.abc import Sequence
from typing import overload

from django.db.models import QuerySet

from boundaries.archive.subjects import Subject
from boundaries.divisions.queries import names_of
from boundaries.lines.listing import found as with_text
from boundaries.lines.listing import in_order, lines_seen_by
from boundaries.lines.markers.queries import marker_of_number, version_on
from boundaries.lines.models import Edge, LineEdge, LineVersion, MarkerVersion
from boundaries.lines.queries import UnknownLine, line_of_code
from office.people.calendar import today
from office.people.models import User
from office.whole import whole


def _subject(line: LineVersion) -> Subject:
    sides, url = (line.first_id, line.second_id), f"/boundaries/lines/{line.code}/"
    return Subject("line", str(line.line_id), line.name, sides, url, line.is_sample, line.code)


def find_line(text: str) -> Subject | None:
    """The line of a code as anybody writes it, or in front of its name. Raises ValueError, UnknownLine."""
    return _subject(line_of_code(text.split(" ")[0], today()))


def get_line(line_id: str) -> Subject | None:
    """The line of a key as it is now, or as it last was."""
    versions = LineVersion.objects.filter(line=whole(line_id) or 0).order_by("valid")
    found = versions.filter(valid__contains=today()).first() or versions.last()
    return _subject(found) if found else None


def key_of(text: str) -> str:
    """The key of a line as a person writes its code; empty where there is none."""
    try:
        found = find_line(text) if text else None
    except (ValueError, UnknownLine):
        return ""
    return found.id if found else ""


def choices(user: User, day: datetime.date, most: int = 500) -> list[tuple[str, str]]:
    """(code, name) of lines that a person sees, to choose from."""
    return list(lines_seen_by(user, day).order_by("code").values_list("code", "name")[:most])


def found(user: User, day: datetime.date, text: str) -> Sequence[Subject]:
    """The lines that a person sees, provinces first, by name or code; read as a page asks for them."""
    return _Lines(in_order(with_text(lines_seen_by(user, day), text), day))


class _Lines(Sequence[Subject]):
    """A query of lines as subjects, counted and sliced in the database."""

    def __init__(self, versions: QuerySet[LineVersion]) -> None:
        self._versions = versions

    def __len__(self) -> int:
        return self._versions.count()

    @overload
    def __getitem__(self, place: int) -> Subject: ...

    @overload
    def __getitem__(self, place: slice) -> list[Subject]: ...

    def __getitem__(self, place: int | slice) -> Subject | list[Subject]:
        if isinstance(place, slice):
            return [_subject(version) for version in self._versions[place]]
        return _subject(self._versions[place])


def find_marker(text: str) -> Subject | None:
    """The marker of a number."""
    return _marker(marker_of_number(text, today()))


def get_marker(marker_id: str) -> Subject | None:
    number = whole(marker_id)
    return None if number is None else _marker(version_on(number, today()))


def _marker(marker: MarkerVersion | None) -> Subject | None:
    line = get_line(str(marker.line_id)) if marker else None
    if marker is None or line is None:
        return None
    label = f"{marker.number}（{line.label}）"
    url = f"/boundaries/markers/{marker.marker_id}/"
    return Subject("marker", str(marker.marker_id), label, line.divisions, url, marker.is_sample, marker.number)


def find_edge(text: str) -> Subject | None:
    """The edge of a number (as exports and replacements show it), with or without the words around it."""
    digits = text.strip().removeprefix("第").removesuffix("边").removesuffix("号").strip()
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("边号应为数字，如 1024；边号见边的导出和调整预览。")
    return get_edge(digits)


def get_edge(edge_id: str) -> Subject | None:
    """An edge as it is, or was until it was replaced; its papers go on pointing to it."""
    edge = Edge.objects.filter(pk=whole(edge_id) or 0).first()
    if edge is None:
        return None
    begin, end = edge.valid.lower, edge.valid.upper
    day = today() if today() in edge.valid else begin or today()
    names = names_of([edge.left_id, edge.right_id], day)
    sides = "—".join(names.get(pk, "不详") for pk in (edge.left_id, edge.right_id))
    until = f"，至 {end}" if end else ""
    member = LineEdge.objects.filter(edge=edge, valid__contains=day, line__versions__valid__contains=day)
    code = member.order_by("line__versions__level").values_list("line__versions__code", flat=True).first()
    url = f"/boundaries/lines/{code}/" + ("" if day == today() else f"?date={day}") if code else ""
    label = f"第 {edge_id} 号边（{sides}{until}）"
    return Subject("edge", edge_id, label, (edge.left_id, edge.right_id), url, edge.is_sample, edge_id)
