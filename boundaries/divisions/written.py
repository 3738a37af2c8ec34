"""How officials write divisions in a field (区划的写法): codes or standard names, several apart. Pure."""

import re
from collections.abc import Sequence

_SEPARATORS = re.compile(r"[\s,，、;；]+")


def parts_of(text: str) -> list[str]:
    """What stands in a field, one by one: “220122100、图们市凉水镇” → two."""
    return [part for part in _SEPARATORS.split(text) if part]


def begun(text: str) -> str:
    """What is being typed at the end of a field; nothing behind a separator."""
    return _SEPARATORS.split(text)[-1]


def is_digits(part: str) -> bool:
    """Whether a part is meant as a code; whatever has another character is a name."""
    return part.isascii() and part.isdigit()


def endings(part: str) -> list[str]:
    """Every ending that could be the standard name itself, the longest first; names have two characters or more."""
    return [part[start:] for start in range(len(part) - 1)] or [part]


def spells(before: str, above: Sequence[str]) -> bool:
    """Whether what stands before a name is made of names of its superiors, from the top down; none may be named.

    >>> above = ["吉林省", "延边朝鲜族自治州", "图们市"]
    >>> spells("吉林省图们市", above), spells("", above), spells("延吉市", above)
    (True, True, False)
    """
    for name in above:
        before = before.removeprefix(name)
    return not before
