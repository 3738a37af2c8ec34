"""The tables that the naming rules read (规则用表): the one place of the rules that opens files."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gazetteer.rules.kinds import NameKind

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
    )
