"""The tables that the naming rules read (规则用表): the one place of the rules that opens files."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from gazetteer.rules.kinds import NameKind
from gazetteer.rules.wordlists import INSIDE, WHOLE, ListedWord, WordList, Words

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "rules"


@dataclass(frozen=True)
class Character:
    """A character of 《通用规范汉字表》: its level, 1 to 3, and its readings in 《通用规范汉字字典》."""

    level: int
    readings: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """A word whose reading is known: `fixed`, `usual` in place names, or `local` (当地审定)."""

    syllables: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Fit:
    """What a generic term asks of the thing (通名适用条件): least and most of its measures, and its direction.

    `measures` maps length_m, width_m, area_m2 to the least and the most; `direction` is ew (东西向), ns (南北向)
    or empty.
    """

    measures: Mapping[str, tuple[float | None, float | None]]
    direction: str
    source: str


@dataclass(frozen=True, eq=False)
class Tables:
    """All tables together, by character, word or kind."""

    characters: Mapping[str, Character]
    regular: Mapping[str, str]
    words: Mapping[str, Word]
    generics: Mapping[NameKind, tuple[str, ...]]
    peoples: Mapping[str, str]
    spellings: Mapping[str, str]
    not_ordinals: frozenset[str]
    words_of: Words
    fits: Mapping[tuple[NameKind, str], Fit]
    foreign_generics: frozenset[str]

    @property
    def longest_word(self) -> int:
        return max(map(len, self.words), default=0)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the tables."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _generics() -> dict[NameKind, tuple[str, ...]]:
    found: dict[NameKind, list[str]] = {kind: [] for kind in NameKind}
    for row in rows("generics.csv"):
        found[NameKind(row["kind"])].append(row["generic"])
    return {kind: tuple(sorted(words, key=len, reverse=True)) for kind, words in found.items()}


def _words() -> Words:
    found: dict[WordList, list[ListedWord]] = {key: [] for key in WordList}
    for row in rows("words.csv"):
        word = ListedWord(row["word"], row["match"], row["ordinary"] == "yes", row["note"], row["source"], row["date"])
        found[WordList(row["list"])].append(word)
    return {key: tuple(words) for key, words in found.items()}


def _fits() -> dict[tuple[NameKind, str], Fit]:
    found = {}
    for row in rows("generic_fits.csv"):
        measures = {
            key: (_number(row.get(f"min_{key}")), _number(row.get(f"max_{key}")))
            for key in ("length_m", "width_m", "area_m2")
        }
        found[NameKind(row["kind"]), row["generic"]] = Fit(measures, row["direction"], row["source"])
    return found


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def amended(terms: Sequence[Mapping[str, Any]]) -> Tables:
    """The shipped tables with what the rule sets in force add and drop, in their order.

    Terms hold `words` (list → add: [[word, source], …], drop: [word, …]) and `generics` (kind → add, drop: [term, …]).
    The same terms give the same object, so that what is cached by tables stays cached.
    """
    told = [{key: term[key] for key in ("words", "generics") if term.get(key)} for term in terms]
    told = [term for term in told if term]
    return _amended(json.dumps(told, ensure_ascii=False, sort_keys=True)) if told else shipped()


@lru_cache(maxsize=16)
def _amended(terms: str) -> Tables:
    tables = shipped()
    words, generics = dict(tables.words_of), dict(tables.generics)
    for term in json.loads(terms):
        for key, change in term.get("words", {}).items():
            words[WordList(key)] = _changed(words[WordList(key)], change)
        for key, change in term.get("generics", {}).items():
            kept = {*generics[NameKind(key)], *change.get("add", ())} - {*change.get("drop", ())}
            generics[NameKind(key)] = tuple(sorted(sorted(kept), key=len, reverse=True))
    return replace(tables, words_of=words, generics=generics)


def _changed(words: tuple[ListedWord, ...], change: Mapping[str, Any]) -> tuple[ListedWord, ...]:
    """A list with its change; added words of two characters count only as the whole specific part."""
    dropped = {*change.get("drop", ()), *(word for word, _ in change.get("add", ()))}
    added = [
        ListedWord(word, WHOLE if len(word) < 3 else INSIDE, source=source) for word, source in change.get("add", ())
    ]
    return (*(item for item in words if item.word not in dropped), *added)


@cache
def shipped() -> Tables:
    """The tables as they come with the system, read once."""
    characters: dict[str, Character] = {}
    regular: dict[str, str] = {}
    for row in rows("characters.csv"):
        characters[row["char"]] = Character(int(row["level"]), tuple(row["readings"].split(",")))
        regular |= dict.fromkeys(row["traditional"], row["char"])
    return Tables(
        characters=characters,
        regular=regular,
        words={row["word"]: Word(tuple(row["reading"].split()), row["status"]) for row in rows("readings.csv")},
        generics=_generics(),
        peoples={row["people"]: row["spelling"] for row in rows("peoples.csv")},
        spellings={row["word"]: row["spelling"] for row in rows("minority_spellings.csv")},
        not_ordinals=frozenset(row["word"] for row in rows("not_ordinals.csv")),
        words_of=_words(),
        fits=_fits(),
        foreign_generics=frozenset(row["word"] for row in rows("foreign_generics.csv")),
    )
