"""Names and streets as rows of a file (地名、街路巷导出), entered in the boundary room's register of exports."""

from collections.abc import Iterator

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet

from boundaries.divisions.queries import codes_on, ids_below, names_of
from boundaries.exports.area_rows import iso
from boundaries.exports.selections import Asked, Selection
from gazetteer.names.models import FormKind, Name
from gazetteer.names.queries import public_names
from gazetteer.rules.kinds import NameKind
from office.people.calendar import today
from office.spatial.export import Column, Layer, Row
from office.spatial.export_rows import Value

COLUMNS = (
    Column("id", "编号"),
    Column("name", "标准名称"),
    Column("pinyin", "罗马字母拼写"),
    Column("kind", "种类"),
    Column("div_code", "所在区划代码"),
    Column("div_name", "所在区划"),
    Column("authority", "批准机关"),
    Column("document", "批准文号"),
    Column("valid_from", "启用"),
    Column("source", "来源"),
)
_TAKES = frozenset({"within"})


def name_layer(asked: Asked) -> Layer:
    """The published standard names of a day that are no streets, with their point where one is known."""
    return Layer("names", "地名", "Point", COLUMNS, _rows(_names(asked), asked, lines=False))


def street_layer(asked: Asked) -> Layer:
    """The published street names of a day, with their shape where one is known."""
    return Layer("streets", "街路巷", "MultiLineString", COLUMNS, _rows(_streets(asked), asked, lines=True))


def _names(asked: Asked) -> QuerySet[Name]:
    return _chosen(asked).exclude(feature__kind=NameKind.STREET)


def _streets(asked: Asked) -> QuerySet[Name]:
    return _chosen(asked).filter(feature__kind=NameKind.STREET)


def _chosen(asked: Asked) -> QuerySet[Name]:
    names = public_names(today()).filter(feature__isnull=False, form_kind=FormKind.STANDARD, valid__contains=asked.day)
    if asked.within:
        names = names.filter(feature__home__in=ids_below([asked.within], asked.day))
    if asked.reach is not None:
        names = names.filter(feature__home__in=asked.reach)
    return names.select_related("feature").order_by("feature_id", "id")


def _rows(names: QuerySet[Name], asked: Asked, *, lines: bool) -> Iterator[Row]:
    codes = dict(codes_on(asked.day).filter(scheme="MCA").values_list("division_id", "code"))
    homes = names_of(names.order_by().values_list("feature__home_id", flat=True), asked.day)
    for name in names.iterator(chunk_size=500):
        feature = name.feature
        if feature is None:
            continue
        values: dict[str, Value] = {
            "id": feature.public_id,
            "name": name.form,
            "pinyin": name.pinyin,
            "kind": NameKind(feature.kind).label,
            "div_code": codes.get(feature.home_id or 0),
            "div_name": homes.get(feature.home_id or 0),
            "authority": name.authority,
            "document": name.document_number,
            "valid_from": iso(name.valid.lower, name.begin_precision),
            "source": name.source,
            "is_sample": feature.is_sample or name.is_sample,
        }
        yield Row(values, _shape(feature.geom if lines else feature.point, lines=lines))


def _shape(geometry: GEOSGeometry | None, *, lines: bool) -> shapely.Geometry | None:
    if geometry is None:
        return None
    shape = shapely.from_wkb(bytes(geometry.wkb))
    if not lines:
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    return shapely.multilinestrings(parts) if parts else None


NAMES = Selection(
    "names",
    "地名",
    "已公布的标准名称（不含街路巷），按所在区划选",
    _TAKES,
    name_layer,
    lambda asked: _names(asked).count(),
)
STREETS = Selection(
    "streets",
    "街路巷",
    "已公布的街路巷名称和图形，按所在区划选",
    _TAKES,
    street_layer,
    lambda asked: _streets(asked).count(),
)
