"""What hangs on divisions (挂接登记): the rooms enter what of theirs does; nothing stays on one that ended (D11).

A room enters how it finds what is left on ended divisions and, where its things can pass to the heirs without
anybody's decision, how they do; that happens inside the carrying out and is written into its journal.
"""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from boundaries.journal import Journal


@dataclass(frozen=True)
class Ended:
    """Divisions that end on a day, each with those into which its area goes."""

    day: datetime.date
    heirs: Mapping[int, tuple[int, ...]]


#: (ended divisions, the first day without them) → what still hangs on them, each in a few words
Finder = Callable[[Collection[int], datetime.date], list[str]]
PassOn = Callable[[Ended, Journal], None]


@dataclass(frozen=True)
class Hanging:
    """One kind of thing that hangs on divisions, under its Chinese name."""

    name: str
    left: Finder
    pass_on: PassOn | None = None


_registered: dict[str, Hanging] = {}


def register_hanging(name: str, left: Finder, pass_on: PassOn | None = None) -> None:
    """Enter a kind of thing; once per name."""
    _registered.setdefault(name, Hanging(name, left, pass_on))


def pass_on(ended: Ended, journal: Journal) -> None:
    """Let everything pass on that does so by itself; inside the transaction of the change, after its areas."""
    if not ended.heirs:
        return
    for kind in _registered.values():
        if kind.pass_on:
            kind.pass_on(ended, journal)


def left_on(ended: Collection[int], day: datetime.date) -> list[str]:
    """What still hangs on ended divisions, by kind in the order in which the rooms entered."""
    if not ended:
        return []
    return [words for kind in _registered.values() for words in kind.left(ended, day)]
