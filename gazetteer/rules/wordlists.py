"""Word lists (词表) and how a name is held against them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

INSIDE, WHOLE = "inside", "whole"


class WordList(StrEnum):
    """The lists that the rules N04 to N08 and N13 read."""

    LEADERS = "leaders"
    PERSONS = "persons"
    LITERARY = "literary"
    FOREIGN = "foreign"
    COMPANIES = "companies"
    EXAGGERATING = "exaggerating"
    VULGAR = "vulgar"
    FAMOUS = "famous"


@dataclass(frozen=True)
class ListedWord:
    """A word of a list: `inside` counts anywhere in a name, `whole` only as the whole specific part.

    `ordinary`: it is a word of everyday language too, so that it needs a person's eye and no more. `note` says who or
    where it is, `source` and `date` where the list has it from.
    """

    word: str
    match: str = INSIDE
    ordinary: bool = False
    note: str = ""
    source: str = ""
    date: str = ""

    @property
    def told(self) -> str:
        return f"“{self.word}”（{self.note}）" if self.note else f"“{self.word}”"

    def as_json(self) -> dict[str, object]:
        shape = {"word": self.word, "note": self.note, "source": self.source, "date": self.date}
        return {key: value for key, value in shape.items() if value}


Words = Mapping[WordList, tuple[ListedWord, ...]]


def hits(name: str, specific: str, words: Iterable[ListedWord]) -> list[ListedWord]:
    """The words of a list in a name; of words inside each other the longest. Both texts in regular characters."""
    found = [item for item in words if item.word == specific or (item.match == INSIDE and item.word in name)]
    longest = [
        item for item in found if not any(item.word != other.word and item.word in other.word for other in found)
    ]
    return list({item.word: item for item in longest}.values())
