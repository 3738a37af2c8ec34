"""Official spelling (罗马字母拼写) by 《中国地名汉语拼音字母拼写规则（汉语地名部分）》1984, rules 1 to 14."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gazetteer.rules.kinds import NameKind
from gazetteer.rules.readings import Reading, plain
from gazetteer.rules.segmentation import Parts
from gazetteer.rules.tables import Tables

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_ORDINAL = re.compile(r"^(?P<before>.*?)(?P<number>[一二三四五六七八九十百]+)(?P<unit>[条道环号]?)$")
_COUNTED = ("路", "街", "巷", "胡同", "马路", "大街", "大路", "大道", "条", "道", "弄", "环路")
_DIRECTIONS = "东南西北中前后左右上下内外"
_MODIFIED = ("路", "街", "巷", "道", "胡同", "大街", "大路", "大道")
_APART = ("社区居民委员会", "社区居委会", "居民委员会", "村民委员会", "居委会", "村委会", "社区")


@dataclass(frozen=True)
class Word:
    """One word of the spelling: a stretch of the name, or a text that stands as it is (digits, Qian Gorlos)."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True)
class Spelling:
    """`Ji'an Shi`, `Jí'ān Shì`, and the initials `jas`."""

    pinyin: str
    toned: str
    initials: str


def spell(parts: Parts, kind: NameKind, readings: list[Reading], tables: Tables) -> Spelling:
    """The official spelling of a divided name with the chosen readings."""
    by_index = {reading.index: reading.chosen for reading in readings}
    words = _words(parts, kind, tables)
    name = parts.whole
    return Spelling(
        pinyin=_write(words, name, by_index, plain),
        toned=_write(words, name, by_index, str),
        initials=_initials(words, name, by_index),
    )


def number_of(numeral: str) -> int | None:
    """The value of a Chinese numeral below a thousand; None for a row of digits such as 五一 (rule 7)."""
    fitting = re.fullmatch(
        r"(?:([一二三四五六七八九])百)?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?", numeral
    )
    if not numeral or not fitting:
        return None
    hundreds, tens, ten, ones = fitting.groups()
    value = 100 * _DIGITS.get(hundreds or "", 0) + _DIGITS.get(ones or "", 0)
    return value + (10 * _DIGITS.get(tens or "一", 0) if ten else 0)


def _words(parts: Parts, kind: NameKind, tables: Tables) -> list[Word]:
    specific, whole = len(parts.specific), len(parts.whole)
    if kind in {NameKind.HAMLET, NameKind.VILLAGE_SEAT} and parts.generic not in _APART:
        return [Word(0, whole)]  # rule 3: settlements are one word
    if kind is NameKind.STREET:
        return _street_words(parts, tables)
    words = _specific_words(parts.specific, kind, tables)
    start = specific
    for people in parts.ethnic:
        words.append(_people_word(start, people, tables))
        start += len(people)
    return [*words, Word(start, whole)] if parts.generic else words


def _people_word(start: int, people: str, tables: Tables) -> Word:
    stem = people.removesuffix("族")
    spelling = tables.peoples.get(stem, "")
    suffix = "zu" if people.endswith("族") else ""
    return Word(start, start + len(people), spelling + suffix if spelling else "")


def _specific_words(specific: str, kind: NameKind, tables: Tables) -> list[Word]:
    """The specific part: a minority spelling from the table, 第二 apart (Di'er Songhua Jiang), else one word."""
    for known in sorted(tables.spellings, key=len, reverse=True):
        if specific.startswith(known):
            rest = [Word(len(known), len(specific))] if len(specific) > len(known) else []
            return [Word(0, len(known), tables.spellings[known]), *rest]
    ordinal = re.match(r"第[一二三四五六七八九十]+", specific)
    if ordinal and kind is NameKind.NATURAL and len(specific) - ordinal.end() > 1:
        return [Word(0, ordinal.end()), Word(ordinal.end(), len(specific))]
    return [Word(0, len(specific))] if specific else []


def _street_words(parts: Parts, tables: Tables) -> list[Word]:
    specific, whole = parts.specific, len(parts.whole)
    if numbered := _ordinal_words(parts, tables):
        return numbered
    cut = len(specific) - _modifier_length(specific, parts.generic)
    first = _specific_words(specific[:cut], NameKind.STREET, tables)
    return [*first, Word(cut, whole)] if whole > cut else first


def _modifier_length(specific: str, generic: str) -> int:
    """How many characters before the generic term qualify it (rule 2): Donglai Nanjie, Nan Xiaojie."""
    if generic not in _MODIFIED or len(specific) < 2:
        return 0
    last, rest = specific[-1], specific[:-1]
    if last == "小":
        return 1
    if last not in _DIRECTIONS:
        return 0
    if rest[-1] in "东西" and last in "南北" and len(rest) > 2:
        return 2
    return 1 if len(rest) > 1 and rest[-1] not in "东西南北" or rest in {"小", "大", "新", "老"} else 0


def _ordinal_words(parts: Parts, tables: Tables) -> list[Word]:
    """Ordinals of streets as digits (rule 7): 2 Malu, Jing 5 Lu, Di-9 Long; empty where there is none."""
    found = _ORDINAL.match(parts.specific)
    if not found or parts.generic not in _COUNTED or parts.specific.endswith(tuple(tables.not_ordinals)):
        return []
    number = number_of(found["number"])
    if number is None:
        return []
    before, start = found["before"], found.start("number")
    text = str(number)
    if before.endswith("第"):
        before, start, text = before[:-1], start - 1, f"Di-{number}"
    return [
        *_specific_words(before, NameKind.STREET, tables),
        Word(start, found.end("number"), text),
        Word(found.end("number"), len(parts.whole)),
    ]


def _write(words: list[Word], name: str, readings: Mapping[int, str], tone: Callable[[str], str]) -> str:
    return " ".join(filter(None, (word.text or _join(word, name, readings, tone) for word in words)))


def _join(word: Word, name: str, readings: Mapping[int, str], tone: Callable[[str], str]) -> str:
    """The syllables of a word as one, a capital first, an apostrophe before a, o and e inside (rules 10, 11)."""
    written = ""
    for index in range(word.start, word.end):
        syllable = tone(readings[index]) if index in readings else name[index]
        apostrophe = "'" if written and index in readings and plain(syllable)[:1] in "aoe" else ""
        written += apostrophe + syllable
    return written[:1].upper() + written[1:]


def _initials(words: list[Word], name: str, readings: Mapping[int, str]) -> str:
    letters = ""
    for word in words:
        for index in range(word.start, word.end):
            letters += plain(readings[index])[:1] if index in readings else name[index]
    return letters.lower()
