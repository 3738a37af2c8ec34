"""A map on paper (方案示意图) as SVG, from the data that the working map on the screen draws. No ORM, no I/O.

Longitude before latitude in degrees, CGCS2000; drawn equirectangular, true to shape at the middle latitude.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

KM_PER_DEGREE = 111.32
LABEL_PX, MARGIN = 11.0, 0.3
FONT = "PingFang SC, HarmonyOS Sans SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
FILL = {"selected": "#dbe8ee", "own": "#e3ecf4", "partner": "#f7ebd6"}
LEVEL = {"province": "#6e3a5b", "prefecture": "#7c4866", "county": "#b59caa", "township": "#c9bbb4"}
ACCENT, INK, INK_2, PAPER, HALO, BLOCK = "#1b5e7d", "#1e282d", "#47535a", "#fbfaf6", "#d9bfcd", "#b0301c"
Box = tuple[float, float, float, float]


class Sheet:
    """Where a point of the earth lies on the paper."""

    def __init__(self, box: Box, width: float, height: float) -> None:
        west, south, east, north = box
        self.shrink = math.cos(math.radians((south + north) / 2))
        across, up = max((east - west) * self.shrink, 1e-9), max(north - south, 1e-9)
        self.scale = min(width / across, height / up) / (1 + MARGIN)
        self.west, self.north = (west + east) / 2, (south + north) / 2
        self.width, self.height = width, height

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x = self.width / 2 + (lon - self.west) * self.shrink * self.scale
        return round(x, 1), round(self.height / 2 - (lat - self.north) * self.scale, 1)

    def bar(self) -> tuple[str, float]:
        """A round length of about a fifth of the width: its words and its pixels."""
        px_per_km = self.scale / KM_PER_DEGREE
        aim = self.width / 5 / px_per_km
        power = 10 ** math.floor(math.log10(aim))
        km = max(step * power for step in (1, 2, 5) if step * power <= aim)
        return f"{km:g} 千米", km * px_per_km


def svg_of(data: Mapping[str, Any], *, stamp: str, width: int = 640, height: int = 420) -> str:
    """The map as one SVG element, with scale bar, stamp, and the sample mark where anything shown is made up."""
    areas = data.get("outlines", {}).get("features", [])
    lines = data.get("lines", {}).get("features", [])
    points = data.get("points", [])
    sheet = Sheet(box_of(areas, points), width, height)
    body = [
        *(_area(item, sheet) for item in areas),
        *(_line(item, sheet, halo=True) for item in lines),
        *(_line(item, sheet, halo=False) for item in lines),
        *_labels(areas, sheet),
        *(_point(item, sheet) for item in points),
    ]
    sample = any(item.get("properties", item).get("sample") for item in (*areas, *lines, *points))
    return framed(sheet, body, stamp, ground="#efebe1", sample=sample)


def framed(sheet: Sheet, body: Iterable[str], stamp: str, *, ground: str, sample: bool = False) -> str:
    """What was drawn as one SVG element: cut at the edge of the sheet, with scale bar and stamp."""
    width, height = sheet.width, sheet.height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{FONT}"><clipPath id="sheet"><rect width="{width}" height="{height}"/></clipPath>'
        f'<g clip-path="url(#sheet)"><rect width="{width}" height="{height}" fill="{ground}"/>{"".join(body)}</g>'
        f"{_frame(sheet, stamp, sample)}</svg>"
    )


def box_of(areas: Sequence[Mapping[str, Any]], points: Sequence[Mapping[str, Any]]) -> Box:
    """West, south, east, north of what is concerned, else of everything; with the points."""
    chosen = [item for item in areas if item["properties"]["role"] == "selected"] or areas
    places = [place for item in chosen for ring in _rings(item["geometry"]) for place in ring]
    places += [(point["lon"], point["lat"]) for point in points]
    if not places:
        return (121.6, 40.8, 131.4, 46.4)  # the province
    lons, lats = zip(*places, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """The paths of polygons and lines."""
    found = geometry["coordinates"]
    for part in {"MultiPolygon": found, "Polygon": [found], "MultiLineString": [found], "LineString": [[found]]}[
        geometry["type"]
    ]:
        for ring in part:
            yield [(place[0], place[1]) for place in ring]


def path_of(geometry: Mapping[str, Any], sheet: Sheet, *, closed: bool) -> str:
    """Polygons or lines (GeoJSON) as the data of an SVG path."""
    parts = []
    for ring in _rings(geometry):
        drawn = list(dict.fromkeys(sheet.at(*place) for place in ring))
        parts.append("M" + "L".join(f"{x} {y}" for x, y in drawn) + ("Z" if closed else ""))
    return "".join(parts)


def _area(item: Mapping[str, Any], sheet: Sheet) -> str:
    facts = item["properties"]
    chosen = facts["role"] == "selected"
    stroke, weight = (ACCENT, 2) if chosen else (LEVEL.get(facts["level"], LEVEL["county"]), 0.8)
    dash = ' stroke-dasharray="2 3"' if facts.get("sample") else ""
    return (
        f'<path d="{path_of(item["geometry"], sheet, closed=True)}" fill="{FILL.get(facts["role"], PAPER)}"'
        f' fill-rule="evenodd" stroke="{stroke}" stroke-width="{weight}"{dash}/>'
    )


def _line(item: Mapping[str, Any], sheet: Sheet, *, halo: bool) -> str:
    look = f'stroke="{HALO}" stroke-width="7" stroke-opacity="0.55"' if halo else 'stroke="#6e3a5b" stroke-width="1.8"'
    return f'<path d="{path_of(item["geometry"], sheet, closed=False)}" fill="none" stroke-linejoin="round" {look}/>'


def _labels(areas: Sequence[Mapping[str, Any]], sheet: Sheet) -> Iterator[str]:
    """The names, what is concerned first; a label that would touch another or the frame is left out."""
    taken: list[Box] = [(0, sheet.height - 30, 150, sheet.height), (sheet.width - 150, sheet.height - 30, 9e9, 9e9)]
    for item in sorted(areas, key=lambda item: item["properties"]["role"] != "selected"):
        facts = item["properties"]
        if "label" not in facts:
            continue
        x, y = sheet.at(*facts["label"])
        half = len(facts["name"]) * LABEL_PX / 2
        box = (x - half, y - LABEL_PX, x + half, y + 3)
        inside = box[0] > 4 and box[1] > 4 and box[2] < sheet.width - 4 and box[3] < sheet.height - 4
        if not inside or any(_meet(box, other) for other in taken):
            continue
        taken.append(box)
        chosen = facts["role"] == "selected"
        words = f'x="{x}" y="{y}" text-anchor="middle" font-size="{LABEL_PX}" font-weight="{700 if chosen else 400}"'
        name = escape(facts["name"])
        yield (
            f'<text {words} fill="{PAPER}" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round">{name}</text>'
            f'<text {words} fill="{INK if chosen else INK_2}">{name}</text>'
        )


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _point(item: Mapping[str, Any], sheet: Sheet) -> str:
    x, y = sheet.at(item["lon"], item["lat"])
    return (
        f'<circle cx="{x}" cy="{y}" r="7" fill="{BLOCK}"/><path d="M{x - 3} {y - 3}L{x + 3} {y + 3}M{x - 3} {y + 3}'
        f'L{x + 3} {y - 3}" stroke="#fff" stroke-width="1.6"/>'
    )


def _frame(sheet: Sheet, stamp: str, sample: bool) -> str:
    words, length = sheet.bar()
    right, foot = sheet.width - 14, sheet.height - 12
    left = round(right - length, 1)
    said = f"{stamp} · 示例数据" if sample else stamp
    return (
        f'<rect x="0.5" y="0.5" width="{sheet.width - 1}" height="{sheet.height - 1}" fill="none" stroke="#c9c1b0"/>'
        f'<path d="M{left} {foot - 5}V{foot}H{right}V{foot - 5}" fill="none" stroke="{INK_2}"/>'
        f'<text x="{right}" y="{foot - 8}" text-anchor="end" font-size="10" fill="{INK_2}">{words}</text>'
        f'<rect x="8" y="{foot - 16}" width="{len(said) * 10.2 + 12:.0f}" height="20" fill="#fff" stroke="#96291a"/>'
        f'<text x="14" y="{foot - 2}" font-size="10" fill="#96291a">{escape(said)}</text>'
    )
