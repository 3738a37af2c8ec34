"""Where a name lies and what stands in its way, as a drawing for the file (位置图). No ORM, no I/O.

Longitude before latitude in degrees, CGCS2000.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from boundaries.plans.drawing import ACCENT, BLOCK, INK, INK_2, LEVEL, PAPER, Sheet, framed, path_of
from gazetteer.applications.conflicts import Conflict
from gazetteer.applications.positions import LonLat

WIDTH, HEIGHT = 640, 400
NEAR_KM = 60.0  # names further away are listed, not drawn: the place itself must stay readable
LEAST = 0.02  # degrees: no drawing shows less than about two kilometres


def drawing_of(
    name: str, points: Sequence[LonLat], conflicts: Iterable[Conflict], outlines: Mapping[str, Any], stamp: str
) -> str:
    """The map as one SVG element; empty where nothing has a position."""
    near = [item for item in conflicts if item.placed and (item.km is None or item.km <= NEAR_KM)]
    drawn = [*points, *((item.lon, item.lat) for item in near if item.lon is not None and item.lat is not None)]
    if not drawn:
        return ""
    sheet = Sheet(_box(drawn), WIDTH, HEIGHT)
    body = [*_counties(outlines, sheet), *_conflicts(near, sheet), *_place(name, points, sheet)]
    return framed(sheet, body, stamp, ground=PAPER)


def _box(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    lons, lats = zip(*points, strict=True)
    grown = [max(0.0, LEAST - (max(axis) - min(axis))) / 2 for axis in (lons, lats)]
    return min(lons) - grown[0], min(lats) - grown[1], max(lons) + grown[0], max(lats) + grown[1]


def _counties(outlines: Mapping[str, Any], sheet: Sheet) -> Iterator[str]:
    for item in outlines.get("features", []):
        path = path_of(item["geometry"], sheet, closed=True)
        yield f'<path d="{path}" fill="none" stroke="{LEVEL["county"]}" stroke-width="1"/>'


def _conflicts(near: Sequence[Conflict], sheet: Sheet) -> Iterator[str]:
    for item in near:
        if item.lon is None or item.lat is None:
            continue
        x, y = sheet.at(item.lon, item.lat)
        yield f'<circle cx="{x}" cy="{y}" r="4.5" fill="{BLOCK if item.severity == "block" else INK_2}"/>'
        yield _words(x + 8, y + 4, f"{item.name} {item.distance}".strip(), INK_2, 400)


def _place(name: str, points: Sequence[LonLat], sheet: Sheet) -> Iterator[str]:
    if not points:
        return
    if len(points) > 1:
        path = path_of({"type": "LineString", "coordinates": points}, sheet, closed=False)
        yield f'<path d="{path}" fill="none" stroke="{ACCENT}" stroke-width="3"/>'
    x, y = sheet.at(*points[len(points) // 2])
    if len(points) == 1:
        yield f'<circle cx="{x}" cy="{y}" r="6" fill="{ACCENT}"/>'
    yield _words(x + 10, y - 8, name, INK, 700)


def _words(x: float, y: float, text: str, colour: str, weight: int) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="12" font-weight="{weight}"'
    told = escape(text)
    return (
        f'<text {place} fill="{PAPER}" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round">{told}</text>'
        f'<text {place} fill="{colour}">{told}</text>'
    )
