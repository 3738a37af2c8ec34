"""What stands in a 界桩登记表 as the papers say it (登记表用语): labels for values, one line for each place."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from boundaries.divisions.kinds import Level
from boundaries.lines.markers.models import Faces, HeightSystem, Kind, Method
from boundaries.lines.papers.facts import Reference, Signed

LETTERS = "甲乙丙丁戊"


def label_of(choices: Any, value: object) -> str:
    """The label of a stored value; empty where it is none of them."""
    return str(choices(value).label) if value in choices.values else ""


def kind_words(value: object) -> str:
    return label_of(Kind, value)


def faces_words(value: object) -> str:
    return label_of(Faces, value)


def level_words(value: object) -> str:
    return label_of(Level, value)


def method_words(value: object) -> str:
    return label_of(Method, value)


def height_words(value: object) -> str:
    return label_of(HeightSystem, value)


def place_words(places: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """County, town and village of each place in one line."""
    found = ("".join(str(place.get(name) or "") for name in ("county", "town", "village")) for place in places)
    return tuple(words for words in found if words)


def references_of(items: Iterable[Mapping[str, Any]]) -> tuple[Reference, ...]:
    """The reference objects as values."""
    return tuple(
        Reference(str(item["name"]), str(item.get("part") or ""), float(item["azimuth"]), float(item["distance_m"]))
        for item in items
    )


def signed_by(sides: Sequence[str], items: Sequence[Mapping[str, Any]]) -> tuple[Signed, ...]:
    """A block for each side in their order, filled where somebody signed."""
    filled = [*items, *({} for _ in sides)]
    return tuple(
        Signed(f"{letter}方：{side}", *(str(item.get(name) or "") for name in ("technician", "office", "date")))
        for letter, side, item in zip(LETTERS, sides, filled, strict=False)
    )
