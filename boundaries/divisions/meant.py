"""Which division a code or a standard name means (区划的所指), and what may be meant while it is being typed."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import DivisionVersion
from boundaries.divisions.queries import UnknownDivision, chains_of, resolve_code, versions_on
from boundaries.divisions.written import endings, is_digits, parts_of, spells

MOST_NAMED, MOST_SUGGESTED = 6, 8


class AmbiguousName(UnknownDivision):
    """Several divisions have this name on this day; the message lists them and says what to do."""


@dataclass(frozen=True)
class Named:
    """A division as it is shown to who chooses it: “凉水镇（222402103，图们市）”."""

    division_id: int
    name: str
    level: str
    superior: str
    code: str

    def __str__(self) -> str:
        facts = "，".join(filter(None, (self.code, self.superior)))
        return f"{self.name}（{facts}）" if facts else self.name

    @property
    def written(self) -> str:
        """What stands for it in a field: its code, else its name behind its superior's."""
        return self.code or f"{self.superior}{self.name}"


_NAMED = """
SELECT v.division_id, v.name, v.level, coalesce(p.name, ''), coalesce(held.code, '')
FROM divisions_divisionversion v
JOIN divisions_division d ON d.id = v.division_id
LEFT JOIN divisions_divisionversion p ON p.division_id = v.parent_id AND p.valid @> %(day)s::date
LEFT JOIN divisions_divisionversion g ON g.division_id = p.parent_id AND g.valid @> %(day)s::date
LEFT JOIN LATERAL (
    SELECT c.code FROM divisions_divisioncode c WHERE c.division_id = v.division_id AND c.valid @> %(day)s::date
    ORDER BY c.scheme = 'MCA' DESC LIMIT 1
) held ON true
WHERE v.valid @> %(day)s::date AND {condition}
ORDER BY {order} LIMIT %(most)s
"""
_LEVEL = "array_position(%(levels)s::varchar[], v.level)"
_CHOSEN = _NAMED.format(condition="v.division_id = ANY(%(ids)s)", order="held.code, v.division_id")
_BEGUN = """v.level = ANY(%(levels)s) AND NOT d.external AND NOT d.statistical
AND (strpos(concat(g.name, p.name, v.name), %(text)s) > 0 OR starts_with(held.code, %(text)s))"""
_NEAREST = f"""v.name = %(text)s DESC, starts_with(v.name, %(text)s) DESC, strpos(v.name, %(text)s) > 0 DESC,
coalesce(v.division_id = ANY(%(near)s) OR p.division_id = ANY(%(near)s) OR g.division_id = ANY(%(near)s), false) DESC,
{_LEVEL}, held.code, v.division_id"""
_SUGGESTED = _NAMED.format(condition=_BEGUN, order=_NEAREST)


def _asked(statement: str, day: datetime.date, **told: str | int | list[int] | list[str]) -> list[Named]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"day": day, **told})
        return [Named(*row) for row in cursor.fetchall()]


def named(division_ids: Iterable[int], day: datetime.date) -> list[Named]:
    """Name, code and superior of divisions on a day, in the order of their codes."""
    ids = list(division_ids)
    return _asked(_CHOSEN, day, ids=ids, most=len(ids)) if ids else []


def suggested(
    text: str, day: datetime.date, levels: Sequence[str] = (), near: Collection[int] = (), most: int = MOST_SUGGESTED
) -> list[Named]:
    """The divisions that a begun name or code may become, the nearest first, those of `near` before others.

    The text may begin with a superior's name (“图们市凉”). Neighbours outside the province and units of the statistics
    are no objects of a change and never offered; their codes can still be written.
    """
    text = text.strip()
    if not text:
        return []
    wanted = list(levels or (level.value for level in Level))
    return _asked(_SUGGESTED, day, text=text, levels=wanted, near=list(near), most=most)


def meant(part: str, day: datetime.date, levels: Collection[str] = ()) -> int:
    """The division that a code or a standard name, with or without names of its superiors, means on a day.

    Of several with one name those of the `levels` that the field takes come first. Raises ValueError for wrong digits,
    AmbiguousName where several remain, UnknownDivision where nothing is meant.
    """
    if is_digits(part):
        return resolve_code(part, day).division_id
    found = _called(part, day)
    found = [version for version in found if version.level in levels] or found
    if not found:
        raise UnknownDivision(f"{day.isoformat()} 没有名称为“{part}”的区划，请写标准全称（如“图们市凉水镇”）或区划代码")
    if len(found) > 1:
        raise AmbiguousName(_which(part, named((version.division_id for version in found), day)))
    return found[0].division_id


def _called(part: str, day: datetime.date) -> list[DivisionVersion]:
    """The divisions of the province that bear a name, behind names of their superiors or none."""
    own = versions_on(day).filter(division__external=False, division__statistical=False)
    found = list(own.filter(name__in=endings(part), level__in=[level.value for level in Level]))
    if len(found) < 2 and all(version.name == part for version in found):
        return found
    chains = chains_of([version.division_id for version in found], day)
    above = {pk: [link.name for link in chain[:-1]] for pk, chain in chains.items()}
    return [each for each in found if spells(part.removesuffix(each.name), above.get(each.division_id, []))]


def _which(part: str, found: Sequence[Named]) -> str:
    listed = "、".join(str(each) for each in found[:MOST_NAMED]) + (" 等" if len(found) > MOST_NAMED else "")
    return (
        f"名称为“{part}”的区划有 {len(found)} 个：{listed}。请改写代码，或连上级一起写，如“{found[0].superior}{part}”"
    )


def all_meant(text: str, day: datetime.date, levels: Collection[str] = ()) -> list[int]:
    """The divisions that a whole field means, in its order, each once. Raises as `meant`."""
    return list(dict.fromkeys(meant(part, day, levels) for part in parts_of(text)))
