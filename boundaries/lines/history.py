"""What happened to a line or a marker (沿革与改动), for their pages: versions by period, recorded changes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from boundaries.divisions.kinds import Level
from boundaries.lines.facts import LABELS as LINE_LABELS
from boundaries.lines.markers.export import system_words
from boundaries.lines.markers.models import Faces, HeightSystem, Kind, MarkerState, Method
from boundaries.lines.markers.sheet import LABELS as MARKER_LABELS
from boundaries.lines.models import Line, LineState, LineVersion
from office.log.models import Event

LABELS = MARKER_LABELS | LINE_LABELS
PARTS = ("county", "town", "village", "name", "part", "azimuth", "distance_m", "x", "y", "technician", "office", "date")
CHOICES: dict[str, dict[Any, str]] = {
    "level": dict(Level.choices),
    "kind": dict(Kind.choices),
    "faces": dict(Faces.choices),
    "method": dict(Method.choices),
    "height_system": dict(HeightSystem.choices),
    "state": dict(MarkerState.choices) | dict(LineState.choices),
}
MOST = 60


@dataclass(frozen=True)
class Entry:
    """One recorded change: when, who, what, the fields with before and after, reason and paper."""

    at: datetime.datetime
    who: str
    summary: str
    fields: list[tuple[str, str, str]]
    reason: str
    document: str


def events_of(subject: models.Model) -> list[Entry]:
    """The recorded changes of a thing, the newest first."""
    events = Event.objects.filter(object_type=subject._meta.label_lower, object_id=str(subject.pk))
    found = events.select_related("actor").order_by("-id")[:MOST]
    return [
        Entry(
            event.at,
            str(event.actor or "系统"),
            event.summary,
            fields_of(event.data.get("changed", {})),
            event.data.get("reason") or "",
            event.data.get("document") or "",
        )
        for event in found
    ]


def fields_of(changed: Mapping[str, list[Any]]) -> list[tuple[str, str, str]]:
    """Fields that changed, in words: label, before, after."""
    return [
        (LABELS[key], words(pair[0], key), words(pair[1], key))
        for key, pair in sorted(
            changed.items(), key=lambda item: list(LABELS).index(item[0]) if item[0] in LABELS else -1
        )
        if key in LABELS
    ]


def words(value: Any, key: str = "") -> str:
    """A value of a field as a person reads it; a list as its items, each in the order of the paper form."""
    if value in (None, "", []):
        return "（空）"
    if isinstance(value, list):
        return "；".join(
            "、".join(str(item[part]) for part in PARTS if item.get(part) not in (None, "")) for item in value
        )
    if key == "crs":
        return system_words(str(value))
    if key in CHOICES:
        return CHOICES[key].get(value, str(value))
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e5 else str(value)


def versions_of_line(line: Line) -> list[LineVersion]:
    """The versions of a line by period, the newest first."""
    return list(line.versions.order_by("-valid"))
