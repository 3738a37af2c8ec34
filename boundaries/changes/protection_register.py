"""Which listed names a change touches (保护名录登记): the room of names enters its list when it starts (D10)."""

import datetime
from collections.abc import Callable, Collection

#: (divisions, day) → the listed names that these divisions bear themselves
#: (divisions, day) → the listed names of things that lie in them
Names = Callable[[Collection[int], datetime.date], list[str]]
_lists: list[tuple[Names, Names]] = []


def register_protection(borne_by: Names, lying_in: Names) -> None:
    """Enter a list of protected names, once."""
    if (borne_by, lying_in) not in _lists:
        _lists.append((borne_by, lying_in))


def protection_known() -> bool:
    """Whether there is any list to look into."""
    return bool(_lists)


def protected_names_of(divisions: Collection[int], day: datetime.date) -> list[str]:
    """The listed names that divisions bear themselves on a day."""
    return _all(divisions, day, 0)


def protected_names_in(divisions: Collection[int], day: datetime.date) -> list[str]:
    """The listed names of things in divisions on a day."""
    return _all(divisions, day, 1)


def _all(divisions: Collection[int], day: datetime.date, which: int) -> list[str]:
    found = [name for entry in _lists for name in entry[which](divisions, day)] if divisions else []
    return list(dict.fromkeys(found))
