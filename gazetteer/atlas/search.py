"""Finding a place by any of its names (地名检索): the question, the page of hits, why each one matched."""

import base64
import binascii
import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boundaries.divisions.queries import names_of
from gazetteer.atlas.search_sql import ANCESTORS, HAN, LATIN, LISTING, TITLES
from gazetteer.atlas.search_text import (
    Split,
    after_prefix,
    fold,
    has_tone,
    is_latin,
    latin_key,
    spelling_key,
    splits,
    toned_pattern,
    wanted_grams,
)
from gazetteer.names.models import FormKind

MOST_READINGS = 8
MOST_ANCESTORS = 3
LABELS = {
    "standard": "标准名称",
    "former": "曾用名",
    "later": "后来名称",
    "short": "简称",
    "alias": "别名",
    "minority": "少数民族文字",
    "romanised": "罗马字母",
    "pinyin": "拼音",
    "pinyin_toned": "标调拼音",
    "initials": "拼音首字母",
    "listing": "所在范围",
}
EXTENTS = {"exact": "全名", "stem": "专名", "prefix": "开头", "part": "部分"}


class BadCursor(ValueError):
    """The cursor of a page was not made here."""


@dataclass(frozen=True)
class Box:
    """West, south, east, north in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody looks for. `living`: only what existed on the day; else what is gone comes last."""

    text: str
    day: datetime.date
    living: bool = False
    kinds: tuple[str, ...] = ()
    within: int | None = None
    box: Box | None = None
    limit: int = 20
    cursor: str = ""


@dataclass(frozen=True)
class Hit:
    """One thing that was found, with the form that matched and why."""

    subject: str
    name: str
    kind: str
    level: str
    sample: bool
    path: tuple[str, ...]
    home_id: int | None
    lon: float | None
    lat: float | None
    in_force: bool
    form: str
    form_kind: str
    how: str
    extent: str
    ancestor: str | None


@dataclass(frozen=True)
class Page:
    """Some hits in order, and the cursor of the next page if there is one."""

    hits: list[Hit]
    next: str | None


def search(question: Question) -> Page:
    """One page of what a question finds; raises BadCursor."""
    score, length, subject = _position(question.cursor)
    statement, readings = _read(question.text)
    box = question.box
    rows = statement.rows(
        readings=json.dumps(readings, ensure_ascii=False),
        day=question.day,
        living=question.living,
        kinds=list(question.kinds) or None,
        within=question.within,
        west=box.west if box else None,
        south=box.south if box else None,
        east=box.east if box else None,
        north=box.north if box else None,
        after_score=score,
        after_length=length,
        after_subject=subject,
        most=question.limit + 1,
    )
    shown = rows[: question.limit]
    more = len(rows) > question.limit
    return Page(_hits(shown, question.day), _cursor(shown[-1]) if more else None)


def _read(text: str) -> tuple[Any, list[dict[str, Any]]]:
    """The statement for a text and all its readings: the whole, and parts of it within an ancestor."""
    folded = fold(text)
    if not folded:
        return LISTING, []
    if is_latin(text):
        return LATIN, [_latin_reading(part, ids, name) for part, ids, name in _within_ancestors(text)]
    return HAN, [_han_reading(part, ids, name) for part, ids, name in _within_ancestors(text)]


def _han_reading(text: str, within: list[int], ancestor: str) -> dict[str, Any]:
    folded = fold(text)
    return {"text": folded, "grams": wanted_grams(folded), "within": within, "ancestor": ancestor}


def _latin_reading(text: str, within: list[int], ancestor: str) -> dict[str, Any]:
    key, spelling = latin_key(text), spelling_key(text)
    return {
        "text": key,
        "end": after_prefix(key),
        "toned": toned_pattern(text) if has_tone(text) else "",
        "spelling": spelling if "'" in spelling else "",
        "within": within,
        "ancestor": ancestor,
    }


def _within_ancestors(text: str) -> list[tuple[str, list[int], str]]:
    """The text as a whole, then every part of it that is left when names of divisions are taken off its ends."""
    readings: list[tuple[str, list[int], str]] = [(text, [], "")]
    rounds = readings
    for _ in range(MOST_ANCESTORS):
        rounds = [
            (split.rest, [*within, division_id], _joined(names, name))
            for part, within, names in rounds
            for split, division_id, name in _ancestors(part)
            if division_id not in within
        ]
        if not rounds:
            break
        readings = readings + rounds
    return [readings[0], *sorted(readings[1:], key=lambda reading: len(reading[0]))[:MOST_READINGS]]


def _joined(names: str, name: str) -> str:
    return f"{names} {name}" if names else name


def _ancestors(text: str) -> list[tuple[Split, int, str]]:
    """Which splits of a text begin or end with the name of a division."""
    possible = splits(text)
    latin = is_latin(text)
    keys = {split: latin_key(split.ancestor) if latin else fold(split.ancestor) for split in possible}
    if not keys:
        return []
    known = ANCESTORS.rows(texts=sorted(set(keys.values())))
    found = [
        (split, division_id, form)
        for split, key in keys.items()
        for *forms, division_id, form in known
        if key in (forms[2:4] if latin else forms[:2])
    ]
    return found[:MOST_READINGS]


def _hits(rows: Sequence[tuple[Any, ...]], day: datetime.date) -> list[Hit]:
    subjects = [row[1] for row in rows]
    titles = {row[0]: row[1:] for row in TITLES.rows(subjects=subjects, day=day)} if subjects else {}
    names = names_of({pk for title in titles.values() for pk in title[3]}, day) if titles else {}
    return [_hit(row, titles[row[1]], names, day) for row in rows if row[1] in titles]


def _hit(row: tuple[Any, ...], title: tuple[Any, ...], names: dict[int, str], day: datetime.date) -> Hit:
    _, subject, form, form_kind, _kind, level, _path, _point, sample, valid, _alive = row[:11]
    ancestor, extent, means = row[12:15]
    name, kind, _, path, lon, lat, in_force = title
    above = [pk for pk in path if subject != f"D{pk}"]
    return Hit(
        subject=subject,
        name=name,
        kind=kind,
        level=level,
        sample=sample,
        path=tuple(names[pk] for pk in reversed(above) if pk in names),
        home_id=above[0] if above else None,
        lon=_rounded(lon),
        lat=_rounded(lat),
        in_force=in_force,
        form=form,
        form_kind=form_kind,
        how=means if means != "characters" else _how(form_kind, valid, day),
        extent=extent,
        ancestor=ancestor or None,
    )


def _how(form_kind: str, valid: Any, day: datetime.date) -> str:
    """What the form that matched is to the thing on the day asked about."""
    if form_kind != FormKind.STANDARD or day in valid:
        return form_kind
    return "former" if valid.upper is not None and valid.upper <= day else "later"


def _rounded(degrees: float | None) -> float | None:
    """Five decimals, about a metre: nothing finer leaves the house."""
    return None if degrees is None else round(degrees, 5)


_START = (-1000, 0, "")


def _position(cursor: str) -> tuple[int, int, str]:
    if not cursor:
        return _START
    try:
        score, length, subject = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return int(score), int(length), str(subject)
    except (binascii.Error, ValueError, TypeError, UnicodeError) as error:
        raise BadCursor(cursor) from error


def _cursor(row: tuple[Any, ...]) -> str:
    position = [row[-1], row[11], row[1]]
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()
