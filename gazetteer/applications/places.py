"""Divisions as officials write them (政区文字): “桦甸市 公吉乡”, a code, or a choice from the list."""

import datetime
from collections.abc import Iterable

from boundaries.divisions.kinds import Level
from boundaries.divisions.queries import (
    UnknownDivision,
    chain_of,
    division_exists,
    ids_below,
    names_of,
    resolve_code,
    versions_on,
)

_SHOWN_FROM = {Level.STATE, Level.PROVINCE}


def place_label(division_id: int, day: datetime.date) -> str:
    """A division with what is above it, below the province: “吉林市 桦甸市 公吉乡”; the province as itself."""
    chain = chain_of(division_id, day)
    return " ".join(link.name for link in chain if link.level not in _SHOWN_FROM or link.division_id == division_id)


def place_labels(division_ids: Iterable[int], day: datetime.date) -> dict[int, str]:
    """Each division with its parent: “桦甸市 公吉乡”; two queries however many there are."""
    rows = list(
        versions_on(day).filter(division_id__in=set(division_ids)).values_list("division_id", "name", "parent_id")
    )
    above = names_of({parent for _, _, parent in rows if parent}, day)
    return {pk: f"{above[parent]} {name}" if parent in above else name for pk, name, parent in rows}


def counties_of(division_ids: Iterable[int], day: datetime.date) -> dict[int, int]:
    """Each division of county level or below with its county; two queries for townships, three with villages."""
    found: dict[int, int] = {}
    open_ids = {pk: pk for pk in division_ids}
    for _ in range(3):
        if not open_ids:
            break
        rows = (
            versions_on(day)
            .filter(division_id__in=set(open_ids.values()))
            .values_list("division_id", "level", "parent_id")
        )
        known = {pk: (level, parent) for pk, level, parent in rows}
        found |= {pk: at for pk, at in open_ids.items() if at in known and known[at][0] == Level.COUNTY}
        open_ids = {pk: known[at][1] for pk, at in open_ids.items() if pk not in found and at in known and known[at][1]}
    return found


def resolve_place(text: str, division_id: int | None, day: datetime.date) -> int:
    """The division that a text means; `division_id` is the one that was chosen with it.

    Raises ValueError with a sentence where nothing or more than one fits.
    """
    words = text.split()
    if not words:
        raise ValueError("请选择所属政区。")
    if division_id and division_exists(division_id) and place_label(division_id, day) == " ".join(words):
        return division_id
    if len(words) == 1 and words[0].isascii() and words[0].isdigit():
        return _by_code(words[0], day)
    return _by_words(words, text, day)


def _by_code(code: str, day: datetime.date) -> int:
    try:
        return resolve_code(code, day).division_id
    except UnknownDivision as error:
        raise ValueError(str(error)) from error


def _by_words(words: list[str], text: str, day: datetime.date) -> int:
    found = [
        pk
        for pk in versions_on(day).filter(name=words[-1]).values_list("division_id", flat=True)[:200]
        if set(words) <= {link.name for link in chain_of(pk, day)}
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValueError(f"没有“{text.strip()}”这一政区，请从列表中选择。")
    raise ValueError(f"“{text.strip()}”有 {len(found)} 个，请写上所属的县、乡，或从列表中选择。")


def suggestions(text: str, tops: Iterable[int], day: datetime.date, limit: int = 12) -> list[tuple[int, str]]:
    """Divisions below `tops` whose name holds the last word, higher levels first, with their labels."""
    words = text.split()
    if not words:
        return []
    found = versions_on(day).filter(
        name__contains=words[-1], division_id__in=ids_below(tops, day), division__statistical=False
    )
    order = {level: place for place, level in enumerate(Level.values)}
    rows = sorted(found.values_list("division_id", "level", "name")[:400], key=lambda row: (order[row[1]], len(row[2])))
    labelled = [(pk, place_label(pk, day)) for pk, _, _ in rows[: limit * 3]]
    return [(pk, label) for pk, label in labelled if all(word in label for word in words)][:limit]
