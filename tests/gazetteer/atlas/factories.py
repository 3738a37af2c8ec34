"""Areas and lines as squares, with the derived rows that tiles and look-ups read."""

from django.contrib.gis.geos import MultiPolygon, Polygon

from boundaries.divisions.models import Area, AreaPiece, AreaTileShape, Division
from boundaries.lines.models import Edge, Junction, Line, LineTileShape, LineVersion
from tests.factories import ALWAYS


def make_area(
    division: Division, level: str, box: tuple[float, float, float, float], *, sample: bool = False, valid=ALWAYS
) -> Area:
    """A rectangle (west, south, east, north) as the area of a division, with piece and tile shape."""
    polygon = Polygon.from_bbox(box)
    polygon.srid = 4490
    area = Area.objects.create(
        division=division,
        valid=valid,
        geom=MultiPolygon(polygon, srid=4490),
        area_m2=1e8,
        label_point=polygon.point_on_surface,
        is_sample=sample,
    )
    AreaPiece.objects.create(area=area, level=level, geom=polygon)
    web = MultiPolygon(polygon, srid=4326)
    web.transform(3857)
    AreaTileShape.objects.create(area=area, level=level, min_zoom=5, max_zoom=22, geom=web)
    return area


def make_edge(left: Division, right: Division, points: list[tuple[float, float]], *, level: str = "county") -> Edge:
    """An edge along some points; `left` looking from the first to the last. Junctions are shared by position."""
    ends = [_junction(point) for point in (points[0], points[-1])]
    text = ", ".join(f"{x} {y}" for x, y in points)
    return Edge.objects.create(
        start=ends[0],
        end=ends[1],
        left=left,
        right=right,
        geom=f"SRID=4490;LINESTRING({text})",
        valid=ALWAYS,
        level=level,
        state="surveyed",
        source="测试",
    )


def _junction(point: tuple[float, float]) -> Junction:
    place = f"SRID=4490;POINT({point[0]} {point[1]})"
    return Junction.objects.filter(point=place).first() or Junction.objects.create(point=place)


def make_line(edge: Edge, code: str) -> LineVersion:
    """The legal line of one edge, with its tile shape."""
    line = Line.objects.create(state="surveyed", length_m=1000, length_source="测试")
    version = LineVersion.objects.create(
        line=line,
        code=code,
        name=f"{code}界线",
        level=edge.level,
        first=edge.left,
        second=edge.right,
        computed_m=1000,
        computed_from="测试",
        valid=ALWAYS,
    )
    edge.refresh_from_db()
    shape = edge.geom.clone()
    shape.srid = 4326
    shape.transform(3857)
    LineTileShape.objects.create(
        edge=edge, line=line, level=edge.level, min_zoom=5, max_zoom=22, valid=ALWAYS, geom=shape
    )
    return version


def decoded(tile: bytes, *, drawn: bool = False) -> dict[str, list[dict[str, object]]]:
    """The layers of a vector tile with the attributes of their features: enough of the format to test with.

    `drawn`: with the commands that draw the feature, as bytes, under `geometry`.
    """
    return dict(_layer(value, drawn) for number, value in _fields(tile) if number == 3)


def _layer(data: bytes, drawn: bool) -> tuple[str, list[dict[str, object]]]:
    name, keys, values, features = "", [], [], []
    for number, value in _fields(data):
        if number == 1:
            name = value.decode()
        elif number == 2:
            features.append(dict(_fields(value)))
        elif number == 3:
            keys.append(value.decode())
        elif number == 4:
            values.append(_value(value))
    found: list[dict[str, object]] = []
    for feature in features:
        tags = _numbers(feature.get(2, b""))
        told = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
        found.append({**told, "geometry": feature[4]} if drawn else told)
    return name, found


def _numbers(packed: bytes) -> list[int]:
    found, place = [], 0
    while place < len(packed):
        number, place = _varint(packed, place)
        found.append(number)
    return found


def _value(data: bytes) -> object:
    number, value = next(iter(_fields(data)))
    if number == 1:
        return value.decode()
    return bool(value) if number == 7 else value


def _fields(data: bytes):
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        if key & 7 == 2:
            length, place = _varint(data, place)
            yield key >> 3, data[place : place + length]
            place += length
        else:
            value, place = _varint(data, place)
            yield key >> 3, value


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
