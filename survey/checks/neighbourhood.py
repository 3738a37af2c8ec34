"""S03 and the ends of S11: distances in metres to the line and to the province, in a Gauss–Krüger plane nearby."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from office.intake.readers import ReadRow
from office.rulesets.findings import Finding
from office.spatial.systems import CATALOGUE, System, from_degrees
from survey.checks import place_rules
from survey.checks.context import Context, LineContext
from survey.checks.placement import EAST, NORTH, SOUTH, WEST
from survey.checks.standards import Standard

LOST = 9e6  # metres: what cannot be placed at all is far from everything


def plane_near(lon: float) -> System:
    """The 3° zone (without prefix) in which lengths near a longitude are true to 1:3000 or better."""
    step = min(max(round((lon - 120) / 3), 0), 4)
    return CATALOGUE[f"EPSG:{4549 + step}"]


def projected(shapes: Sequence[BaseGeometry], system: System) -> np.ndarray:
    """Shapes in degrees as shapes in metres."""
    turn = from_degrees(system)
    return shapely.transform(
        np.array(shapes, dtype=object), lambda pairs: np.column_stack(turn.transform(pairs[:, 0], pairs[:, 1]))
    )


def off_place(
    places: Sequence[BaseGeometry | None], rows: Sequence[ReadRow], context: Context, standard: Standard
) -> list[tuple[int, Finding]]:
    """S03 for each position that lies outside: of the line's corridor if there is a line, else of Jilin and 2 km."""
    known = np.array([index for index, place in enumerate(places) if place is not None], dtype=int)
    if not known.size:
        return []
    shapes = np.array([places[index] for index in known.tolist()], dtype=object)
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    lost = [(index, LOST) for index in known[~finite].tolist()]
    known, shapes = known[finite], shapes[finite]
    if context.line is not None:
        line, limit = context.line, standard.corridor_m
        away = list(zip(known.tolist(), distances_to(line.geometry, shapes), strict=True))
        return [
            (index, place_rules.off_line(distance, limit, line.name, rows[index].number))
            for index, distance in [*lost, *away]
            if distance > limit
        ]
    province = context.province or shapely.box(WEST, SOUTH, EAST, NORTH)
    shapely.prepare(province)
    outside = ~shapely.covers(province, shapes)
    away = list(zip(known[outside].tolist(), distances_to(province, shapes[outside]), strict=True))
    limit = standard.beyond_province_m
    return [
        (index, place_rules.off_province(distance, limit, rows[index].number))
        for index, distance in [*lost, *away]
        if distance > limit
    ]


class _Target:
    """A geometry in a plane in metres, ready to be asked from a million places."""

    def __init__(self, shape: BaseGeometry, system: System) -> None:
        self.system, self.shape = system, projected([shape], system)[0]
        shapely.prepare(self.shape)
        self.parts = shapely.STRtree(_stretches(self.shape))

    def farthest(self, shape: BaseGeometry) -> float:
        """Metres from the vertex of a shape in degrees that lies farthest off; far where one cannot be placed."""
        points = shapely.points(shapely.get_coordinates(projected([shape], self.system)[0]))
        if not np.isfinite(shapely.get_coordinates(points)).all():
            return LOST
        points = points[~shapely.intersects(self.shape, points)]
        if not points.size:
            return 0.0
        _, distances = self.parts.query_nearest(points, return_distance=True, all_matches=False)
        return float(distances.max())


def _stretches(shape: BaseGeometry) -> np.ndarray:
    """The straight pieces of a line or of the outline of an area; points as they are."""
    lines = shapely.get_parts(shapely.boundary(shape) if shapely.get_dimensions(shape) == 2 else shape)
    if shapely.get_dimensions(shape) < 1:
        return lines
    pairs = [shapely.get_coordinates(line) for line in lines]
    return np.concatenate([shapely.linestrings(np.stack([each[:-1], each[1:]], axis=1)) for each in pairs])


def distances_to(other: BaseGeometry, shapes: Iterable[BaseGeometry]) -> list[float]:
    """Metres from the farthest vertex of each shape to a geometry, both in degrees; inside an area they are none."""
    result, targets = [], dict[str, _Target]()
    for shape in shapes:
        system = plane_near(float(shape.bounds[0]))
        if system.code not in targets:
            targets[system.code] = _Target(other, system)
        result.append(targets[system.code].farthest(shape))
    return result


def line_ends(shape: BaseGeometry, line: LineContext, standard: Standard, row: int) -> list[Finding]:
    """S11: begin and end of an uploaded line lie at a junction or a marker of the line."""
    if not line.ends:
        return []
    pairs = shapely.get_coordinates(shape)
    system = plane_near(float(pairs[0][0]))
    known = shapely.MultiPoint(projected([shapely.Point(*pair) for pair in line.ends], system))
    findings = []
    for which, pair in (("起点", pairs[0]), ("终点", pairs[-1])):
        here = projected([shapely.Point(*pair)], system)[0]
        distance = float(here.distance(known))
        if distance > standard.line_end_m:
            findings.append(place_rules.loose_end(which, distance, standard.line_end_m, row))
    return findings
