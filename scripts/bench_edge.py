"""Replacing one edge until the map shows it, beside the plain SQL of the same rows; every run is rolled back."""

import time
from collections.abc import Callable
from typing import Any

RUNS = 5
WRITES = ("INSERT", "UPDATE", "DELETE")
Statement = tuple[str, Any, bool]


class Listener:
    """The writing statements that Django sends, to be sent again without Django; as an `execute_wrapper`."""

    def __init__(self) -> None:
        self.heard: list[Statement] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).lstrip().upper().startswith(WRITES):
            self.heard.append((str(sql), params, many))
        return execute(sql, params, many, context)


def measure(level: str) -> tuple[float, float]:
    """The best of some runs in milliseconds: the action with its map tile, the plain writes with the same tile."""
    runs = [_once(level) for _ in range(RUNS)]
    return min(action for action, _ in runs) * 1000, min(plain for _, plain in runs) * 1000


def _once(level: str) -> tuple[float, float]:
    """One replacement of a middling edge from today on. Raises SystemExit where the map keeps the old line."""
    from django.contrib.auth import get_user_model
    from django.db import connection, transaction

    from boundaries.lines.models import Edge
    from boundaries.lines.network import points_of
    from boundaries.lines.redrawing import base_of, replace_edge
    from gazetteer.atlas import tiles
    from office.people.calendar import today

    with transaction.atomic():
        day = today()
        found = Edge.objects.filter(level=level, dormant=False, locked=False, valid__contains=day)
        found = found.filter(left__external=False, right__external=False)
        edges = [edge for edge in found.order_by("id") if len(edge.geom) > 4]
        edge = edges[len(edges) // 2]
        line = _bent(points_of(edge.geom))
        key = tiles.TileKey("lines", 12, *_tile_of(line[len(line) // 2], 12), day)
        officer = _officer(get_user_model(), edge, day)
        before, listener = tiles.tile(key), Listener()
        begin = time.perf_counter()
        with connection.execute_wrapper(listener):
            replace_edge(officer, edge.pk, line, day, base=base_of(edge), document="测速〔0〕号", reason="测速")
        after = tiles.tile(key)
        action = time.perf_counter() - begin
        transaction.set_rollback(True)
    tiles.store.clear()
    if after.content == before.content:
        raise SystemExit("边已重新划定，瓦片却没有变")
    return action, _replay(listener.heard, key)


def _replay(statements: list[Statement], key: Any) -> float:
    """The seconds that the same writes, their constraint and the tile take without anything of ours between them."""
    from django.db import connection, transaction

    from boundaries.lines.coverage import check_now
    from gazetteer.atlas import tiles

    with transaction.atomic(), connection.cursor() as cursor:
        begin = time.perf_counter()
        for sql, params, many in statements:
            (cursor.executemany if many else cursor.execute)(sql, params)
        check_now()
        tiles.tile(key)
        spent = time.perf_counter() - begin
        transaction.set_rollback(True)
    tiles.store.clear()
    return spent


def _officer(users: Any, edge: Any, day: Any) -> Any:
    """An officer of the province, made in the transaction that is rolled back."""
    from psycopg2.extras import DateRange

    from boundaries.divisions.queries import chain_of
    from boundaries.jurisdiction.models import Appointment
    from office.people.roles import Role

    officer = users.objects.create_user(username="bench-officer")
    province = chain_of(edge.left_id, day)[0].division_id
    Appointment.objects.create(
        user=officer, role=Role.BOUNDARY_OFFICER, division_id=province, valid=DateRange(day, None)
    )
    return officer


def _bent(points: Any) -> list[tuple[float, float]]:
    """The line with its middle vertex moved a fifth of the way towards the middle of its neighbours."""
    found, place = list(points), len(points) // 2
    (x1, y1), (x, y), (x2, y2) = found[place - 1 : place + 2]
    found[place] = (0.8 * x + 0.1 * (x1 + x2), 0.8 * y + 0.1 * (y1 + y2))
    return found


def _tile_of(point: tuple[float, float], zoom: int) -> tuple[int, int]:
    """Column and row of the tile at a zoom that holds a place (longitude, latitude)."""
    from boundaries.lines.generalise import EARTH_RADIUS_M, to_web

    half = 3.141592653589793 * EARTH_RADIUS_M
    ((x, y),) = to_web([point])
    side = 2**zoom
    return int((x + half) / (2 * half) * side), int((half - y) / (2 * half) * side)
