"""What was in force on day A as it was recorded on day B (登记时点), for the API and the history page.

A recorded day counts to its end, in Changchun. Names, kinds, parents, periods and codes are kept as they
were recorded; areas, lineage and geometry follow the register of now, so answers of an earlier record
leave them out rather than mix the two.
"""

import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from boundaries.divisions.kinds import Level, Scheme, normal_code
from boundaries.divisions.models import Division, DivisionCode, DivisionVersion
from boundaries.divisions.queries import default_scheme
from boundaries.divisions.recorded import Recorded, alterations_of, codes_recorded, versions_recorded
from gazetteer.atlas.area_facts import Address
from gazetteer.atlas.periods import day_words, period_json, words_between
from office.problems import Problem, not_found

CAUSES = {"correction": "更正录入错误", "change": "法定变更", "undo": "撤回变更", "": "未注明原因"}
MOST_ABOVE = 6

_HOLDERS = """
SELECT division_id FROM divisions_divisioncode WHERE code = %(code)s AND scheme = %(scheme)s
UNION SELECT division_id FROM divisions_divisioncodeevent WHERE code = %(code)s AND scheme = %(scheme)s
"""


def moment_of(recorded: datetime.date) -> datetime.datetime:
    """The last moment of a day: what was recorded on it counts."""
    following = datetime.datetime.combine(recorded + datetime.timedelta(days=1), datetime.time())
    return timezone.make_aware(following) - datetime.timedelta(microseconds=1)


def division_recorded(code: str, day: datetime.date, recorded: datetime.date, scheme: Scheme | None) -> Address:
    """Whom a code (or public id) meant on a day and by which scheme, as recorded then. Raises Problem 404, 422."""
    if code[:1] == "D" and code[1:].isdigit() and code.isascii():
        if len(code) < 18 and Division.objects.filter(pk=int(code[1:])).exists():
            return Address(int(code[1:]), None)
        raise not_found("unknown_division", f"没有编号为 {code} 的区划。")
    try:
        normal = normal_code(code)
    except ValueError as error:
        raise Problem(422, "invalid_code", "代码有误", f"{error}。", {"field": "code"}) from error
    wanted = scheme or default_scheme(code)
    holders = _holders(normal, wanted)
    if not holders and scheme is None:
        wanted = Scheme.NBS if wanted == Scheme.MCA else Scheme.MCA
        holders = _holders(normal, wanted)
    for row in codes_recorded(holders, day, moment_of(recorded)):
        if (row.facts["code"], row.facts["scheme"]) == (normal, wanted):
            return Address(row.division_id, wanted.value)
    raise _nothing(f"代码 {normal}", day, recorded)


def _holders(code: str, scheme: Scheme) -> list[int]:
    """Who ever had a code, by the record of any day."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, {"code": code, "scheme": scheme.value})
        return [row[0] for row in cursor.fetchall()]


def _nothing(what: str, day: datetime.date, recorded: datetime.date) -> Problem:
    detail = f"到 {recorded.isoformat()} 为止，登记中没有 {what} 在 {day.isoformat()} 的内容。"
    return not_found("not_recorded_then", detail)


def recorded_area(
    code: str, day: datetime.date, recorded: datetime.date, scheme: Scheme | None = None
) -> dict[str, Any]:
    """A division on a day as it was recorded on another, in the shape of `area_facts`."""
    address = division_recorded(code, day, recorded, scheme)
    division_id = address.division_id
    moment = moment_of(recorded)
    chain = _chain(division_id, day, moment)
    if not chain:
        raise _nothing(f"D{division_id}", day, recorded)
    own = chain[-1]
    codes = codes_recorded([row.division_id for row in chain], day, moment)
    division = Division.objects.get(pk=division_id)
    held = [_code(row) for row in codes if row.division_id == division_id]
    steps = [_step(row, codes) for row in chain]
    level = Level(own.facts["level"])
    return {
        "id": f"D{division_id}",
        "name": own.facts["name"],
        "level": level.value,
        "level_label": level.label,
        "kind": own.facts["kind"],
        "code": next((row["code"] for row in held if row["scheme"] == (address.scheme or Scheme.MCA)), None),
        "scheme": address.scheme,
        "codes": held,
        "other_meanings": [],
        "parent": steps[-2] if len(steps) > 1 else None,
        "chain": steps,
        "valid": period_json(own.valid, own.facts["begin_precision"], own.facts["end_precision"]),
        "date": day.isoformat(),
        "recorded": recorded.isoformat(),
        "predecessors": [],
        "successors": [],
        "statistical": division.statistical,
        "external": division.external,
        "sample": False,
        "area_km2": None,
        "note": own.facts["note"],
        "source": own.facts["source"],
    }


def _chain(division_id: int, day: datetime.date, moment: datetime.datetime) -> list[Recorded]:
    """The division and all above it on a day as recorded, from the top down."""
    found: list[Recorded] = []
    wanted: int | None = division_id
    while wanted is not None and len(found) < MOST_ABOVE:
        rows = versions_recorded([wanted], day, moment)
        if not rows:
            break
        found.insert(0, rows[0])
        wanted = rows[0].facts["parent_id"]
    return found


def _step(row: Recorded, codes: list[Recorded]) -> dict[str, Any]:
    own = {each.facts["scheme"]: each.facts["code"] for each in codes if each.division_id == row.division_id}
    return {
        "id": f"D{row.division_id}",
        "code": own.get(Scheme.MCA.value, own.get(Scheme.NBS.value)),
        "name": row.facts["name"],
        "level": row.facts["level"],
    }


def _code(row: Recorded) -> dict[str, Any]:
    valid = period_json(row.valid, row.facts["begin_precision"], row.facts["end_precision"])
    return {"scheme": row.facts["scheme"], "code": row.facts["code"], "valid": valid}


def rows_recorded(division_id: int, recorded: datetime.date) -> tuple[list[DivisionVersion], list[DivisionCode]]:
    """All versions and codes of a division as they were recorded at the end of a day, in order of time; unsaved."""
    moment = moment_of(recorded)
    versions = versions_recorded([division_id], None, moment)
    codes = codes_recorded([division_id], None, moment)
    made = [DivisionVersion(division_id=division_id, valid=row.valid, **row.facts) for row in versions]
    held = [DivisionCode(division_id=division_id, valid=row.valid, **row.facts) for row in codes]
    return made, sorted(held, key=lambda code: code.scheme)


def alterations_shown(division_id: int) -> list[dict[str, Any]]:
    """Every alteration of what is recorded, in words: when, of which cause, and what had stood there."""
    return [
        {
            "at": timezone.localtime(each.at),
            "cause": each.cause,
            "label": CAUSES.get(each.cause, each.cause),
            "before": _before(each.before),
        }
        for each in alterations_of(division_id)
    ]


def _before(row: dict[str, Any]) -> str:
    valid = row["valid"]
    begin = day_words(valid.lower, row["begin_precision"]) if valid.lower else None
    end = day_words(valid.upper, row["end_precision"]) if valid.upper else None
    what = f"{row['name']} · {row['kind']}" if "name" in row else f"{Scheme(row['scheme']).label}代码 {row['code']}"
    return " · ".join(part for part in (what, words_between(begin, end)) if part)
