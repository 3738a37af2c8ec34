"""The shape of every edge in each band of zooms (各级比例尺的边): all of them, or those that a change can alter.

Edges make room for each other where they are simplified, so one change may alter its neighbours; what lies
farther away stays, and is not looked at.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from boundaries.divisions.kinds import Level
from boundaries.lines.generalise import Path, Together, generalised, generalised_near, to_web
from boundaries.lines.models import Edge
from boundaries.lines.network import by_key, read_points
from boundaries.lines.periods import span_of
from boundaries.lines.regrouping import Box
from boundaries.lines.topology import Stretch


@dataclass(frozen=True)
class Band:
    """Zooms that share a generalisation; tolerance in metres of web Mercator, under a pixel of the largest zoom."""

    min_zoom: int
    max_zoom: int
    tolerance: float
    townships: bool


SMALL_SCALES = (Band(4, 7, 800.0, False), Band(8, 9, 200.0, False))
LARGE_SCALE = Band(10, 22, 0.0, True)
BANDS = (*SMALL_SCALES, LARGE_SCALE)


class WebEdges:
    """Active edges of all times in web Mercator, simplified together for each band once."""

    def __init__(self, edges: QuerySet[Edge]) -> None:
        self.edges = list(edges.filter(dormant=False).defer("geom").order_by("id"))
        points = read_points([edge.pk for edge in self.edges])
        self.whole = {edge.pk: Stretch(to_web(points[edge.pk]), edge.left_id, edge.right_id) for edge in self.edges}
        self._bands: dict[int, dict[int, Path]] = {}

    def shapes(self, band: Band) -> dict[int, Path]:
        """Edge id → its shape in a band; without the edges inside a county where the band shows no townships."""
        if band.min_zoom not in self._bands:
            edges = [edge for edge in self.edges if band.townships or edge.level != Level.TOWNSHIP]
            shapes = generalised([self.whole[edge.pk] for edge in edges], band.tolerance, together(edges))
            self._bands[band.min_zoom] = {edge.pk: shape.points for edge, shape in zip(edges, shapes, strict=True)}
        return self._bands[band.min_zoom]


def together(edges: Sequence[Edge]) -> Together:
    """Whether two of the edges, by their places in the list, ever stand at the same time."""
    spans = [span_of(edge.valid) for edge in edges]

    def overlap(one: int, other: int) -> bool:
        return max(spans[one][0], spans[other][0]) < min(spans[one][1], spans[other][1])

    return overlap


def stored_shapes(band: Band, edges: Collection[int]) -> dict[int, Path]:
    """The shapes of some edges in a band as they are stored."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT edge_id, ST_AsBinary(geom) FROM lines_linetileshape WHERE min_zoom = %s AND edge_id = ANY(%s)",
            [band.min_zoom, list(edges)],
        )
        return by_key(cursor.fetchall())


class Neighbourhood:
    """Edges of county level and above that a change can alter in the small scales, and what stands beside them.

    `changed`: the edges that were opened or closed; `gone`: the places of those that were deleted.
    """

    def __init__(self, changed: Collection[int], gone: Iterable[Box]) -> None:
        self._known: dict[int, tuple[Edge, Stretch]] = {}
        main = Edge.objects.filter(pk__in=changed, dormant=False).exclude(level=Level.TOWNSHIP)
        self.seeds = set(main.values_list("pk", flat=True))
        self.seeds |= self.beside(self.seeds) | {edge for box in gone for edge in _within(box)}

    def shapes(self, band: Band) -> dict[int, Path]:
        """The shapes of the edges that may be other ones now: those that simplifying all edges would give."""
        return generalised_near(self.seeds, _Within(self, band), band.tolerance)

    def edges(self, edges: Collection[int]) -> dict[int, Stretch]:
        """Some edges in web Mercator; each is read once."""
        missing = set(edges) - self._known.keys()
        if missing:
            web = WebEdges(Edge.objects.filter(pk__in=missing))
            self._known |= {edge.pk: (edge, web.whole[edge.pk]) for edge in web.edges}
        return {edge: self._known[edge][1] for edge in edges}

    def together(self, edges: Sequence[int]) -> Together:
        """Which of some edges that were read stand at the same time."""
        return together([self._known[edge][0] for edge in edges])

    def beside(self, edges: Collection[int]) -> set[int]:
        """The edges of county level and above whose envelopes meet those of some edges."""
        with connection.cursor() as cursor:
            cursor.execute(_BESIDE, [list(edges)])
            return {pk for (pk,) in cursor.fetchall()}


@dataclass(frozen=True)
class _Within:
    """A neighbourhood with what is stored of it in a band."""

    near: Neighbourhood
    band: Band

    def beside(self, edges: Collection[int]) -> set[int]:
        return self.near.beside(edges)

    def edges(self, edges: Collection[int]) -> dict[int, Stretch]:
        return self.near.edges(edges)

    def together(self, edges: Sequence[int]) -> Together:
        return self.near.together(edges)

    def stored(self, edges: Collection[int]) -> dict[int, Path]:
        return stored_shapes(self.band, edges)


def _within(box: Box) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, [*box, settings.REGISTER_SRID])
        return {pk for (pk,) in cursor.fetchall()}


_BESIDE = """
SELECT DISTINCT other.id FROM lines_edge one JOIN lines_edge other ON other.geom && one.geom
WHERE one.id = ANY(%s) AND NOT other.dormant AND other.level <> 'township'
"""
_INSIDE = """
SELECT id FROM lines_edge
WHERE geom && ST_MakeEnvelope(%s, %s, %s, %s, %s) AND NOT dormant AND level <> 'township'
"""
