"""Simpler edges for small scales that still fit each other (制图综合). No ORM, no I/O."""

import math
from collections.abc import Collection, Sequence

import numpy as np
from shapely.geometry import LineString

from boundaries.lines.soundness import crossings, misplaced_islands
from boundaries.lines.topology import Owner, Point, Stretch

EARTH_RADIUS_M = 6378137.0  # web Mercator is defined on this sphere
RING_POINTS = 4
HALVINGS = 12


def to_web(points: Sequence[Point]) -> tuple[Point, ...]:
    """Degrees (longitude, latitude) to web Mercator metres; CGCS2000 counts as WGS 84 for showing."""
    degrees = np.radians(np.asarray(points, dtype=float))
    x = EARTH_RADIUS_M * degrees[:, 0]
    y = EARTH_RADIUS_M * np.log(np.tan(math.pi / 4 + degrees[:, 1] / 2))
    return tuple((float(a), float(b)) for a, b in zip(x, y, strict=True))


def web_edges(edges: Sequence[Stretch]) -> list[Stretch]:
    """The same edges in web Mercator."""
    return [Stretch(to_web(edge.points), edge.left, edge.right) for edge in edges]


def generalised(edges: Sequence[Stretch], tolerance: float, outside: Collection[Owner] = ()) -> list[Stretch]:
    """The edges with all their ends, simplified by at most `tolerance` (in the unit of the coordinates).

    Where simpler edges would cross, coincide or leave an island on the wrong side, those edges are
    simplified less, in the end not at all; so what was a partition stays one.
    """
    if tolerance <= 0:
        return list(edges)
    tolerances = [tolerance] * len(edges)
    result = [_simpler(edge, tolerance) for edge in edges]
    for attempt in range(HALVINGS + 1):
        bad = _troubled(result, set(outside))
        if not bad:
            break
        for index in bad:
            tolerances[index] = tolerances[index] / 2 if attempt < HALVINGS else 0.0
            result[index] = _simpler(edges[index], tolerances[index])
    return result


def _simpler(edge: Stretch, tolerance: float) -> Stretch:
    if tolerance <= 0:
        return edge
    points = tuple(LineString(edge.points).simplify(tolerance, preserve_topology=False).coords)
    if edge.closed and len(points) < RING_POINTS:
        return _simpler(edge, tolerance / 2 if tolerance > 1e-3 else 0)
    return Stretch(points, edge.left, edge.right)


def _troubled(edges: list[Stretch], outside: set[Owner]) -> set[int]:
    """The places in the list of edges that take part in a flaw."""
    pairs = {frozenset(flaw.owners) for flaw in crossings(edges)}
    if not pairs and any(edge.closed for edge in edges):
        pairs = {frozenset(flaw.owners) for flaw in misplaced_islands(edges, outside)}
    return {i for i, edge in enumerate(edges) if any({edge.left, edge.right} <= pair for pair in pairs)}
