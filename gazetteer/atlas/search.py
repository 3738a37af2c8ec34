"""Finding a place by any of its names (地名检索): the question, the page of hits, why each one matched."""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gazetteer.atlas.cursors import pack, unpack
from gazetteer.atlas.search_sql import ANCESTORS, HAN, HOT, LATIN, LISTING, TITLES
from gazetteer.atlas.search_text import (
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
from office.spatial.prepared import Prepared

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
    """One page of what a question finds; raises Problem for a foreign cursor."""
    weight, subject = unpack(question.cursor, int, str) or (-1, "")
    text = "".join(char if char.isprintable() else " " for char in question.text)
    if question.text and not fold(text):
        return Page([], None)  # nothing but marks was typed: that names nothing, not everything
    statement, readings = _read(text, question.kinds)
    for reading in readings:
        reading["within"] = [*reading["within"], *([question.within] if question.within else [])]
    rows = _first_rows(statement, readings, question, (weight, subject))
    shown = rows[: question.limit]
    more = len(rows) > question.limit
    return Page(_hits(shown, question.day), pack(shown[-1][1], shown[-1][0]) if more else None)


def _first_rows(
    statement: Prepared, readings: list[dict[str, Any]], question: Question, after: tuple[int, str]
) -> list[tuple[Any, ...]]:
    """The rows of a page and one more: from the stored first keys where those tell, else from all keys."""
    hot = {text: (weight, subject) for text, weight, subject in HOT.rows(texts=[r["text"] for r in readings])}
    if hot:
        rows = _rows(statement, readings, question, after, set(hot))
        if len(rows) > question.limit and (rows[-1][1], rows[-1][0]) <= min(hot.values()):
            return rows
    return _rows(statement, readings, question, after, set())


def _rows(
    statement: Prepared,
    readings: list[dict[str, Any]],
    question: Question,
    after: tuple[int, str],
    hot: set[str],
) -> list[tuple[Any, ...]]:
    asked = [{**reading, "hot": reading["text"] in hot} for reading in readings]
    box = question.box
    return statement.rows(
        readings=json.dumps(asked, ensure_ascii=False),
        day=question.day,
        living=question.living,
        kinds=list(question.kinds) or None,
        west=box.west if box else None,
        south=box.south if box else None,
        east=box.east if box else None,
        north=box.north if box else None,
        after_weight=after[0],
        after_subject=after[1],
        most=question.limit + 1,
    )


def _read(text: str, kinds: tuple[str, ...] = ()) -> tuple[Prepared, list[dict[str, Any]]]:
    """The statement for a text and all its readings: the whole, and parts of it within an ancestor."""
    if not fold(text):
        listed = f" {kinds[0]}" if len(kinds) == 1 else ""
        return LISTING, [{"place": 0, "text": listed, "within": (), "ancestor": None}]
    latin = is_latin(text)
    make = _latin_reading if latin else _han_reading
    readings = enumerate(_within_ancestors(text, latin))
    shared = (
        {"place": place, "within": part.within, "ancestor": part.names} | make(part.text) for place, part in readings
    )
    return (LATIN if latin else HAN), list(shared)


def _han_reading(text: str) -> dict[str, Any]:
    folded = fold(text)
    return {"text": folded, "grams": wanted_grams(folded)}


def _latin_reading(text: str) -> dict[str, Any]:
    key, spelling = latin_key(text), spelling_key(text).strip("' ")  # an apostrophe at the end parts nothing yet
    return {
        "text": key,
        "end": after_prefix(key),
        "toned": toned_pattern(text) if has_tone(text) else "",
        "spelling": spelling if "'" in spelling else "",
    }


@dataclass(frozen=True)
class _Part:
    """What is left of a question when the names of some ancestors are taken off."""

    text: str
    within: tuple[int, ...] = ()
    names: str = ""


def _within_ancestors(text: str, latin: bool) -> list[_Part]:
    """The text as a whole, then every part of it that is left when names of divisions are taken off its ends."""
    whole = _Part(text)
    found: list[_Part] = []
    last = [whole]
    for _ in range(MOST_ANCESTORS):
        last = _one_off(last, latin)
        if not last:
            break
        found += last
    return [whole, *sorted(found, key=lambda part: len(part.text))[:MOST_READINGS]]


def _one_off(parts: list[_Part], latin: bool) -> list[_Part]:
    """The parts that are left when one more name is taken off; one query for all of them."""
    key_of = latin_key if latin else fold
    possible = [(part, split, key_of(split.ancestor)) for part in parts for split in splits(part.text)]
    if not possible:
        return []
    divisions: dict[str, dict[int, str]] = {}
    for folded, stem, pinyin, stem_pinyin, division_id, form in ANCESTORS.rows(
        texts=sorted({key for *_, key in possible})
    ):
        for key in (pinyin, stem_pinyin) if latin else (folded, stem):
            divisions.setdefault(key, {})[division_id] = form
    return [
        _Part(split.rest, (*part.within, division_id), f"{part.names} {form}".strip())
        for part, split, key in possible
        for division_id, form in divisions.get(key, {}).items()
        if division_id not in part.within
    ][: MOST_READINGS * 2]


def _hits(rows: Sequence[tuple[Any, ...]], day: datetime.date) -> list[Hit]:
    subjects = [row[0] for row in rows]
    titles = {row[0]: row[1:] for row in TITLES.rows(subjects=subjects, day=day)} if subjects else {}
    return [_hit(row, titles[row[0]], day) for row in rows if row[0] in titles]


def _hit(row: tuple[Any, ...], title: tuple[Any, ...], day: datetime.date) -> Hit:
    subject, _, form, form_kind, level, valid, extent, means, ancestor = row
    name, kind, path, lon, lat, in_force, sample_place, path_names = title
    above = [pk for pk in path if subject != f"D{pk}"]
    return Hit(
        subject=subject,
        name=name,
        kind=kind,
        level=level,
        sample=sample_place,
        path=tuple(path_names),
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
