"""The reading of each character (读音): a proposal by machine, and what a person has confirmed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby

from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT
from pypinyin.contrib.tone_convert import to_normal, to_tone3
from pypinyin.seg.mmseg import seg

from gazetteer.rules.tables import Tables, Word
from gazetteer.rules.text import is_han

SETTLED = frozenset({"single", "fixed", "usual", "person"})


@dataclass(frozen=True)
class Decided:
    """A reading that a person confirmed for a character, in a context (a part of a name) or everywhere."""

    char: str
    context: str
    reading: str


class Decisions:
    """Many decisions, by the first character of where they count: the few that fit a name are found at once."""

    def __init__(self, decisions: Iterable[Decided]) -> None:
        self._by_char: dict[str, list[Decided]] = {}
        for item in decisions:
            self._by_char.setdefault((item.context or item.char)[0], []).append(item)

    def __iter__(self) -> Iterator[Decided]:
        return chain.from_iterable(self._by_char.values())

    def fitting(self, form: str) -> list[Decided]:
        """Those that count in a name."""
        known = [self._by_char[char] for char in set(form) if char in self._by_char] if self._by_char else []
        return [item for items in known for item in items if (item.context or item.char) in form]


@dataclass(frozen=True)
class Reading:
    """How one character is read. `grade`: single, fixed, usual, person; phrase, local, guess need a person."""

    char: str
    index: int
    candidates: tuple[str, ...]
    chosen: str
    grade: str

    @property
    def confirmed(self) -> bool:
        return self.grade in SETTLED

    def as_json(self) -> dict[str, object]:
        return {
            "char": self.char,
            "index": self.index,
            "candidates": list(self.candidates),
            "chosen": self.chosen,
            "confirmed": self.confirmed,
        }


def propose(name: str, tables: Tables, decisions: Iterable[Decided] = ()) -> list[Reading]:
    """A reading for every Chinese character of a name; characters nobody can read are left out.

    Later sources win: the general dictionary, the place-name words (long before short), persons.
    """
    proposed = _from_dictionary(name, tables)
    _lay_words(name, tables, proposed)
    for decision in sorted(decisions, key=lambda item: len(item.context)):
        _lay_decision(name, decision, proposed)
    return [proposed[index] for index in sorted(proposed)]


def _from_dictionary(name: str, tables: Tables) -> dict[int, Reading]:
    proposed: dict[int, Reading] = {}
    for han, group in groupby(enumerate(name), key=lambda pair: is_han(pair[1])):
        if not han:
            continue
        pairs = list(group)
        run = "".join(char for _, char in pairs)
        in_phrase, spoken = _phrase_positions(run), _spoken(run)
        for position, (index, char) in enumerate(pairs):
            candidates, first = _candidates(char, tables)
            chosen = spoken[position] if spoken[position] in candidates else first
            if not chosen:
                continue
            grade = "single" if len(candidates) == 1 else "phrase" if position in in_phrase else "guess"
            proposed[index] = Reading(char, index, candidates, chosen, grade)
    return proposed


@lru_cache(maxsize=20_000)
def _candidates(char: str, tables: Tables) -> tuple[tuple[str, ...], str]:
    """All readings of a character and the most usual one; the standard dictionary's before the library's."""
    heard = pinyin(char, style=Style.TONE, heteronym=True, errors="ignore")
    library = tuple(heard[0]) if heard else ()
    known = tables.characters.get(char)
    candidates = known.readings if known else library
    first = next((text for text in library if text in candidates), candidates[0] if candidates else "")
    return candidates, first


def _spoken(run: str) -> list[str]:
    """The library's reading of each character of a run; empty texts where it cannot read all of them."""
    spoken = pinyin(run, style=Style.TONE, errors="ignore")
    return [texts[0] for texts in spoken] if len(spoken) == len(run) else [""] * len(run)


def _phrase_positions(run: str) -> set[int]:
    positions: set[int] = set()
    start = 0
    for piece in seg.cut(run):
        if len(piece) > 1 and piece in PHRASES_DICT:
            positions |= set(range(start, start + len(piece)))
        start += len(piece)
    return positions


def _lay_words(name: str, tables: Tables, proposed: dict[int, Reading]) -> None:
    taken: set[int] = set()
    for length in range(min(tables.longest_word, len(name)), 0, -1):
        for start in range(len(name) - length + 1):
            word = tables.words.get(name[start : start + length])
            span = range(start, start + length)
            if word and taken.isdisjoint(span):
                taken |= set(span)
                for index, syllable in zip(span, word.syllables, strict=True):
                    _choose(proposed, index, syllable, _grade(name[index], word, tables))


def _grade(char: str, word: Word, tables: Tables) -> str:
    """In a word that waits for a local decision only the character does that waits by itself (家堡: 堡)."""
    alone = tables.words.get(char)
    return "fixed" if word.status == "local" and (alone is None or alone.status != "local") else word.status


def _lay_decision(name: str, decision: Decided, proposed: dict[int, Reading]) -> None:
    context = decision.context or decision.char
    start = name.find(context)
    while start >= 0:
        for index in range(start, start + len(context)):
            if name[index] == decision.char:
                _choose(proposed, index, decision.reading, "person")
        start = name.find(context, start + 1)


def _choose(proposed: dict[int, Reading], index: int, syllable: str, grade: str) -> None:
    old = proposed.get(index)
    if old is None:
        return
    candidates = old.candidates if syllable in old.candidates else (*old.candidates, syllable)
    settled = "single" if len(candidates) == 1 else grade
    proposed[index] = Reading(old.char, index, candidates, syllable, settled)


@lru_cache(maxsize=5_000)
def _numbered(syllable: str) -> str:
    return str(to_tone3(syllable, v_to_u=True))


def sound_of(syllables: Iterable[str]) -> str:
    """Toned key of a reading: `hun2 chun1`."""
    return " ".join(map(_numbered, syllables))


@lru_cache(maxsize=5_000)
def plain(syllable: str) -> str:
    """A syllable without its tone: lǜ becomes lü."""
    return str(to_normal(syllable, v_to_u=True))
