"""What a phone or a package sends of one point, as plain values (野外记录内容). No ORM, no I/O.

Positions are WGS 84 degrees, longitude before latitude, with an accuracy in metres.
"""

import datetime
import math
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boundaries.lines.markers.models import Faces, Kind, MarkerState, PhotoKind
from boundaries.lines.markers.sheet import LABELS, LISTS, Sheet
from office.log.hashing import canonical

HASH = re.compile(r"[0-9a-f]{64}")
KINDS = ("marker", "point")
MOST_PHOTOS = 20
#: what comes from a decision over observations, never from the words
COORDINATES = ("x", "y", "crs", "lon", "lat", "height", "height_system", "accuracy_m")
WORDS = tuple(key for key in LABELS if key not in COORDINATES)
_CHOICES = {"kind": Kind.values, "faces": Faces.values, "state": MarkerState.values}
_LENGTHS = {"number": 32, "material": 40, "code": 32, "name": 60, "sheet": 32}


class Malformed(Exception):
    """The content is not what a phone sends; `field` names where, the message is for the person."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Position:
    """An averaged position: WGS 84 degrees, metres; `taken_at` with its zone."""

    lon: float
    lat: float
    accuracy_m: float
    height: float | None
    spread_m: float | None
    samples: int
    taken_at: datetime.datetime


@dataclass(frozen=True)
class Photo:
    """A picture that an item names: what is sent, and the original behind it."""

    sha256: str
    original: str
    kind: str
    name: str


@dataclass(frozen=True)
class Payload:
    """One record in one revision."""

    id: uuid.UUID
    revision: int
    line: str
    survey: int | None
    kind: str
    base: int
    sheet: Mapping[str, Any]
    position: Position | None
    recorded_at: datetime.datetime
    photos: Sequence[Photo]

    @property
    def number(self) -> str:
        return str(self.sheet["number"])

    def as_sheet(self) -> Sheet:
        """The words as the marker rules take them, without any coordinate."""
        lists = {key: tuple(self.sheet.get(key) or ()) for key in LISTS}
        return Sheet(**{**{key: value for key, value in self.sheet.items() if key not in LISTS}, **lists})


def _whole(given: Mapping[str, Any], key: str, least: int) -> int:
    value = given.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 2**31:
        raise Malformed(key, f"{key} 应为不小于 {least} 的整数。")
    return value


def _real(value: Any, field: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Malformed(field, f"{field} 应为数字。")
    if not low <= value <= high:
        raise Malformed(field, f"{field} 为 {value:g}，应在 {low:g} 至 {high:g} 之间。")
    return float(value)


def _time(value: Any, field: str) -> datetime.datetime:
    try:
        found = datetime.datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError as error:
        raise Malformed(field, f"{field} 不是时间。") from error
    if found.tzinfo is None or not 1900 <= found.year <= 2100:
        raise Malformed(field, f"{field} 应写明时区，在 1900 至 2100 年之间。")
    return found


def _text(value: Any, field: str, most: int) -> str:
    if not isinstance(value, str):
        raise Malformed(field, f"{LABELS.get(field, field)}应为文字。")
    plain = "".join(mark for mark in value if mark == "\n" or mark.isprintable()).strip()
    if len(plain) > most:
        raise Malformed(field, f"{LABELS.get(field, field)}最多 {most} 字。")
    return plain


def sheet_of(given: Any) -> dict[str, Any]:
    """The words of a sheet, checked for shape; keys that are no words of the 登记表 are refused."""
    if not isinstance(given, Mapping):
        raise Malformed("sheet", "登记表内容应为一组栏目。")
    unknown = sorted(set(given) - set(WORDS))
    if unknown:
        raise Malformed("sheet", f"登记表没有这些栏目：{'、'.join(unknown[:5])}。")
    words = {key: _word(key, value) for key, value in given.items()}
    if not words.get("number"):
        raise Malformed("number", "编号不能为空。")
    return words


def _word(key: str, value: Any) -> Any:
    if key in LISTS:
        if not isinstance(value, list) or len(value) > 9 or not all(isinstance(one, Mapping) for one in value):
            raise Malformed(key, f"{LABELS[key]}应为最多 9 项的列表。")
        if key == "references":
            return [_reference(one, place) for place, one in enumerate(value, 1)]
        return [{_text(name, key, 20): _text(one[name], key, 120) for name in one} for one in value]
    if key in _CHOICES and value not in _CHOICES[key]:
        raise Malformed(key, f"{LABELS[key]}应为 {'、'.join(_CHOICES[key])} 之一。")
    if key in {"duty_id", "scale"}:
        return value if value is None else _whole({key: value}, key, 0)
    return _text(value, key, _LENGTHS.get(key, 4000))


def _reference(given: Mapping[str, Any], place: int) -> dict[str, Any]:
    field = f"references-{place}"
    azimuth, distance = given.get("azimuth"), given.get("distance_m")
    return {
        "name": _text(given.get("name", ""), field, 120),
        "part": _text(given.get("part", ""), field, 120),
        "azimuth": None if azimuth is None else _real(azimuth, field, -1e6, 1e6),
        "distance_m": None if distance is None else _real(distance, field, -1e6, 1e6),
        "x": None if given.get("x") is None else _real(given["x"], field, -1e9, 1e9),
        "y": None if given.get("y") is None else _real(given["y"], field, -1e9, 1e9),
    }


def _position(given: Any) -> Position | None:
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise Malformed("position", "位置应有经度、纬度和精度。")
    spread, height = given.get("spread_m"), given.get("height")
    return Position(
        lon=_real(given.get("lon"), "lon", -180, 180),
        lat=_real(given.get("lat"), "lat", -90, 90),
        accuracy_m=_real(given.get("accuracy_m"), "accuracy", 0.001, 1e6),
        height=None if height is None else _real(height, "height", -1000, 10000),
        spread_m=None if spread is None else _real(spread, "spread_m", 0, 1e6),
        samples=_whole(given, "samples", 1),
        taken_at=_time(given.get("taken_at"), "taken_at"),
    )


def _photo(given: Any) -> Photo:
    if not isinstance(given, Mapping) or given.get("kind") not in PhotoKind.values:
        raise Malformed("photos", "照片应写明种类。")
    hashes = [str(given.get(key) or "") for key in ("sha256", "original")]
    if not all(HASH.fullmatch(one) for one in hashes):
        raise Malformed("photos", "照片编号应为 64 位十六进制 SHA-256。")
    return Photo(hashes[0], hashes[1], str(given["kind"]), _text(given.get("name", ""), "photos", 255) or "照片.jpg")


def _storable(given: Any) -> bool:
    """Whether the database can hold it: canonical JSON without NUL."""
    try:
        return b"\\u0000" not in canonical(given)
    except (TypeError, ValueError, RecursionError):
        return False


def payload_of(given: Any) -> Payload:
    """A record from its JSON. Raises Malformed with the field."""
    if not isinstance(given, Mapping) or not _storable(given):
        raise Malformed("", "内容应为一条记录，其中不能有空字符。")
    try:
        key = uuid.UUID(str(given.get("id")))
    except ValueError as error:
        raise Malformed("id", "记录编号应为 UUID。") from error
    if given.get("kind") not in KINDS:
        raise Malformed("kind", "种类应为 marker（界桩）或 point（边界点）。")
    photos = given.get("photos") or []
    if not isinstance(photos, list) or len(photos) > MOST_PHOTOS:
        raise Malformed("photos", f"一条记录最多 {MOST_PHOTOS} 张照片。")
    return Payload(
        id=key,
        revision=_whole(given, "revision", 1),
        line=_text(given.get("line"), "line", 40),
        survey=None if given.get("survey") is None else _whole(given, "survey", 1),
        kind=str(given["kind"]),
        base=_whole(given, "base", 0),
        sheet=sheet_of(given.get("sheet")),
        position=_position(given.get("position")),
        recorded_at=_time(given.get("recorded_at"), "recorded_at"),
        photos=tuple({one.sha256: one for one in map(_photo, photos)}.values()),
    )
