"""Two contents of one point side by side (冲突对照): field by field, in words; and what was chosen of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from boundaries.lines.markers.models import Faces, Kind, MarkerState
from boundaries.lines.markers.sheet import LABELS
from survey.field.payload import WORDS

_NAMED = {"kind": Kind, "faces": Faces, "state": MarkerState}
#: fields of free text, in which both contents can be written together
TEXTS = ("description", "note", "material", "name")
MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True)
class Side:
    """One field of both contents: in words, and whether they differ."""

    key: str
    label: str
    mine: str
    theirs: str
    differs: bool
    text: bool


def in_words(key: str, value: Any) -> str:
    """A value of a sheet as people read it."""
    if value in (None, "", []):
        return "—"
    if key == "references":
        return "\n".join(_reference(item) for item in value)
    if isinstance(value, list):
        return "\n".join(" ".join(str(part) for part in item.values() if part) for item in value)
    return str(_NAMED[key](value).label) if key in _NAMED and value in _NAMED[key].values else str(value)


def _reference(item: Mapping[str, Any]) -> str:
    azimuth, distance = item.get("azimuth"), item.get("distance_m")
    minutes = None if azimuth is None else round(azimuth * 60)
    angle = "—" if minutes is None else f"{minutes // 60}°{minutes % 60:02}′"
    part = f"（{item['part']}）" if item.get("part") else ""
    return f"{item.get('name', '')}{part} {angle} {'—' if distance is None else f'{distance:g} 米'}"


def sides(mine: Mapping[str, Any], theirs: Mapping[str, Any], differing: Iterable[str]) -> list[Side]:
    """Every field that one of the contents has, those that differ first."""
    wrong = set(differing)
    keys = [key for key in WORDS if key != "number" and (mine.get(key) or theirs.get(key))]
    rows = [
        Side(key, LABELS[key], in_words(key, mine.get(key)), in_words(key, theirs.get(key)), key in wrong, key in TEXTS)
        for key in keys
    ]
    return sorted(rows, key=lambda row: not row.differs)


def chosen(
    mine: Mapping[str, Any], theirs: Mapping[str, Any], differing: Iterable[str], said: Mapping[str, str]
) -> dict[str, Any] | None:
    """The content that was decided: `said` holds mine, theirs or both for each field that differs, and `text_KEY`.

    None where a field that differs was not decided.
    """
    result = dict(theirs)
    for key in differing:
        choice = said.get(key)
        if choice == MINE:
            result[key] = mine.get(key)
        elif choice == BOTH and key in TEXTS and said.get(f"text_{key}", "").strip():
            result[key] = said[f"text_{key}"].strip()
        elif choice != THEIRS:
            return None
    return {key: value for key, value in result.items() if value is not None}
