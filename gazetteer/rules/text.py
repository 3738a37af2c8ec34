"""One normal form for everything that is compared (名称规整): full width, hidden and variant characters."""

import re
import unicodedata

from gazetteer.rules.tables import Tables

_HIDDEN = {"Cf", "Cc", "Zs", "Zl", "Zp"}
_PLAIN = re.compile("[!-~一-鿿]*")  # printable ASCII and the plain ideographs: nothing of them folds or hides
_FORBIDDEN = {"Co", "Cn", "Cs"}


def _hidden(char: str) -> bool:
    selector = 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF
    return selector or unicodedata.category(char) in _HIDDEN


def normal_form(text: str) -> str:
    """The text in NFKC (full width becomes half), without spaces and characters that nobody sees."""
    if _PLAIN.fullmatch(text):
        return text
    while True:
        folded = "".join(char for char in unicodedata.normalize("NFKC", text) if not _hidden(char))
        if folded == text:
            return text
        text = folded


def hidden_characters(text: str) -> list[str]:
    """The characters that cannot be seen, as U+200B; plain spaces are not among them."""
    return [code_point(char) for char in text if _hidden(char) and char != " "]


def code_point(char: str) -> str:
    """U+73F2."""
    return f"U+{ord(char):04X}"


def is_forbidden(char: str) -> bool:
    """Whether a character has no meaning that others share: private use, unassigned, half a pair."""
    return unicodedata.category(char) in _FORBIDDEN


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one (汉字), the zero 〇 included."""
    name = unicodedata.name(char, "")
    return name.startswith(("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH")) or char == "〇"


def compare_key(text: str, tables: Tables) -> str:
    """The normal form with traditional characters as regular ones: equal keys are the same characters."""
    return "".join(tables.regular.get(char, char) for char in normal_form(text))
