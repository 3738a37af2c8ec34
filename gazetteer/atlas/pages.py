"""What the permanent pages show (永久页面): the facts of the API, in the words of the page."""

import datetime
import json
from collections import Counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from boundaries.divisions.kinds import Level, Scheme
from boundaries.divisions.queries import names_of, versions_on
from boundaries.lines.markers.queries import marker_count
from boundaries.lines.queries import lines_on
from gazetteer.atlas.area_facts import Address, area_facts, why_no_geometry
from gazetteer.atlas.area_lists import children, history
from gazetteer.atlas.as_of import AsOf
from gazetteer.atlas.name_facts import NOT_YET, name_facts
from gazetteer.atlas.periods import words_between
from gazetteer.atlas.public_export import PUBLIC_FORMATS
from gazetteer.names.models import Certainty, Feature, FormKind, NameStatus

MOST_CHILDREN = 500
SCHEME_LABELS = {Scheme.MCA.value: "区划", Scheme.NBS.value: "统计"}
LEVEL_ORDER = {level: depth for depth, level in enumerate(Level.values)}


def area_page(address: Address, at: AsOf) -> dict[str, Any]:
    """The context of atlas/area.html. Raises Problem where the division did not exist on the day."""
    day = at.day
    facts = area_facts(address, day)
    name = name_facts(facts["id"], day)
    past = history(address.division_id, day)
    outline = area_map(address.division_id, day)
    return {
        "area": {
            **facts,
            "kind_label": facts["kind"],
            "pinyin": name["pinyin"],
            "korean": [form["form"] for form in name["forms"] if form["language"] == "ko"],
        },
        "chain": [{"code": step["code"] or step["id"], "name": step["name"]} for step in facts["chain"]],
        "codes": [_code(row) for row in facts["codes"]],
        "children": _children(address, day),
        "versions": [_version(row, facts) for row in reversed(past["versions"])],
        "changes": [_change(row) for row in past["changes"]],
        "lines": _lines(address.division_id, day),
        "names": [_form(form) for form in name["forms"] if form["form_kind"] != FormKind.STANDARD],
        "successors": [],
        "tombstone": None,
        "mini_map": outline,
        "no_map": None if outline else why_no_geometry(address.division_id, facts["level"], day),
        "downloads": [(form.value, form.name) for form in PUBLIC_FORMATS],
        "at": at,
    }


def name_page(public_id: str, at: AsOf) -> dict[str, Any]:
    """The context of atlas/name.html, with the status that the page answers. Raises Problem 404."""
    day = at.day
    facts = name_facts(public_id, day)
    code = next((row["code"] for row in facts["codes"] if row["scheme"] == Scheme.MCA), None)
    gone = facts["tombstone"]
    division = int(public_id[1:]) if public_id[0] == "D" else None
    status = {choice.value: choice.label for choice in Feature.Status}
    return {
        "place": {
            **facts,
            "korean": [form["form"] for form in facts["forms"] if form["language"] == "ko"],
            "category": facts["category"]["label"],
            "status_label": status.get(facts["status"], ""),
            "origin": facts["origin"]["text"] if facts["origin"] else "",
            "origin_source": facts["origin"]["source"] if facts["origin"] else "",
            "area_code": (code or public_id) if division and not gone else None,
        },
        "chain": [{"code": step["code"] or step["id"], "name": step["name"]} for step in facts["chain"]],
        "forms": [_form(form) for form in facts["forms"]],
        "readings": [_reading(row) for row in facts["readings"]],
        "decisions": [{"what": "批准", "text": "", **row} for row in facts["decisions"]],
        "protection": facts["protection"],
        "tombstone": _gone_words(facts) if gone else None,
        "http_status": 200 if not gone else 404 if facts["status"] == NOT_YET else 410,
        "successors": links(gone["successors"], at) if gone else [],
        "at": at,
        "mini_map": area_map(division, day) if division else point_map(facts, day),
    }


def _gone_words(facts: dict[str, Any]) -> str:
    if facts["status"] == NOT_YET:
        return f"{facts['name']}自 {facts['valid']['begin']} 起才使用。"
    return f"{facts['name']}自 {facts['valid']['end']} 起不再使用。"


def links(steps: list[dict[str, Any]], at: AsOf) -> list[dict[str, str]]:
    """Divisions as links to their pages of the day."""
    return [
        {"name": step["name"], "code": step["code"], "url": f"/areas/{step['code'] or step['id']}/{at.query}"}
        for step in steps
    ]


def _code(row: dict[str, Any]) -> dict[str, str]:
    return {"scheme_label": SCHEME_LABELS[row["scheme"]], "code": row["code"], "period": period_words(row["valid"])}


def period_words(valid: dict[str, Any]) -> str:
    """1988年至2020年, 1988年起, 至2020年; empty where nothing is known."""
    return words_between(valid["begin"], valid["end"])


def _children(address: Address, day: datetime.date) -> dict[str, Any]:
    rows, _ = children(address, day, MOST_CHILDREN, "")
    rows.sort(key=lambda row: (LEVEL_ORDER[row["level"]], row["code"] or "~"))
    ids = [int(row["id"][1:]) for row in rows]
    legal = versions_on(day).filter(division__statistical=False)
    below = legal.filter(parent_id__in=ids).values("parent_id", "level").annotate(n=Count("id"))
    counts: dict[int, Counter[str]] = {}
    for entry in below:
        counts.setdefault(entry["parent_id"], Counter())[entry["level"]] = entry["n"]
    level = rows[0]["level"] if rows else ""
    return {
        "label": Level(level).label if level else "",
        "rows": [_child(row, counts.get(int(row["id"][1:]), Counter())) for row in rows],
        "count": sum(not row["statistical"] for row in rows),
        "statistical": sum(row["statistical"] for row in rows),
    }


def _child(row: dict[str, Any], below: Counter[str]) -> dict[str, Any]:
    own = row["scheme"] == Scheme.MCA or len(row["code"] or "") == 12
    level = min(below, key=LEVEL_ORDER.__getitem__, default=None)
    return {
        "code": row["code"] or row["id"],
        "url": f"/areas/{row['code'] if own else row['id']}/",
        "name": row["name"],
        "kind_label": row["kind"],
        "count": below[level] if level else 0,
        "child_label": Level(level).label if level else "",
        "sample": row["sample"],
    }


def _version(row: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    parent = row["parent"]
    return {
        "name": row["name"],
        "kind_label": row["kind"],
        "parent": {"url": _then(parent["id"], row["lower"]), "name": parent["name"]} if parent else None,
        "period": period_words(row["valid"]),
        "note": row["note"],
        "source": row["source"],
        "now": row["valid"] == facts["valid"],
    }


def _then(public_id: str, lower: str | None) -> str:
    """The page of a division as it was at the beginning of a version."""
    return f"/areas/{public_id}/" + (f"?date={lower}" if lower else "")


def _change(row: dict[str, Any]) -> dict[str, Any]:
    old, new = row["old"], row["new"]
    sides = [f"{side['name']}（{side['code']}）" if side["code"] else side["name"] for side in (old, new) if side]
    return {
        "when": row["when"],
        "text": f"{row['label']}：{' → '.join(sides)}",
        "document": row["document"],
        "source": row["source"],
    }


def _lines(division_id: int, day: datetime.date) -> list[dict[str, Any]]:
    own = lines_on(day).filter(Q(first_id=division_id) | Q(second_id=division_id)).order_by("code")
    found = list(own.annotate(marker_count=marker_count(day)))
    names = names_of({pk for line in found for pk in (line.first_id, line.second_id)}, day)
    return [
        {
            "code": line.code,
            "name": line.name,
            "other": names.get(line.second_id if line.first_id == division_id else line.first_id, ""),
            "length_km": line.length_m / 1000,
            "markers": vars(line)["marker_count"],
            "sample": line.is_sample,
        }
        for line in found
    ]


def _form(form: dict[str, Any]) -> dict[str, Any]:
    return {
        "form": form["form"],
        "kind_label": form["label"],
        "language": form["language"],
        "pinyin": form["pinyin_toned"] or form["pinyin"],
        "period": period_words(form["valid"]),
        "status_label": NameStatus(form["status"]).label,
        "certainty_label": "" if form["certainty"] == Certainty.CERTAIN else Certainty(form["certainty"]).label,
        "source": form["source"],
        "sample": form["sample"],
    }


def _reading(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "char": row["char"],
        "chosen": row["reading"],
        "confirmed_by": "地名主管部门",
        "confirmed_on": row["confirmed_on"],
        "basis": row["basis"],
    }


_OUTLINES = f"""
SELECT version.division_id, version.name, version.level, version.parent_id, area.is_sample,
       ST_AsGeoJSON(ST_SetSRID(ST_Transform(shape.geom, 4326), {settings.REGISTER_SRID}), 4, 0),
       ST_X(area.label_point), ST_Y(area.label_point)
FROM divisions_divisionversion own
JOIN divisions_divisionversion version ON version.valid @> %(day)s::date
 AND (version.division_id = own.division_id
      OR (version.parent_id = own.parent_id AND version.level = own.level)
      OR (version.parent_id = own.division_id AND own.level IN ('province', 'prefecture')))
JOIN divisions_area area ON area.division_id = version.division_id AND area.valid @> %(day)s::date
JOIN LATERAL (SELECT geom FROM divisions_areatileshape WHERE area_id = area.id
              ORDER BY abs(min_zoom - 8), min_zoom LIMIT 1) AS shape ON true
WHERE own.division_id = %(division)s AND own.valid @> %(day)s::date
ORDER BY version.parent_id IS NOT DISTINCT FROM own.division_id, version.division_id = own.division_id
"""


def area_map(division_id: int, day: datetime.date) -> dict[str, Any] | None:
    """A division among its neighbours of one parent, large ones with their children; None where no shape is known."""
    with connection.cursor() as cursor:
        cursor.execute(_OUTLINES, {"division": division_id, "day": day})
        rows = cursor.fetchall()
    if not any(row[0] == division_id for row in rows):
        return None
    divided = {row[3] for row in rows}
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(geometry),
            "properties": {
                "name": name,
                "level": level,
                "role": "selected" if pk == division_id else "inner" if parent == division_id else "quiet",
                "sample": sample,
                "label": None if pk in divided else [round(x, 4), round(y, 4)],
            },
        }
        for pk, name, level, parent, sample, geometry, x, y in rows
    ]
    fit = "selected" if division_id in divided else "outlines"
    return {"outlines": {"type": "FeatureCollection", "features": features}, "fit": fit, "legend": False}


def point_map(facts: dict[str, Any], day: datetime.date) -> dict[str, Any] | None:
    """A feature as a point in its county, for the small map; None where its position is not known."""
    if facts["lon"] is None:
        return None
    point = {"id": facts["id"], "lon": facts["lon"], "lat": facts["lat"], "label": facts["name"], "verdict": "now"}
    shown: dict[str, Any] = {"points": [{**point, "sample": facts["sample"]}], "legend": False}
    county = next((step for step in facts["chain"] if step["level"] == Level.COUNTY), None)
    around = area_map(int(county["id"][1:]), day) if county else None
    return {**around, **shown} if around else {**shown, "fit": "points"}
