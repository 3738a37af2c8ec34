"""Names as linked data: the Linked Places format 1.2, GeoJSON-LD of the world's historical gazetteers. Pure.

What is not known stays out: a name without dates has no `when`, a thing without a position no geometry.
"""

from typing import Any

CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
LICENCE = "公开数据，引用须注明来源和日期；示例数据不得当作事实"


def feature_of(facts: dict[str, Any], site: str) -> dict[str, Any]:
    """One thing with all its public names, from the facts of `/api/names/ID`; `site` is the address of the house."""
    return {
        "@id": _address(site, facts["id"]),
        "type": "Feature",
        "properties": {"title": facts["name"], "ccodes": ["CN"], "sample": facts["sample"]},
        **_when(facts["valid"]),
        "names": [_name(form) for form in facts["forms"]],
        "types": [{"identifier": f"dijie:{facts['kind']}", "label": facts["kind_label"]}],
        **_geometry(facts["lon"], facts["lat"]),
        "relations": [*_above(facts["division"], site), *_following(facts["successors"], site)],
        **({"descriptions": [{"value": facts["origin"]["text"], "lang": "zh"}]} if facts["origin"] else {}),
    }


def collection_of(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Features as a document of their own."""
    return {"@context": CONTEXT, "type": "FeatureCollection", "license": LICENCE, "features": features}


def _address(site: str, public_id: str) -> str:
    return f"{site}/names/{public_id}/"


def _name(form: dict[str, Any]) -> dict[str, Any]:
    latin = {"transliterations": [{"value": form["pinyin"], "scheme": "pinyin"}]} if form["pinyin"] else {}
    return {
        "toponym": form["form"],
        "lang": form["language"],
        "status": form["form_kind"],
        **latin,
        "citations": [{"label": form["source"]}],
        **_when(form["valid"]),
    }


def _when(valid: dict[str, Any]) -> dict[str, Any]:
    span = {
        **({"start": {"in": valid["from"]}} if valid["from"] else {}),
        **({"end": {"earliest": valid["to"]}} if valid["to"] else {}),
    }
    return {"when": {"timespans": [span]}} if span else {}


def _geometry(lon: float | None, lat: float | None) -> dict[str, Any]:
    return {"geometry": None if lon is None else {"type": "Point", "coordinates": [lon, lat]}}


def _above(division: dict[str, Any] | None, site: str) -> list[dict[str, Any]]:
    if division is None:
        return []
    return [
        {
            "relationType": "gvp:broaderPartitive",
            "relationTo": _address(site, division["id"]),
            "label": division["name"],
        }
    ]


def _following(successors: list[dict[str, Any]], site: str) -> list[dict[str, Any]]:
    return [
        {"relationType": "gvp:tgn3000_related_to", "relationTo": _address(site, one["id"]), "label": one["name"]}
        for one in successors
    ]
