"""Which texts very many forms contain or begin with (高频检索词): counted length by length, pure, no database.

A text is only as frequent as what is left of it without its first or its last character: so a longer text is counted
only where the shorter ones were hot, and forms without any hot text of one length are left out of the next.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from gazetteer.atlas.search_text import is_letters

LONGEST_PART = 8
LONGEST_PREFIX = 30


def hot_parts(forms: Iterable[tuple[str, int]], limit: int) -> set[str]:
    """The parts of up to eight characters that more than `limit` of the forms contain; (form, how many of it)."""
    left = list(forms)
    found: set[str] = set()
    last: set[str] = {""}
    for size in range(1, LONGEST_PART + 1):
        counted: Counter[str] = Counter()
        kept = []
        for form, many in left:
            parts = {form[at : at + size] for at in range(len(form) - size + 1)}
            parts = {part for part in parts if part[1:] in last and part[:-1] in last}
            for part in parts:
                counted[part] += many
            if parts:
                kept.append((form, many))
        last = {part for part, many in counted.items() if many > limit}
        if not last:
            break
        found |= last
        left = kept
    return {part for part in found if not is_letters(part)}


def hot_prefixes(forms: Iterable[tuple[Sequence[str], int]], limit: int) -> set[str]:
    """The texts that more than `limit` things begin with in any of their spellings; (spellings, how many things)."""
    left = list(forms)
    found: set[str] = set()
    last: set[str] = {""}
    for size in range(1, LONGEST_PREFIX + 1):
        counted: Counter[str] = Counter()
        kept = []
        for spellings, many in left:
            begun = {written[:size] for written in spellings if len(written) >= size and written[: size - 1] in last}
            for text in begun:
                counted[text] += many
            if begun:
                kept.append((spellings, many))
        last = {text for text, many in counted.items() if many > limit}
        if not last:
            break
        found |= last
        left = kept
    return {text for text in found if is_letters(text)}
