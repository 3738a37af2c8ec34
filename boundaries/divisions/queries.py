"""Questions to the register of divisions. Every one takes the day that it asks about."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from boundaries.divisions.kinds import Scheme, normal_code
from boundaries.divisions.models import Division, DivisionCode, DivisionVersion


class UnknownDivision(LookupError):
    """No division has this code on this day; the message is for the user."""


@dataclass(frozen=True)
class Meaning:
    """What a code means: the division, and the scheme and period of the code."""

    division_id: int
    scheme: Scheme
    code: str
    name: str


@dataclass(frozen=True)
class Resolved:
    """The answer to a code: its meaning, and what the same digits mean in another scheme that day."""

    meaning: Meaning
    others: tuple[Meaning, ...] = ()

    @property
    def division_id(self) -> int:
        return self.meaning.division_id


def versions_on(day: datetime.date) -> QuerySet[DivisionVersion]:
    """The versions in force on a day; the changeover day belongs to the later one."""
    return DivisionVersion.objects.filter(valid__contains=day)


def codes_on(day: datetime.date) -> QuerySet[DivisionCode]:
    """The codes in force on a day."""
    return DivisionCode.objects.filter(valid__contains=day)


def default_scheme(code: str) -> Scheme:
    """Up to nine digits are the register's (MCA), twelve are the statistics' (NBS)."""
    return Scheme.NBS if len(code) == 12 and not code.endswith("000") else Scheme.MCA


def meanings_of_code(code: str, day: datetime.date) -> list[Meaning]:
    """All meanings of a code on a day, over the schemes; `name` is the division's on that day or its last."""
    found = codes_on(day).filter(code=normal_code(code)).values_list("division_id", "scheme", "code")
    rows = list(found)
    names = names_of((pk for pk, _, _ in rows), day)
    return [Meaning(pk, Scheme(scheme), digits, names.get(pk, "")) for pk, scheme, digits in rows]


def resolve_code(code: str, day: datetime.date, scheme: Scheme | None = None) -> Resolved:
    """The division that a code means on a day.

    Without `scheme` the length says which is meant; the other scheme answers only for digits that the meant one
    never gave to anybody, so that a code of the register that went out of force never turns into a statistical unit.
    The other meanings of the same digits come along. Raises ValueError for wrong digits, UnknownDivision
    where nothing has the code on that day.
    """
    meanings = meanings_of_code(code, day)
    wanted = scheme or default_scheme(code)
    chosen = [meaning for meaning in meanings if meaning.scheme == wanted]
    if not chosen and scheme is None and not ever_given(code, wanted):
        chosen = meanings
    if not chosen:
        raise UnknownDivision(f"{day.isoformat()} 没有代码为 {code} 的区划（{wanted.label}编码）")
    others = tuple(meaning for meaning in meanings if meaning != chosen[0])
    return Resolved(chosen[0], others)


def ever_given(code: str, scheme: Scheme) -> bool:
    """Whether a scheme has a code in any period."""
    return DivisionCode.objects.filter(code=normal_code(code), scheme=scheme).exists()


def names_of(division_ids: Iterable[int], day: datetime.date) -> dict[int, str]:
    """The standard names on a day, by division id."""
    return dict(versions_on(day).filter(division_id__in=list(division_ids)).values_list("division_id", "name"))


_CHAIN = """
WITH RECURSIVE chain AS (
    SELECT v.division_id AS of, v.division_id, v.parent_id, v.level, v.name, 0 AS depth
    FROM divisions_divisionversion v WHERE v.division_id = ANY(%s) AND v.valid @> %s::date
    UNION ALL
    SELECT chain.of, v.division_id, v.parent_id, v.level, v.name, chain.depth + 1
    FROM chain JOIN divisions_divisionversion v ON v.division_id = chain.parent_id AND v.valid @> %s::date
    WHERE chain.depth < 8
)
SELECT of, division_id, level, name FROM chain ORDER BY of, depth DESC
"""


@dataclass(frozen=True)
class ChainLink:
    """One division on the way from the province down."""

    division_id: int
    level: str
    name: str


def chains_of(division_ids: Iterable[int], day: datetime.date) -> dict[int, list[ChainLink]]:
    """Each division with everything above it on a day, from the top down; without those that did not exist."""
    found: dict[int, list[ChainLink]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [list(division_ids), day, day])
        for of, *link in cursor.fetchall():
            found.setdefault(of, []).append(ChainLink(*link))
    return found


def chain_of(division_id: int, day: datetime.date) -> list[ChainLink]:
    """The division and everything above it on a day, from the top down; empty if it did not exist."""
    return chains_of([division_id], day).get(division_id, [])


def is_within(division_id: int, ancestor_id: int, day: datetime.date) -> bool:
    """Whether a division is the ancestor itself or lies below it on a day."""
    return any(link.division_id == ancestor_id for link in chain_of(division_id, day))


_SUBTREE = """
WITH RECURSIVE subtree AS (
    SELECT %s::bigint AS division_id
    UNION
    SELECT v.division_id FROM subtree JOIN divisions_divisionversion v
    ON v.parent_id = subtree.division_id AND v.valid @> %s::date
)
SELECT division_id FROM subtree
"""


def subtree_ids(division_id: int, day: datetime.date) -> list[int]:
    """A division and all below it on a day."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBTREE, [division_id, day])
        return [row[0] for row in cursor.fetchall()]


_BELOW = """(
    WITH RECURSIVE subtree AS (
        SELECT unnest(%s::bigint[]) AS division_id
        UNION
        SELECT v.division_id FROM subtree JOIN divisions_divisionversion v
        ON v.parent_id = subtree.division_id AND v.valid @> %s::date
    )
    SELECT division_id FROM subtree
)"""


def ids_below(division_ids: Iterable[int], day: datetime.date) -> RawSQL:
    """The divisions and all below them on a day, as a subquery for `…__in` (no list travels to the database)."""
    return RawSQL(_BELOW, [list(division_ids), day])


_BELOW_OR_LAST = """(
    WITH RECURSIVE subtree AS (
        SELECT unnest(%s::bigint[]) AS division_id
        UNION
        SELECT v.division_id FROM subtree JOIN divisions_divisionversion v
        ON v.parent_id = subtree.division_id AND (lower_inf(v.valid) OR lower(v.valid) <= %s::date)
        WHERE NOT EXISTS (SELECT 1 FROM divisions_divisionversion later
            WHERE later.division_id = v.division_id AND later.valid >> v.valid AND lower(later.valid) <= %s::date)
    )
    SELECT division_id FROM subtree
)"""


def ids_answered_for(division_ids: Iterable[int], day: datetime.date) -> RawSQL:
    """As `ids_below`, with those that stood below when they ended: what was begun for them goes on (善后)."""
    return RawSQL(_BELOW_OR_LAST, [list(division_ids), day, day])


_LAST_LINE = """
WITH RECURSIVE line AS (
    SELECT %s::bigint AS division_id, 1 AS depth
    UNION ALL
    SELECT last.parent_id, line.depth + 1 FROM line CROSS JOIN LATERAL (
        SELECT v.parent_id FROM divisions_divisionversion v
        WHERE v.division_id = line.division_id AND (lower_inf(v.valid) OR lower(v.valid) <= %s::date)
        ORDER BY v.valid DESC LIMIT 1
    ) AS last WHERE last.parent_id IS NOT NULL AND line.depth < 16
)
SELECT division_id FROM line ORDER BY depth
"""


def answering_for(division_id: int, day: datetime.date) -> list[int]:
    """The division and everything above it on a day, from below; of what has ended, what stood above it at the end."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_LINE, [division_id, day])
        return [row[0] for row in cursor.fetchall()]


def last_names_of(division_ids: Iterable[int], day: datetime.date) -> dict[int, str]:
    """The names of divisions on a day, of those that have ended their last ones."""
    begun = Q(valid__startswith__isnull=True) | Q(valid__startswith__lte=day)
    rows = DivisionVersion.objects.filter(begun, division__in=list(division_ids)).order_by("division", "valid")
    return dict(rows.values_list("division_id", "name"))


_ORPHANS = """
SELECT child.division_id, child.parent_id,
       lower(range_merge(datemultirange(child.valid * daterange(%(day)s, NULL))
             - COALESCE((SELECT range_agg(valid) FROM divisions_divisionversion above
                         WHERE above.division_id = child.parent_id), '{}'::datemultirange)))
FROM divisions_divisionversion child
WHERE (child.parent_id = ANY(%(parents)s) OR child.division_id = ANY(%(children)s)) AND child.parent_id IS NOT NULL
  AND child.valid && daterange(%(day)s, NULL)
  AND NOT child.valid * daterange(%(day)s, NULL)
      <@ COALESCE((SELECT range_agg(valid) FROM divisions_divisionversion above
                   WHERE above.division_id = child.parent_id), '{}'::datemultirange)
ORDER BY child.division_id LIMIT 1
"""


def without_superior(
    parents: Iterable[int], children: Iterable[int], day: datetime.date
) -> tuple[int, int, datetime.date] | None:
    """One of `children`, or of what stands below `parents`, whose superior does not exist some day from `day` on.

    Answers (division, superior, first day without it).
    """
    with connection.cursor() as cursor:
        cursor.execute(_ORPHANS, {"parents": list(parents), "children": list(children), "day": day})
        return cursor.fetchone()


def division_exists(division_id: int) -> bool:
    return Division.objects.filter(pk=division_id).exists()
