"""Operations as JSON and back, strictly (操作的存储格式): what is unknown or of another type is refused."""

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from boundaries.changes.operations import (
    NEW,
    Abolish,
    Affiliate,
    Cut,
    Establish,
    MoveBoundary,
    MoveSeat,
    Operation,
    Point,
    Recode,
    Ref,
    Rename,
    Territory,
)
from boundaries.divisions.kinds import Level, Scheme
from office.log.hashing import digest

TYPES: dict[str, type[Operation]] = {
    "establish": Establish,
    "abolish": Abolish,
    "affiliate": Affiliate,
    "move_boundary": MoveBoundary,
    "move_seat": MoveSeat,
    "rename": Rename,
    "recode": Recode,
}
_NAMES = {made: name for name, made in TYPES.items()}


def as_json(operation: Operation) -> dict[str, Any]:
    """An operation as plain JSON values, `type` first."""
    return {"type": _NAMES[type(operation)], **_plain(dataclasses.asdict(operation))}


def operations_as_json(operations: Sequence[Operation]) -> list[dict[str, Any]]:
    """The operations of a case, in order."""
    return [as_json(operation) for operation in operations]


def content_hash(operations: Sequence[Operation]) -> str:
    """SHA-256 of the canonical JSON: what was approved is what is carried out."""
    return digest({"operations": operations_as_json(operations)})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value.value) if isinstance(value, (Level, Scheme)) else value


def operation_from_json(value: Any) -> Operation:
    """The operation that `as_json` wrote. Raises ValueError with a sentence for the office."""
    content = _object(value, "操作")
    name = content.pop("type", None)
    if not isinstance(name, str) or name not in TYPES:
        raise ValueError(f"操作类型“{name}”不认识，应为 {'、'.join(TYPES)} 之一。")
    return _READERS[name](_Fields(content, f"操作 {name}"))


def operations_from_json(value: Any) -> tuple[Operation, ...]:
    """The operations of a case. Raises ValueError."""
    if not isinstance(value, list):
        raise ValueError("操作清单应为列表。")
    return tuple(operation_from_json(item) for item in value)


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ValueError(f"{what}应为对象，现为 {_kind_of(value)}。")
    return dict(value)


def _kind_of(value: Any) -> str:
    return type(value).__name__


class _Fields:
    """The fields of one object, each read once; `done` refuses what nobody read."""

    def __init__(self, content: dict[str, Any], what: str) -> None:
        self.content, self.what = content, what

    def take(self, key: str, read: Callable[[Any, str], Any], default: Any = ...) -> Any:
        if key not in self.content:
            if default is ...:
                raise ValueError(f"{self.what}缺少“{key}”。")
            return default
        return read(self.content.pop(key), f"{self.what}的“{key}”")

    def done(self) -> None:
        if self.content:
            raise ValueError(f"{self.what}有不认识的项：{'、'.join(sorted(self.content))}。")


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{what}应为文字，现为 {_kind_of(value)}。")
    return value


def _needed(value: Any, what: str) -> str:
    if not _text(value, what).strip():
        raise ValueError(f"{what}不能为空。")
    return value


def _id(value: Any, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{what}应为区划编号（正整数），现为“{value}”。")
    return value


def _ref(value: Any, what: str) -> Ref:
    if isinstance(value, str):
        if not value.startswith(NEW) or value == NEW:
            raise ValueError(f"{what}应为区划编号或“new:键”，现为“{value}”。")
        return value
    return _id(value, what)


def _code(value: Any, what: str) -> str:
    if not isinstance(value, str) or not (value.isascii() and value.isdigit()) or len(value) not in (2, 4, 6, 9, 12):
        raise ValueError(f"{what}应为 2、4、6、9 或 12 位数字，现为“{value}”。")
    return value


def _scheme(value: Any, what: str) -> Scheme:
    if value not in Scheme.values:
        raise ValueError(f"{what}应为 {'、'.join(Scheme.values)} 之一，现为“{value}”。")
    return Scheme(value)


def _level(value: Any, what: str) -> Level:
    if value not in Level.values or value == Level.STATE:
        raise ValueError(f"{what}不是区划级别：“{value}”。")
    return Level(value)


def _point(value: Any, what: str) -> Point:
    pair = value if isinstance(value, (list, tuple)) and len(value) == 2 else None
    if pair is None or not all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in pair):
        raise ValueError(f"{what}应为 [经度, 纬度]。")
    lon, lat = (float(item) for item in pair)
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"{what}超出经纬度范围：{lon}, {lat}。")
    return lon, lat


def _optional(read: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    return lambda value, what: None if value is None else read(value, what)


def _many(read: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    def items(value: Any, what: str) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"{what}应为列表。")
        return tuple(read(item, f"{what}第 {place} 项") for place, item in enumerate(value, 1))

    return items


def _drawn(value: Any, what: str) -> tuple[Point, ...]:
    points = _many(_point)(value, what)
    if len(set(points)) < 2:
        raise ValueError(f"{what}至少要有两个不同的点。")
    return points


def _cut(value: Any, what: str) -> Cut:
    fields = _Fields(_object(value, what), what)
    found = Cut(fields.take("of", _ref), fields.take("line", _drawn), fields.take("side", _point))
    fields.done()
    return found


def _territory(value: Any, what: str) -> Territory:
    fields = _Fields(_object(value, what), what)
    found = Territory(fields.take("whole", _many(_ref), ()), fields.take("cuts", _many(_cut), ()))
    fields.done()
    return found


def _establish(fields: _Fields) -> Operation:
    found = Establish(
        key=fields.take("key", _needed),
        name=fields.take("name", _needed),
        kind=fields.take("kind", _needed),
        level=fields.take("level", _level),
        parent=fields.take("parent", _ref),
        code=fields.take("code", _optional(_code), None),
        scheme=fields.take("scheme", _scheme, Scheme.MCA),
        territory=fields.take("territory", _territory, Territory()),
        seat=fields.take("seat", _text, ""),
    )
    fields.done()
    return found


def _plain_reader(made: Any, **readers: tuple[Callable[[Any, str], Any], Any]) -> Callable[[_Fields], Operation]:
    def read(fields: _Fields) -> Operation:
        found = made(**{key: fields.take(key, reader, default) for key, (reader, default) in readers.items()})
        fields.done()
        return found

    return read


_READERS: dict[str, Callable[[_Fields], Operation]] = {
    "establish": _establish,
    "abolish": _plain_reader(Abolish, division=(_id, ...), into=(_many(_ref), ())),
    "affiliate": _plain_reader(Affiliate, division=(_ref, ...), parent=(_ref, ...)),
    "move_boundary": _plain_reader(MoveBoundary, giver=(_id, ...), taker=(_ref, ...), territory=(_territory, ...)),
    "move_seat": _plain_reader(MoveSeat, division=(_ref, ...), place=(_needed, ...), point=(_optional(_point), None)),
    "rename": _plain_reader(Rename, division=(_id, ...), name=(_needed, ...), kind=(_optional(_needed), None)),
    "recode": _plain_reader(Recode, division=(_ref, ...), scheme=(_scheme, ...), code=(_code, ...)),
}
