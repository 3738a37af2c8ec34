"""Coordinate reference systems of survey results in Jilin (坐标系): CGCS2000 and what is not CGCS2000.

Projection inside one datum is exact and allowed; a datum is never changed (domain rule S04: the public
parameters of Beijing54 and Xian80 are wrong). WGS 84 counts as CGCS2000 for showing.
"""

import functools
import re
from dataclasses import dataclass
from enum import StrEnum

import pyproj
from pyproj.exceptions import CRSError


class Datum(StrEnum):
    """The datum of a reference system (大地基准)."""

    CGCS2000 = "CGCS2000"
    XIAN80 = "西安80"
    BEIJING54 = "北京54"
    WGS84 = "WGS84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"
    OTHER = "其他"


class Shape(StrEnum):
    """Degrees, Gauss–Krüger in zones of 3° or 6°, or another projection."""

    DEGREES = "degrees"
    GK3 = "gk3"
    GK6 = "gk6"
    OTHER = "other"


@dataclass(frozen=True)
class System:
    """One reference system: `zone` is set where the Y carries the zone number in front."""

    code: str
    datum: Datum
    shape: Shape
    meridian: float | None = None
    zone: int | None = None

    @property
    def label(self) -> str:
        """What people read: CGCS2000 3°带 第42带（Y 含带号）."""
        if self.shape is Shape.DEGREES:
            return f"{self.datum} 经纬度"
        if self.shape is Shape.OTHER:
            return f"{self.datum} 其他投影"
        width = "3°" if self.shape is Shape.GK3 else "6°"
        if self.zone:
            return f"{self.datum} {width}带 第{self.zone}带（Y 含带号）"
        return f"{self.datum} {width}带 中央经线 {self.meridian:g}°（Y 不含带号）"

    @property
    def projected(self) -> bool:
        return self.shape is not Shape.DEGREES

    @property
    def placeable(self) -> bool:
        """Whether its numbers may be put on the map without changing a datum."""
        return self.datum in {Datum.CGCS2000, Datum.WGS84}

    @property
    def encrypted(self) -> bool:
        """Whether it is the shifted grid of web maps (GCJ-02, BD-09), which is no survey result at all."""
        return self.datum in {Datum.GCJ02, Datum.BD09}


_GK: list[tuple[Datum, Shape, int, int, bool]] = [  # datum, shape, first EPSG, first zone or meridian, prefixed
    (Datum.CGCS2000, Shape.GK3, 4528, 40, True),
    (Datum.CGCS2000, Shape.GK3, 4549, 120, False),
    (Datum.CGCS2000, Shape.GK6, 4499, 21, True),
    (Datum.CGCS2000, Shape.GK6, 4510, 123, False),
    (Datum.XIAN80, Shape.GK3, 2364, 40, True),
    (Datum.XIAN80, Shape.GK3, 2385, 120, False),
    (Datum.XIAN80, Shape.GK6, 2335, 21, True),
    (Datum.XIAN80, Shape.GK6, 2346, 123, False),
    (Datum.BEIJING54, Shape.GK3, 2416, 40, True),
    (Datum.BEIJING54, Shape.GK3, 2437, 120, False),
    (Datum.BEIJING54, Shape.GK6, 21421, 21, True),
    (Datum.BEIJING54, Shape.GK6, 21461, 123, False),
]


def _catalogue() -> dict[str, System]:
    found = [
        System("EPSG:4490", Datum.CGCS2000, Shape.DEGREES),
        System("EPSG:4610", Datum.XIAN80, Shape.DEGREES),
        System("EPSG:4214", Datum.BEIJING54, Shape.DEGREES),
        System("EPSG:4326", Datum.WGS84, Shape.DEGREES),
    ]
    for datum, shape, first, start, prefixed in _GK:
        width = 3 if shape is Shape.GK3 else 6
        for step in range(5 if shape is Shape.GK3 else 2):
            if prefixed:
                zone = start + step
                found.append(System(f"EPSG:{first + step}", datum, shape, _meridian(zone, shape), zone))
            else:
                found.append(System(f"EPSG:{first + step}", datum, shape, float(start + step * width)))
    return {system.code: system for system in found}


def _meridian(zone: int, shape: Shape) -> float:
    return float(zone * 3 if shape is Shape.GK3 else zone * 6 - 3)


#: the systems in which results of Jilin come, CGCS2000 first
CATALOGUE = _catalogue()

#: the shifted degrees of web maps: they can be named and are refused; never a candidate
SHIFTED = {datum.value: System(datum.value, datum, Shape.DEGREES) for datum in (Datum.GCJ02, Datum.BD09)}

_DATUM_WORDS = (
    (Datum.CGCS2000, ("china 2000", "china_2000", "cgcs", "china geodetic coordinate system 2000")),
    (Datum.XIAN80, ("xian", "西安")),
    (Datum.BEIJING54, ("beijing", "北京")),
    (Datum.WGS84, ("wgs", "world geodetic system 1984")),
)


def _datum_of(crs: pyproj.CRS) -> Datum:
    geodetic = crs.geodetic_crs
    words = f"{geodetic.datum.name if geodetic and geodetic.datum else ''} {geodetic.name if geodetic else ''}".lower()
    for datum, marks in _DATUM_WORDS:
        if any(mark in words for mark in marks):
            return datum
    return Datum.OTHER


def describe(crs: pyproj.CRS) -> System:
    """The system that a CRS is: one of the catalogue by its parameters, else made from them."""
    datum = _datum_of(crs)
    if crs.is_geographic:
        for system in CATALOGUE.values():
            if system.shape is Shape.DEGREES and system.datum is datum:
                return system
        return System(_code(crs), datum, Shape.DEGREES)
    operation = crs.coordinate_operation
    values = {item.name: float(item.value) for item in operation.params} if operation else {}
    meridian, east = values.get("Longitude of natural origin"), values.get("False easting")
    gauss = values.get("Scale factor at natural origin") == 1.0 and values.get("False northing") == 0.0
    if meridian is None or east is None or not gauss:
        return System(_code(crs), datum, Shape.OTHER)
    zone = round((east - 500_000) / 1_000_000) or None
    shape = Shape.GK6 if _six_degrees(crs.name, zone, meridian) else Shape.GK3
    for system in CATALOGUE.values():
        if (system.datum, system.shape, system.meridian, system.zone) == (datum, shape, meridian, zone):
            return system
    return System(_code(crs), datum, shape, meridian, zone)


def _six_degrees(name: str, zone: int | None, meridian: float) -> bool:
    if zone is not None:
        return zone < 24  # 3° zones of China begin at 25, 6° zones end at 23
    return re.search(r"3[-_ ]degree", name, re.IGNORECASE) is None and (meridian - 3) % 6 == 0


def _code(crs: pyproj.CRS) -> str:
    epsg = crs.to_epsg(min_confidence=70)
    return f"EPSG:{epsg}" if epsg else crs.to_wkt()


def from_code(text: str) -> System | None:
    """The system of an EPSG code (`EPSG:4530` or `4530`) or of WKT; None if PROJ does not know it."""
    text = text.strip()
    code = f"EPSG:{text}" if text.isdigit() else text.upper() if text.upper().startswith("EPSG:") else text
    shifted = shifted_in(code)
    if shifted and len(code) < 20:
        return shifted
    if code in CATALOGUE:
        return CATALOGUE[code]
    if not re.match(r"EPSG:\d{4,6}$|[A-Z]+CRS\[|PROJCS\[|GEOGCS\[", code):
        return None
    try:
        crs = pyproj.CRS.from_user_input(code)
    except CRSError:
        return None
    return describe(crs) if crs.is_geographic or crs.is_projected else None


_ZONE = re.compile(r"(?:第|zone|带号)\s*(\d{2})|(\d{2})\s*(?:带|度带|号带)", re.IGNORECASE)
_MERIDIAN = re.compile(r"(?:中央(?:经线|子午线)|CM|L0)\D{0,4}(1[123]\d)", re.IGNORECASE)
_EPSG = re.compile(r"EPSG[:：\s]*(\d{4,5})", re.IGNORECASE)


@dataclass(frozen=True)
class Declared:
    """What a file or a person says of the reference system: a whole system, or only its datum."""

    system: System | None = None
    datum: Datum | None = None
    zone: int | None = None
    meridian: float | None = None
    width: int | None = None

    @property
    def says_nothing(self) -> bool:
        return self.system is None and self.datum is None


def declaration(text: str) -> Declared:
    """What words, an EPSG code or WKT declare; words like “2000国家大地坐标系 3度带 42带” count."""
    shifted = shifted_in(text)
    if shifted:
        return Declared(system=shifted, datum=shifted.datum)
    code = _EPSG.search(text)
    if code or re.match(r"^\s*(\d{4,5}|[A-Z]+CRS\[|PROJCS\[|GEOGCS\[)", text):
        system = from_code(f"EPSG:{code.group(1)}" if code else text)
        if system:
            return Declared(system=system, datum=system.datum)
    datum = _datum_in_words(text)
    if datum is None:
        return Declared()
    zone = _ZONE.search(text)
    meridian = _MERIDIAN.search(text)
    width = re.search(r"([36])\s*(?:°|度|-?degree)", text, re.IGNORECASE)
    return Declared(
        datum=datum,
        zone=int(zone.group(1) or zone.group(2)) if zone else None,
        meridian=float(meridian.group(1)) if meridian else None,
        width=int(width.group(1)) if width else None,
    )


_SHIFTED_WORDS = {
    Datum.BD09: re.compile(r"bd[-_ ]?09|百度(?:坐标|地图|经纬度|经度|纬度)", re.IGNORECASE),
    Datum.GCJ02: re.compile(
        r"gcj[-_ ]?0?2|火星坐标|国测局(?:加密|坐标)|加密坐标|(?:高德|腾讯)(?:坐标|地图|经纬度|经度|纬度)", re.IGNORECASE
    ),
}


def shifted_in(text: str) -> System | None:
    """The shifted grid that words name (GCJ-02 火星坐标、高德、腾讯; BD-09 百度), or None."""
    for datum, words in _SHIFTED_WORDS.items():
        if words.search(text):
            return SHIFTED[datum.value]
    return None


_WORDS = (
    (
        Datum.CGCS2000,
        ("cgcs2000", "2000国家大地", "国家2000", "2000坐标系", "china2000", "大地坐标系2000", "国家大地2000"),
    ),
    (
        Datum.XIAN80,
        ("西安80", "西安1980", "1980西安", "80西安", "xian80", "xian1980", "80国家大地", "80坐标系", "国家80"),
    ),
    (Datum.BEIJING54, ("北京54", "北京1954", "1954北京", "54北京", "beijing54", "beijing1954", "54坐标系")),
    (Datum.WGS84, ("wgs84", "wgs1984")),
)


def _datum_in_words(text: str) -> Datum | None:
    """The datum that words name; where they name two (由西安80转换为CGCS2000) they declare none."""
    plain = re.sub(r"[\s_\-]", "", text).lower()
    found = [datum for datum, marks in _WORDS if any(mark in plain for mark in marks)]
    return found[0] if len(found) == 1 else None


@functools.lru_cache(maxsize=64)
def _transformer(code: str, inverse: bool) -> pyproj.Transformer:
    crs = pyproj.CRS.from_user_input(code)
    geodetic = crs.geodetic_crs or crs
    ends = (geodetic, crs) if inverse else (crs, geodetic)
    return pyproj.Transformer.from_crs(*ends, always_xy=True, allow_ballpark=False)


def to_degrees(system: System) -> pyproj.Transformer:
    """(east, north) of a system → (longitude, latitude) on its own datum; no datum is changed."""
    return _transformer(system.code, False)


def from_degrees(system: System) -> pyproj.Transformer:
    """(longitude, latitude) → (east, north) of a system, on its own datum."""
    return _transformer(system.code, True)
