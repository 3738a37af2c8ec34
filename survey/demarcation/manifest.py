"""What the sides sign (所签内容): lines, points, words and papers of a survey in one canonical form. Pure.

The same content has the same hash whatever the order of the database; nothing that only the clock or the desk knows
(who saved it when, its row number) is part of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from office.log.hashing import digest

SHAPE = 1  # of this form; another one is another content
DEGREES = 9  # decimals of a degree: a tenth of a millimetre
METRES = 4


def manifest(
    *,
    line: str,
    scale: int,
    standard: str,
    parties: Iterable[tuple[int, str]],
    edges: Iterable[tuple[int, str, Sequence[tuple[float, float]]]],
    points: Iterable[Mapping[str, Any]],
    course_text: str,
    papers: Iterable[tuple[str, str]],
) -> dict[str, Any]:
    """The content as plain values. `edges`: (number, hash of the edge as it stands, its new course or its own);
    `points`: number, role, x, y, crs, height, error, sheet; `papers`: (kind, SHA-256)."""
    return {
        "shape": SHAPE,
        "line": line,
        "scale": scale,
        "standard": standard,
        "parties": [list(each) for each in sorted(parties)],
        "edges": sorted(
            ([number, base, [[_round(x), _round(y)] for x, y in course]] for number, base, course in edges),
            key=lambda each: (str(each[1]), each[0]),
        ),
        "points": sorted((_point(each) for each in points), key=lambda each: str(each["number"])),
        "course_text": course_text.strip().replace("\r\n", "\n"),
        "papers": sorted([kind, sha256] for kind, sha256 in papers),
    }


def content_hash(content: Mapping[str, Any]) -> str:
    """The SHA-256 of a manifest."""
    return digest(content)


def _point(point: Mapping[str, Any]) -> dict[str, Any]:
    known = {key: point.get(key) for key in ("number", "role", "crs")}
    numbers = {key: _metres(point.get(key)) for key in ("x", "y", "height", "error")}
    words = {key: value for key, value in (point.get("sheet") or {}).items() if value not in (None, "", [])}
    return {**known, **numbers, "sheet": words, "photos": sorted(point.get("photos") or [])}


def _metres(value: float | None) -> float | None:
    return None if value is None else round(value, METRES) + 0.0


def _round(value: float) -> float:
    return round(value, DEGREES) + 0.0
