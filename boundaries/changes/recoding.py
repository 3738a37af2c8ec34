"""New codes for all that stands below a unit with a new code (整体改码), Decree 704 art. 17."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from psycopg2.extras import DateRange

from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.models import DivisionCode, DivisionVersion
from boundaries.divisions.queries import codes_on, names_of, versions_on


@dataclass(frozen=True)
class Below:
    """A unit below, with the code that it has now (名称与原代码)."""

    division: int
    name: str
    kind: str
    code: str


def coded_below(division: int, day: datetime.date) -> list[Below]:
    """The divisions directly below with a code of the register on a day, in the order of these codes."""
    versions = {version.division_id: version for version in _children(division, day)}
    held = codes_on(day).filter(division_id__in=versions, scheme=Scheme.MCA).order_by("code")
    return [
        Below(pk, versions[pk].name, versions[pk].kind, code) for pk, code in held.values_list("division_id", "code")
    ]


def _children(division: int, day: datetime.date) -> Iterable[DivisionVersion]:
    return versions_on(day).filter(parent=division, level=Level.TOWNSHIP, division__statistical=False)


def proposed(codes: Sequence[str], before: str, after: str) -> list[str]:
    """The codes with the new beginning of their superior; as they are where they began otherwise.

    >>> proposed(["220381001", "220381100"], "220381", "220184")
    ['220184001', '220184100']
    """
    return [after + code.removeprefix(before) if code.startswith(before) else code for code in codes]


def faults_of(codes: Mapping[int, str], superior: str, taken: Mapping[str, str]) -> dict[int, str]:
    """What is wrong with the new codes of divisions below a code: division → sentence. Pure.

    `taken`: codes that others hold then → who.
    """
    found = {}
    for division, code in codes.items():
        twin = [other for other, same in codes.items() if same == code and other != division]
        if not code.startswith(superior) or len(code) != len(superior) + 3:
            found[division] = f"应为 {len(superior) + 3} 位，以 {superior} 开头。"
        elif twin:
            found[division] = f"{code} 在表中写了两次。"
        elif code in taken:
            found[division] = f"{code} 已属{taken[code]}。"
    return found


def holders_of(codes: Collection[str], day: datetime.date, leaving: Collection[int]) -> dict[str, str]:
    """Who holds codes of the register on a day or later, but for those that leave theirs: code → name."""
    rows = DivisionCode.objects.filter(code__in=codes, scheme=Scheme.MCA, valid__overlap=DateRange(day, None))
    held = dict(rows.exclude(division_id__in=leaving).values_list("code", "division_id"))
    names = names_of(held.values(), day)
    return {code: names.get(division, f"D{division}") for code, division in held.items()}
