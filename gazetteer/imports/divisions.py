"""Which division a cell of a register means (所在行政区): a code, a path of names, or one name that is clear."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator

from boundaries.divisions.kinds import normal_code
from boundaries.divisions.queries import codes_on, ids_below, versions_on
from gazetteer.names.queries import ways_up

_APART = re.compile(r"[\s/\\|>›·\-—－]+")
_SEVERAL = re.compile(r"[、，,；;]+")
_VILLAGE = ("村民委员会", "村委会", "村")
_COMMUNITY = ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区")


class UnclearDivision(LookupError):
    """A text names no division here, or several; the message is for the person."""


class DivisionBook:
    """The divisions at and below a home on a day, by everything that a register may call them."""

    def __init__(self, home_id: int, day: datetime.date) -> None:
        self.home_id = home_id
        below = versions_on(day).filter(division_id__in=ids_below([home_id], day), division__statistical=False)
        ids = list(below.values_list("division_id", flat=True))
        self._ways = {
            pk: [(stage.division_id, stage.name.partition("（")[0]) for stage in way]
            for pk, way in ways_up(ids, day).items()
        }
        self._by_text: dict[str, set[int]] = defaultdict(set)
        for pk, way in self._ways.items():
            for text in _called([name for _, name in way]):
                self._by_text[text].add(pk)
        codes = codes_on(day).filter(division_id__in=ids).values_list("code", "division_id")
        self._by_code = dict(codes)
        self._known: dict[str, int | UnclearDivision] = {}

    def home(self, text: str, crossing: str = "") -> int:
        """The division of a cell, or the lowest one that holds all that it names. Raises UnclearDivision."""
        key = f"{text}、{crossing}" if crossing else text
        if key not in self._known:
            try:
                self._known[key] = self._found(key)
            except UnclearDivision as unclear:
                self._known[key] = unclear
        answer = self._known[key]
        if isinstance(answer, UnclearDivision):
            raise answer
        return answer

    def way(self, division_id: int) -> list[int]:
        """The divisions above one, the lowest first."""
        return [pk for pk, _ in self._ways.get(division_id, [])][1:]

    def path(self, division_id: int | None) -> list[int]:
        """The divisions from the top down to one: neighbours stand beside each other when sorted by it."""
        return [pk for pk, _ in reversed(self._ways.get(division_id or 0, []))]

    def _found(self, text: str) -> int:
        named = [self._one(part) for part in _SEVERAL.split(text) if part.strip()]
        if not named:
            return self.home_id
        ways = [[pk for pk, _ in self._ways[one]] for one in named]
        return next(pk for pk in ways[0] if all(pk in way for way in ways))

    def _one(self, text: str) -> int:
        plain = _APART.sub("", text)
        if plain.isdigit():
            known = self._by_code.get(_normal(plain))
            if known is None:
                raise UnclearDivision(f"没有代码为“{plain[:20]}”的区划，或它不在本件所属区划之内")
            return known
        found = self._by_text.get(plain, set())
        if len(found) == 1:
            return next(iter(found))
        if not found:
            raise UnclearDivision(f"本件所属区划之内没有“{text.strip()[:40]}”")
        raise UnclearDivision(f"“{text.strip()[:40]}”有 {len(found)} 处，请写明上级区划")


def _normal(digits: str) -> str:
    try:
        return normal_code(digits)
    except ValueError:
        return ""


def _called(names: list[str]) -> Iterator[str]:
    """What a division is called, from its bare name up to its whole path; villages with and without their committee."""
    for own in _forms(names[0]):
        path = own
        yield path
        for above in names[1:]:
            path = above + path
            yield path


def _forms(name: str) -> set[str]:
    """A village under its name and under its committee's: 红石村, 红石村委会, 红石村村民委员会."""
    for endings, own in ((_COMMUNITY, "社区"), (_VILLAGE, "村")):
        stem = next((name.removesuffix(ending) for ending in endings if name.endswith(ending)), "").removesuffix(own)
        if stem:
            return {name, stem + own, *(stem + before + ending for ending in endings for before in ("", own))}
    return {name}
