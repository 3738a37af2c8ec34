"""Public files (公众下载): generalised areas and published names, never more than the public pages show (rule J23)."""

import datetime
from collections.abc import Iterator

import shapely
from django.conf import settings
from django.db import connection

from boundaries.divisions.kinds import Level
from gazetteer.atlas.name_api import KIND_LABELS
from gazetteer.atlas.periods import period_json
from office.spatial.export import Column, Format, Layer, Row
from office.spatial.export_rows import Value

PUBLIC_FORMATS = (Format.GEOJSON, Format.CSV, Format.GPKG)
AREA_DECIMALS, NAME_DECIMALS = 4, 5  # as on the pages: ten metres, one metre
AREA_COLUMNS = (
    Column("id", "编号"),
    Column("code", "区划代码"),
    Column("name", "名称"),
    Column("level", "级别"),
    Column("kind", "类别"),
    Column("area_km2", "面积，平方公里", float),
    Column("valid_from", "有效期起"),
    Column("source", "来源"),
)
NAME_COLUMNS = (
    Column("id", "编号"),
    Column("name", "名称"),
    Column("pinyin", "拼音"),
    Column("kind", "种类"),
    Column("level", "级别"),
)

_AREAS = f"""
SELECT version.division_id, code.code, version.name, version.level, version.kind, area.area_m2, version.valid,
       version.begin_precision, version.end_precision, version.source, area.is_sample,
       ST_AsBinary(ST_SetSRID(ST_Transform(shape.geom, 4326), {settings.REGISTER_SRID}))
FROM divisions_divisionversion version
JOIN divisions_division division ON division.id = version.division_id AND NOT division.statistical
LEFT JOIN divisions_divisioncode code
  ON code.division_id = version.division_id AND code.scheme = 'MCA' AND code.valid @> %(day)s::date
LEFT JOIN divisions_area area ON area.division_id = version.division_id AND area.valid @> %(day)s::date
LEFT JOIN LATERAL (SELECT geom FROM divisions_areatileshape WHERE area_id = area.id
                   ORDER BY min_zoom DESC LIMIT 1) AS shape ON true
WHERE version.valid @> %(day)s::date AND (version.division_id = %(id)s OR version.parent_id = %(id)s)
  AND NOT division.external
ORDER BY version.division_id <> %(id)s, code.code NULLS LAST, version.division_id
"""

_NAMES = """
SELECT key.subject, key.form, key.spelling, key.kind, key.level, key.is_sample, ST_X(place.point), ST_Y(place.point)
FROM atlas_searchkey key
LEFT JOIN divisions_area area ON area.division_id = key.division_id AND area.valid @> %(day)s::date
CROSS JOIN LATERAL (
    SELECT CASE WHEN key.division_id IS NULL THEN key.point ELSE area.label_point END AS point) AS place
WHERE key.form_kind = 'standard' AND key.folded <> '' AND cardinality(key.grams) > 0
  AND key.valid @> %(day)s::date AND key.path @> ARRAY[%(id)s::bigint]
ORDER BY key.rank, key.subject
"""


def area_layer(division_id: int, day: datetime.date) -> Layer:
    """A division and its children on a day, generalised and rounded as published."""
    return Layer("areas", "行政区域（概化）", "MultiPolygon", AREA_COLUMNS, _areas(division_id, day))


def name_layer(division_id: int, day: datetime.date) -> Layer:
    """The published standard names of a division and of everything in it on a day."""
    return Layer("names", "地名", "Point", NAME_COLUMNS, _names(division_id, day))


def _areas(division_id: int, day: datetime.date) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_AREAS, {"day": day, "id": division_id})
        while piece := cursor.fetchmany(200):
            for pk, code, name, level, kind, area_m2, valid, begin, end, source, sample, wkb in piece:
                values: dict[str, Value] = {
                    "id": f"D{pk}",
                    "code": code,
                    "name": name,
                    "level": Level(level).label,
                    "kind": kind,
                    "area_km2": None if area_m2 is None else round(area_m2 / 1e6, 2),
                    "valid_from": period_json(valid, begin, end)["from"],
                    "source": source,
                    "is_sample": bool(sample),
                }
                yield Row(values, None if wkb is None else _rounded(bytes(wkb)))


def _rounded(wkb: bytes) -> shapely.Geometry:
    """Every vertex rounded alone, so that neighbours go on fitting each other to the last digit."""
    return shapely.transform(shapely.from_wkb(wkb), lambda points: points.round(AREA_DECIMALS))


def _names(division_id: int, day: datetime.date) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"day": day, "id": division_id})
        while piece := cursor.fetchmany(500):
            for subject, form, spelling, kind, level, sample, lon, lat in piece:
                values: dict[str, Value] = {
                    "id": subject,
                    "name": form,
                    "pinyin": spelling,
                    "kind": KIND_LABELS.get(kind, kind),
                    "level": Level(level).label if level else None,
                    "is_sample": bool(sample),
                }
                place = None if lon is None else shapely.Point(round(lon, NAME_DECIMALS), round(lat, NAME_DECIMALS))
                yield Row(values, place)
