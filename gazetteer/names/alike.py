"""Names by their characters and by their sound (同字、同音检索), in memory."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from gazetteer.rules.parsing import ParsedName

Thing = TypeVar("Thing")


class Alike(Generic[Thing]):
    """Things with their parsed names, in the order given; found by the specific part or its toneless sound."""

    def __init__(self, named: Iterable[tuple[Thing, ParsedName]]) -> None:
        self._named = list(named)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_sound: dict[str, list[int]] = defaultdict(list)
        for position, (_, parsed) in enumerate(self._named):
            self._by_key[parsed.key].append(position)
            if parsed.sound_plain:
                self._by_sound[parsed.sound_plain].append(position)

    def like(self, wanted: ParsedName) -> list[tuple[Thing, ParsedName]]:
        """Those with the same specific part in regular characters, or the same toneless sound."""
        found = {*self._by_key.get(wanted.key, ()), *self._by_sound.get(wanted.sound_plain, ())}
        return [self._named[position] for position in sorted(found)]


class Stored(Generic[Thing]):
    """Things found as the database finds them: by the specific part and the sound that stand in their rows."""

    def __init__(self, rows: Iterable[tuple[Thing, str, str]]) -> None:
        self._things: list[Thing] = []
        self._by_specific: dict[str, list[int]] = defaultdict(list)
        self._by_sound: dict[str, list[int]] = defaultdict(list)
        for position, (thing, specific, sound) in enumerate(rows):
            self._things.append(thing)
            self._by_specific[specific].append(position)
            self._by_sound[sound].append(position)

    def like(self, wanted: ParsedName) -> list[Thing]:
        """Those whose row has the specific part as written or in regular characters, or the toneless sound."""
        found = {*self._by_specific.get(wanted.parts.specific, ()), *self._by_specific.get(wanted.key, ())}
        if wanted.sound_plain:
            found.update(self._by_sound.get(wanted.sound_plain, ()))
        return [self._things[position] for position in sorted(found)]
