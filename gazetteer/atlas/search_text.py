"""How a name and a question are folded so that they can meet (检索文本): pure text, no database."""

import re
import unicodedata
from dataclasses import dataclass

from gazetteer.rules.kinds import NameKind
from gazetteer.rules.segmentation import split
from gazetteer.rules.tables import shipped
from gazetteer.rules.text import compare_key

_DROPPED = re.compile(r"[\s'’‘ʼ`´＇·•・‧\-－—_,，、。.]+")
_APOSTROPHES = re.compile(r"[’‘ʼ`´＇]")
_TONES = {"\u0304", "\u0301", "\u030c", "\u0300"}
_REMARK = re.compile(r"[（(][^（）()]*[）)]$")
MIN_ANCESTOR = 2


def fold(text: str) -> str:
    """Without case, width, spaces, apostrophes and dots, in regular characters: what spellings of one name share."""
    return _DROPPED.sub("", compare_key(text, shipped()).casefold())


def toneless(text: str) -> str:
    """Without any mark above a letter; ü and v count as u. Hangul stays whole."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare).replace("v", "u").replace("V", "U")


def latin_key(text: str) -> str:
    """Hún chūn, Hun Chun, hunchun → hunchun."""
    return toneless(fold(text))


def toned_key(text: str) -> str:
    """Hún Chūn → húnchūn: folded, the tone marks kept, one character for each letter."""
    return unicodedata.normalize("NFC", fold(text))


def spelling_key(text: str) -> str:
    """Ji'ān Shì → ji'an shi: toneless, but the apostrophe and the word boundary stay."""
    plain = toneless(unicodedata.normalize("NFKC", _APOSTROPHES.sub("'", text)).casefold())
    return " ".join(plain.split())


def grams(folded: str) -> list[str]:
    """All single characters and neighbouring pairs, sorted."""
    return sorted({*folded, *(folded[i : i + 2] for i in range(len(folded) - 1))})


def wanted_grams(folded: str) -> list[str]:
    """What a form that contains this text must have: its pairs, or its one character."""
    return grams(folded) if len(folded) < 2 else sorted({folded[i : i + 2] for i in range(len(folded) - 1)})


def stem(name: str, kind: NameKind) -> str:
    """A name folded, without remark, people's name and generic term: 延边朝鲜族自治州 → 延边; never empty."""
    bare = compare_key(_REMARK.sub("", name.strip()), shipped())
    return fold(split(bare, kind, shipped()).specific) or fold(bare)


def has_tone(text: str) -> bool:
    """Whether any letter carries a tone mark."""
    return any(char in _TONES for char in unicodedata.normalize("NFD", text))


def is_letters(text: str) -> bool:
    """Whether a folded text is one of Latin letters only: such a question is read as a spelling."""
    return text.isascii() and text.isalpha()


def is_latin(text: str) -> bool:
    """Whether the text is letters of the Latin alphabet only, apart from spaces and apostrophes."""
    return is_letters(latin_key(text))


def toned_pattern(text: str) -> str:
    """A LIKE pattern over toned keys: a vowel without mark stands for every tone of it, a marked one for itself."""
    return "".join("_" if char in "aeiouüv" else char for char in toned_key(text)) + "%"


def like_literal(text: str) -> str:
    """Text whose %, _ and \\ mean themselves in LIKE."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def after_prefix(key: str) -> str:
    """The first text behind all that begin with `key`."""
    return key[:-1] + chr(ord(key[-1]) + 1)


@dataclass(frozen=True)
class Split:
    """One way to read a question as a place within another: 延边珲春 → 延边 | 珲春, either order."""

    ancestor: str
    rest: str


def splits(text: str) -> list[Split]:
    """All ways to take a name of at least two characters, or whole words in Latin letters, off either end."""
    if is_latin(text):
        words = text.split()
        parts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    else:
        folded = fold(text)
        parts = [(folded[:i], folded[i:]) for i in range(1, len(folded))]
    found = [Split(head, tail) for head, tail in parts] + [Split(tail, head) for head, tail in parts]
    return [split for split in found if len(split.ancestor) >= MIN_ANCESTOR]
