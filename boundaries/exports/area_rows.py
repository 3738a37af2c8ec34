"""Areas as rows of a file (区域导出): full precision, every level, any day. Where no area is known, none is made up."""

from collections.abc import Iterator
from typing import Any

import shapely
from django.db import connection

from boundaries.divisions.kinds import Level
from boundaries.divisions.queries import subtree_ids
from boundaries.exports.selections import Asked, Selection
from office.spatial.export import Column, Layer, Row

COLUMNS = (
    Column("code", "区划代码"),
    Column("name", "名称"),
    Column("level", "级别"),
    Column("kind", "类别"),
    Column("parent", "上级"),
    Column("area_km2", "椭球面积，平方公里", float),
    Column("valid_from", "有效期起"),
    Column("valid_to", "有效期止"),
    Column("source", "来源"),
)

_ROWS = """
SELECT code.code, version.name, version.level, version.kind, above.name, area.area_m2, version.valid,
       version.begin_precision, version.end_precision, version.source, area.is_sample, ST_AsBinary(area.geom)
FROM divisions_divisionversion version
JOIN divisions_division division ON division.id = version.division_id AND NOT division.statistical
LEFT JOIN divisions_area area ON area.division_id = version.division_id AND area.valid @> %(day)s::date
LEFT JOIN divisions_divisionversion above ON above.division_id = version.parent_id AND above.valid @> %(day)s::date
LEFT JOIN divisions_divisioncode code
  ON code.division_id = version.division_id AND code.scheme = 'MCA' AND code.valid @> %(day)s::date
WHERE version.valid @> %(day)s::date AND (%(level)s = '' OR version.level = %(level)s)
  AND (%(external)s OR NOT division.external) AND version.level <> 'village'
"""
_ORDER = " ORDER BY code.code NULLS LAST, version.division_id"
LEVELS = {level.value: level.label for level in Level}


def area_layer(asked: Asked) -> Layer:
    """The areas of a day: of a level, below a division, within the reach of the person."""
    return Layer("areas", "行政区域", "MultiPolygon", COLUMNS, _rows(asked))


def area_count(asked: Asked) -> int:
    """How many rows that layer has."""
    sql, values = _query(asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS chosen (c, n, l, k, a, m, v, b, e, s, i, g)", values)
        return cursor.fetchone()[0]


def _query(asked: Asked) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"day": asked.day, "level": asked.level, "external": asked.reach is not None}
    sql = _ROWS
    for name, ids in limits(asked):
        sql += f" AND version.division_id = ANY (%({name})s)"
        values[name] = ids
    return sql, values


def _rows(asked: Asked) -> Iterator[Row]:
    sql, values = _query(asked)
    with connection.cursor() as cursor:
        cursor.execute(sql + _ORDER, values)
        while piece := cursor.fetchmany(200):
            yield from (_row(*row) for row in piece)


def limits(asked: Asked) -> list[tuple[str, list[int]]]:
    """The lists of divisions that a selection is confined to: below the one asked for, within the person's reach."""
    found = [("within", subtree_ids(asked.within, asked.day))] if asked.within else []
    if asked.reach is not None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {asked.reach.sql} AS reach", asked.reach.params)
            found.append(("reach", [row[0] for row in cursor.fetchall()]))
    return found


def _row(
    code: str | None,
    name: str,
    level: str,
    kind: str,
    above: str | None,
    area_m2: float | None,
    valid: Any,
    begin: str,
    end: str,
    source: str,
    sample: bool | None,
    wkb: Any,
) -> Row:
    values = {
        "code": code,
        "name": name,
        "level": LEVELS[level],
        "kind": kind,
        "parent": above,
        "area_km2": None if area_m2 is None else round(area_m2 / 1e6, 6),
        "valid_from": iso(valid.lower, begin),
        "valid_to": iso(valid.upper, end),
        "source": source,
        "is_sample": bool(sample),
    }
    return Row(values, None if wkb is None else shapely.from_wkb(bytes(wkb)))


def iso(day: Any, precision: str) -> str | None:
    """A date of a file, only as long as it is known: 1988, 2020-06-19."""
    return None if day is None else f"{day.year:04d}" if precision == "year" else day.isoformat()


AREAS = Selection(
    "areas", "行政区域", "全精度范围，按级别和所在区划选", frozenset({"level", "within"}), area_layer, area_count
)
