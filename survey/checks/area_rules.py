"""S13, S14, S17 over the areas of a file (辖区面): no overlap, no sliver, the county line as it is, enclaves declared.

Lengths are measured in a plane true at the middle of the file (east by the cosine of its latitude): neighbours keep
their shared vertices bit by bit, and a width is right to a few percent within a county. Pure, vectorised: only the
rings that shapely's coverage check marks, and the areas that cross a county line, are looked at one by one.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from office.rulesets.findings import Basis, Finding, Severity
from survey.checks.further import Placed, Told

LINE_LAW = "《行政区域界线管理条例》第二条、第十九条"
METRES = 111_320.0  # of a degree of latitude
WIDE = 50.0  # metres: an enclosed hole that is wider is no sliver but an area of somebody else
MOSTLY = 0.5  # a file that covers more of a county is taken for all of it
REPORTED = 20


class Plane:
    """Degrees to metres around a place and back."""

    def __init__(self, shapes: np.ndarray) -> None:
        bounds = shapely.total_bounds(shapes)
        self.scale = np.array([METRES * math.cos(math.radians((bounds[1] + bounds[3]) / 2)), METRES])

    def metres(self, shapes: Any) -> Any:
        return shapely.transform(shapes, lambda pairs: pairs * self.scale)

    def place(self, shape: BaseGeometry) -> list[float]:
        point = shape.representative_point()
        return [round(point.x / self.scale[0], 6), round(point.y / self.scale[1], 6)]


def area_findings(placed: Placed) -> Told:
    """What the rules say of the areas of a file; nothing where there are none."""
    known = [
        index
        for index, shape in enumerate(placed.places)
        if shape is not None and shape.geom_type in {"Polygon", "MultiPolygon"}
    ]
    if not known:
        return
    degrees = np.array([placed.places[index] for index in known], dtype=object)
    plane = Plane(degrees)
    shapes = plane.metres(degrees)
    yield from _enclaves(placed, known, shapes)
    unmatched = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes, gap_width=WIDE))
    if unmatched.any():
        yield from _coverage(placed, known, shapes, np.flatnonzero(unmatched), plane)
    line = placed.context.line
    if placed.context.counties and (line is None or line.level == "township"):
        yield from _counties(placed, known, shapes, unmatched, plane)


def _enclaves(placed: Placed, known: Sequence[int], shapes: np.ndarray) -> Told:
    """S17: an area in several pieces, and no word of 飞地 beside it."""
    for place in np.flatnonzero(shapely.get_num_geometries(shapes) > 1).tolist():
        index = known[place]
        if any("飞地" in str(value) for value in placed.read.rows[index].values.values()):
            continue
        count = int(shapely.get_num_geometries(shapes[place]))
        yield (
            placed.row(index),
            Finding(
                rule="S17",
                severity=Severity.WARN,
                basis=Basis.LAW,
                message=f"辖区分成 {count} 块，没有说明是飞地。",
                clause="《行政区域界线管理条例》第十一条",
                fix="在备注写明“飞地”和协议书条款；不是飞地的，合成一块后重报。",
                evidence={"value": count},
                field="geometry",
            ),
        )


def _coverage(placed: Placed, known: Sequence[int], shapes: np.ndarray, marked: np.ndarray, plane: Plane) -> Told:
    """S13: neighbours meet exactly, to the tolerance; `marked` are the areas that do not."""
    limit = placed.standard.coverage_m
    for one, other, shape in _overlaps(shapes, marked, limit):
        words = f"与第 {placed.row(known[other])} 行重叠 {shape.area:,.1f} 平方米，宽约 {_width(shape):,.2f} 米。"
        told = _s13(words, Basis.INTEGRITY, "改正共同边，使两面的边逐点相同。", shape, limit, plane)
        yield placed.row(known[one]), told
    for one, shape in _slivers(shapes, marked, limit):
        words = f"与相邻辖区之间有缝隙 {shape.area:,.1f} 平方米，宽约 {_width(shape):,.2f} 米。"
        told = _s13(words, Basis.PRACTICE, "改正共同边，使缝隙闭合。", shape, limit, plane)
        yield placed.row(known[one]), told


def _overlaps(shapes: np.ndarray, marked: np.ndarray, limit: float) -> Iterator[tuple[int, int, BaseGeometry]]:
    tree = shapely.STRtree(shapes[marked])
    left, right = tree.query(shapes[marked], predicate="intersects")
    pairs = left < right
    ones, others = marked[left[pairs]], marked[right[pairs]]
    shared = shapely.intersection(shapes[ones], shapes[others])
    thick = shapely.area(shared) > limit * limit
    for one, other, shape in zip(ones[thick].tolist(), others[thick].tolist(), shared[thick], strict=True):
        parts = [part for part in shapely.get_parts(shape) if part.area > 0 and _width(part) > limit]
        if parts:
            yield other, one, max(parts, key=lambda part: float(part.area))


def _slivers(shapes: np.ndarray, marked: np.ndarray, limit: float) -> Iterator[tuple[int, BaseGeometry]]:
    """(an area beside it, the face) for each narrow face between the rings of the marked areas that nobody fills."""
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(shapely.boundary(shapes[marked]))]))
    thin = np.array([limit < _width(face) < WIDE for face in faces], dtype=bool)
    tree, faces = shapely.STRtree(shapes), faces[thin]
    filled, _areas = tree.query(shapely.point_on_surface(faces), predicate="intersects")
    for face in np.delete(faces, np.unique(filled)):
        yield int(tree.query(face, predicate="intersects").min()), face


def _counties(placed: Placed, known: Sequence[int], shapes: np.ndarray, unmatched: np.ndarray, plane: Plane) -> Told:
    """S14: no area reaches over the line of its county; S13: the areas of a county fill it.

    Areas that meet exactly inside their county need no union: what is missing is what their sizes leave of it.
    """
    counties = plane.metres(np.array([county.geometry for county in placed.context.counties], dtype=object))
    names = [county.name for county in placed.context.counties]
    limit, points = placed.standard.legal_line_m, shapely.point_on_surface(shapes)
    home = np.full(len(shapes), -1)
    places, inside = shapely.STRtree(counties).query(points, predicate="intersects")
    home[places] = inside
    for number in np.unique(home[home >= 0]).tolist():
        county, mine = counties[number], np.flatnonzero(home == number)
        shapely.prepare(county)
        crossing = mine[~shapely.covers(county, shapes[mine])]
        for place, outside in zip(crossing.tolist(), shapely.difference(shapes[crossing], county), strict=True):
            parts = _thick(outside, limit)
            if parts:
                words = f"越出{names[number]}的法定界线 {len(parts)} 处，共 {sum(map(_area, parts)):,.1f} 平方米。"
                yield placed.row(known[place]), _s14(words, parts, limit, plane)
        filled = float(shapely.area(shapes[mine]).sum())
        exact = not crossing.size and not unmatched[mine].any()
        if filled > MOSTLY * county.area and not (exact and county.area - filled < limit * limit):
            missing = _thick(county.difference(shapely.union_all(shapes[mine])), limit)
            if missing:
                total = sum(map(_area, missing))
                words = f"各辖区合起来不等于{names[number]}：缺 {len(missing)} 处，共 {total:,.1f} 平方米。"
                yield None, _s14(words, missing, limit, plane, rule="S13")


def _thick(shape: BaseGeometry, limit: float) -> list[BaseGeometry]:
    """The parts that are wider than a limit, the largest first."""
    parts = [part for part in shapely.get_parts(shape) if part.area > 0 and _width(part) > limit]
    return sorted(parts, key=_area, reverse=True)


def _area(shape: BaseGeometry) -> float:
    return float(shape.area)


def _width(shape: BaseGeometry) -> float:
    """The mean width of a long thin area: twice its area by its length around."""
    return 2 * float(shape.area) / float(shape.length) if shape.length else 0.0


def _s13(words: str, basis: Basis, fix: str, shape: BaseGeometry, limit: float, plane: Plane) -> Finding:
    return Finding(
        rule="S13",
        severity=Severity.BLOCK,
        basis=basis,
        message=words,
        clause=LINE_LAW,
        fix=fix,
        evidence={"value": round(_width(shape), 3), "limit": limit, "place": plane.place(shape)},
        field="geometry",
    )


def _s14(words: str, parts: list[BaseGeometry], limit: float, plane: Plane, rule: str = "S14") -> Finding:
    """The finding with its difference report: where, how large, how wide."""
    report = [
        {"place": plane.place(part), "area_m2": round(_area(part), 1), "width_m": round(_width(part), 2)}
        for part in parts[:REPORTED]
    ]
    return Finding(
        rule=rule,
        severity=Severity.BLOCK,
        basis=Basis.LAW if rule == "S14" else Basis.PRACTICE,
        message=words,
        clause=LINE_LAW,
        fix="乡级勘界不改动县级以上界线：以登记的法定界线为边，改正后重报。差异各处见证据。",
        evidence={"value": report[0]["width_m"], "limit": limit, "differences": report},
        field="geometry",
    )
