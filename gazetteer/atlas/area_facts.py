"""What the outside may know of a division on a day (区划事实), and what a code means or meant."""

import datetime
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from boundaries.changes.models import DivisionChange
from boundaries.divisions.kinds import Level, Scheme, normal_code
from boundaries.divisions.models import Area, Division, DivisionCode, DivisionVersion
from boundaries.divisions.queries import (
    Meaning,
    UnknownDivision,
    chain_of,
    codes_on,
    default_scheme,
    meanings_of_code,
    resolve_code,
)
from gazetteer.atlas.periods import day_words, period_json
from office.problems import Problem, not_found

PUBLISHED_DECIMALS = 4  # about ten metres: generalised, and the same for both neighbours
AS_WGS84 = 4326
SEE_SUCCESSORS = "；后继见 successors。"  # where the answer of the API names them
ORDER = {level: depth for depth, level in enumerate(Level.values)}


@dataclass(frozen=True)
class Address:
    """Which division was asked for, by which scheme, and what else the same digits mean."""

    division_id: int
    scheme: str | None
    other_meanings: tuple[dict[str, Any], ...] = ()


def address_of(code: str, day: datetime.date, scheme: Scheme | None) -> Address:
    """The division that a code (or a public id, D12) means on a day.

    Raises Problem: 422 for what is no code, 410 for a code that is out of force, 404 for one nobody had.
    """
    if code[:1] == "D" and code[1:].isdigit() and code.isascii():
        return Address(_known(int(code[1:])), None)
    try:
        normal = normal_code(code)
    except ValueError as error:
        raise Problem(422, "invalid_code", "代码有误", f"{error}。", {"field": "code"}) from error
    try:
        found = resolve_code(code, day, scheme)
    except UnknownDivision as error:
        raise _code_problem(normal, day, scheme or default_scheme(code)) from error
    others = [meaning for meaning in found.others if meaning.division_id != found.division_id]
    return Address(found.division_id, found.meaning.scheme.value, tuple(map(_meaning, others)))


def _meaning(meaning: Meaning) -> dict[str, Any]:
    """What the same digits mean in another scheme."""
    return {
        "id": f"D{meaning.division_id}",
        "name": meaning.name,
        "scheme": meaning.scheme.value,
        "code": meaning.code,
    }


def _meanings(code: str, day: datetime.date) -> list[dict[str, Any]]:
    return list(map(_meaning, meanings_of_code(code, day)))


def _known(division_id: int) -> int:
    if division_id > 2**62 or not Division.objects.filter(pk=division_id).exists():
        raise not_found("unknown_division", f"没有编号为 D{division_id} 的区划。")
    return division_id


def _code_problem(code: str, day: datetime.date, scheme: Scheme) -> Problem:
    """Why a code means nothing on a day: never, not yet, or no more."""
    held = list(DivisionCode.objects.filter(code=code, scheme=scheme).order_by("valid"))
    past = [row for row in held if row.valid.upper is not None and row.valid.upper <= day]
    if past:
        last = past[-1]
        period = period_json(last.valid, last.begin_precision, last.end_precision)
        detail = f"代码 {code}（{scheme.label}）自 {period['end']} 起不再使用{SEE_SUCCESSORS}"
        left = {**tombstone(last.division_id, day), "scheme": scheme.value, "other_meanings": _meanings(code, day)}
        return Problem(410, "code_out_of_force", "代码已停用", detail, left)
    if held:
        period = period_json(held[0].valid, held[0].begin_precision, held[0].end_precision)
        detail = f"代码 {code}（{scheme.label}）自 {period['begin']} 起才使用。"
        others = {"scheme": scheme.value, "other_meanings": _meanings(code, day)}
        return not_found("code_not_yet_in_force", detail, id=f"D{held[0].division_id}", **others)
    return not_found("unknown_code", f"没有代码为 {code} 的区划（{scheme.label}）。")


def version_on(division_id: int, day: datetime.date) -> DivisionVersion:
    """The version of a day. Raises Problem: 410 with successors for what was abolished, 404 before it was founded."""
    versions = list(DivisionVersion.objects.filter(division_id=division_id).order_by("valid"))
    current = next((version for version in versions if day in version.valid), None)
    if current:
        return current
    past = [version for version in versions if version.valid.upper is not None and version.valid.upper <= day]
    if past:
        ended = period_json(past[-1].valid, past[-1].begin_precision, past[-1].end_precision)["end"]
        detail = f"{past[-1].name}自 {ended} 起不复存在{SEE_SUCCESSORS}"
        raise Problem(410, "division_abolished", "区划已撤销", detail, tombstone(division_id, day))
    raise not_found("division_not_yet_founded", f"D{division_id} 在 {day.isoformat()} 尚未设立。", id=f"D{division_id}")


def tombstone(division_id: int, day: datetime.date) -> dict[str, Any]:
    """What is left of a division or of its code: who it was, and what came after it."""
    last = DivisionVersion.objects.filter(division_id=division_id).order_by("-valid").first()
    successors = succession(division_id)["successors"]
    alive = last is not None and day in last.valid
    if alive and last:
        successors = [brief(division_id, day)]
    return {"id": f"D{division_id}", "name": last.name if last else "", "successors": successors}


def brief(division_id: int, day: datetime.date) -> dict[str, Any]:
    """Id, code, name and level on a day; of what is gone or not yet there, the nearest version."""
    version = (
        DivisionVersion.objects.filter(division_id=division_id, valid__contains=day).first()
        or DivisionVersion.objects.filter(division_id=division_id).order_by("-valid").first()
    )
    code = codes_on(day).filter(division_id=division_id).order_by("scheme").first()
    return {
        "id": f"D{division_id}",
        "code": code.code if code else None,
        "name": version.name if version else "",
        "level": version.level if version else "",
    }


def succession(division_id: int) -> dict[str, list[dict[str, Any]]]:
    """From which divisions this one came, and into which it went, by the recorded changes."""
    changes = DivisionChange.objects.filter(Q(old_id=division_id) | Q(new_id=division_id))
    changes = changes.exclude(kind=DivisionChange.Kind.RESHAPED)  # who takes a part over is no successor
    before, after = [], []
    for change in changes:
        if change.old_id == change.new_id:
            continue
        if change.new_id == division_id and change.old_id:
            before.append(_party(change.old_id, change.old_code, change.old_name, change))
        if change.old_id == division_id and change.new_id:
            after.append(_party(change.new_id, change.new_code, change.new_name, change))
    return {"predecessors": before, "successors": after}


def _party(division_id: int, code: str, name: str, change: DivisionChange) -> dict[str, Any]:
    level = LEVEL_OF_LENGTH.get(len(code), "")
    return {
        "id": f"D{division_id}",
        "code": code or None,
        "name": name,
        "level": level,
        "change": change.kind,
        "when": day_words(change.effective.lower, change.precision),
    }


LEVEL_OF_LENGTH = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}


def area_facts(address: Address, day: datetime.date) -> dict[str, Any]:
    """A division on a day, as `/api/areas/CODE` answers it; without geometry."""
    version = version_on(address.division_id, day)
    division = Division.objects.get(pk=address.division_id)
    codes = division_codes(address.division_id, day)
    chain = chain_with_codes(address.division_id, day)
    area = Area.objects.filter(division_id=division.pk, valid__contains=day).values("is_sample", "area_m2").first()
    return {
        "id": f"D{division.pk}",
        "name": version.name,
        "level": version.level,
        "level_label": version.get_level_display(),
        "kind": version.kind,
        "code": next((row["code"] for row in codes if row["scheme"] == (address.scheme or "MCA")), None),
        "scheme": address.scheme,
        "codes": codes,
        "other_meanings": list(address.other_meanings),
        "parent": chain[-2] if len(chain) > 1 else None,
        "chain": chain,
        "valid": period_json(version.valid, version.begin_precision, version.end_precision),
        "date": day.isoformat(),
        **succession(division.pk),
        "statistical": division.statistical,
        "external": division.external,
        "sample": bool(area and area["is_sample"]),
        "area_km2": round(area["area_m2"] / 1e6, 2) if area else None,
        "note": version.note,
        "source": version.source,
    }


def division_codes(division_id: int, day: datetime.date) -> list[dict[str, Any]]:
    """The codes of a division on a day, with scheme and period."""
    return [
        {
            "scheme": row.scheme,
            "code": row.code,
            "valid": period_json(row.valid, row.begin_precision, row.end_precision),
        }
        for row in codes_on(day).filter(division_id=division_id).order_by("scheme")
    ]


def chain_with_codes(division_id: int, day: datetime.date) -> list[dict[str, Any]]:
    """The division and all above it on a day, from the top down, with the register's codes."""
    links = chain_of(division_id, day)
    held = codes_on(day).filter(division_id__in=[link.division_id for link in links]).order_by("-scheme")
    codes = {row.division_id: row.code for row in held}
    return [
        {"id": f"D{link.division_id}", "code": codes.get(link.division_id), "name": link.name, "level": link.level}
        for link in links
    ]


_GEOMETRY = f"""
SELECT ST_AsGeoJSON(ST_SetSRID(ST_Transform(shape.geom, {AS_WGS84}), {settings.REGISTER_SRID}),
                    {PUBLISHED_DECIMALS}, 0),
       ARRAY[ST_XMin(area.geom), ST_YMin(area.geom), ST_XMax(area.geom), ST_YMax(area.geom)]
FROM divisions_area area JOIN divisions_areatileshape shape ON shape.area_id = area.id
WHERE area.division_id = %s AND area.valid @> %s::date
ORDER BY shape.min_zoom DESC LIMIT 1
"""


def area_feature(address: Address, day: datetime.date) -> str:
    """The GeoJSON feature of a division on a day: generalised, rounded; geometry null with the reason where unknown."""
    facts = area_facts(address, day)
    with connection.cursor() as cursor:
        cursor.execute(_GEOMETRY, [address.division_id, day])
        row = cursor.fetchone()
    head: dict[str, Any] = {"type": "Feature", "id": facts["id"]}
    if row is None:
        facts["geometry_reason"] = why_no_geometry(address.division_id, facts["level"], day)
        return _text({**head, "geometry": None, "properties": facts})
    head["bbox"] = [round(edge, PUBLISHED_DECIMALS) for edge in row[1]]
    return f'{_text(head)[:-1]},"geometry":{row[0]},"properties":{_text(facts)}}}'


def why_no_geometry(division_id: int, level: str, day: datetime.date) -> str:
    """Why a division has no polygon on a day."""
    if level == Level.VILLAGE:
        return "村级区划没有公开的界线数据。"
    if Area.objects.filter(division_id=division_id).exists():
        return f"{day.isoformat()} 的界线没有资料，登记的界线只涵盖其他时期。"
    return "该区划没有已知的界线。"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
