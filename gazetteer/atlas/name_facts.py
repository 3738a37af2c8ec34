"""What the outside may know of a name (地名事实): forms, spelling, place, decision, whatever is public."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.gis.db.models.functions import Envelope

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, DivisionVersion
from gazetteer.atlas.area_facts import chain_with_codes, division_codes, succession, tombstone
from gazetteer.atlas.periods import period_json
from gazetteer.atlas.publication import public_names
from gazetteer.atlas.search_rows import VILLAGE, name_kind
from gazetteer.names.models import Feature, FormKind, Name, ReadingDecision
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse
from office.problems import not_found

DECIMALS = 5  # about a metre
NOT_YET = "not_yet"  # the status on a day before the thing began


def name_facts(public_id: str, day: datetime.date) -> dict[str, Any]:
    """One thing with all its public names, as `/api/names/ID` answers it. Raises Problem 404."""
    letter, digits = public_id[:1], public_id[1:]
    if letter in {"D", "G"} and digits.isascii() and digits.isdigit() and len(digits) < 18:
        facts = _division(int(digits), day) if letter == "D" else _feature(int(digits), day)
        if facts:
            return facts
    raise not_found("unknown_name", f"没有编号为 {public_id[:24]} 的地名，或尚未公布。")


def _division(division_id: int, day: datetime.date) -> dict[str, Any] | None:
    versions = list(DivisionVersion.objects.filter(division_id=division_id).order_by("valid"))
    if not versions:
        return None
    current = next((version for version in versions if day in version.valid), None)
    early = versions[0].valid.lower is not None and day < versions[0].valid.lower
    shown = current or versions[0 if early else -1]
    kind = name_kind(shown)
    others = public_names().filter(division_id=division_id).exclude(form__in=[version.name for version in versions])
    names = [_form(name, kind) for name in others.order_by("form_kind", "id")]
    areas = Area.objects.filter(division_id=division_id, valid__contains=day)
    area = areas.annotate(box=Envelope("geom")).defer("geom").first()
    chain = chain_with_codes(division_id, day)
    return {
        **_spelled(shown.name, kind),
        "id": f"D{division_id}",
        "name": shown.name,
        "kind": VILLAGE if shown.level == Level.VILLAGE else kind.value,
        "kind_label": shown.kind,
        "category": {"code": None, "label": f"{shown.get_level_display()}行政区划"},
        "level": shown.level,
        "status": "in_use" if current else NOT_YET if early else "gone",
        "tombstone": None if current else _unborn(division_id, shown) if early else tombstone(division_id, day),
        "codes": division_codes(division_id, day),
        "division": chain[-2] if len(chain) > 1 else None,
        "chain": chain,
        "valid": period_json(shown.valid, shown.begin_precision, shown.end_precision),
        "forms": [*(_version_form(version, shown, kind) for version in reversed(versions)), *names],
        "readings": confirmed_readings(shown.name, division_id),
        **succession(division_id),
        "origin": _origin(public_names().filter(division_id=division_id)),
        "decisions": [],
        "protection": [],
        "source": shown.source,
        "sample": bool(area and area.is_sample),
        **_position(area.label_point if area else None, area.box.extent if area else None),
    }


def _feature(feature_id: int, day: datetime.date) -> dict[str, Any] | None:
    feature = Feature.objects.filter(pk=feature_id).first()
    names = list(public_names().filter(feature_id=feature_id).order_by("-valid", "id")) if feature else []
    standard = [name for name in names if name.form_kind == FormKind.STANDARD]
    if feature is None or not standard:
        return None
    current = next((name for name in standard if day in name.valid), None)
    early = all(name.valid.lower is not None and day < name.valid.lower for name in standard)
    shown = current or standard[-1 if early else 0]
    kind = NameKind(feature.kind)
    chain = chain_with_codes(feature.home_id, day) if feature.home_id else []
    spelled = (
        {"pinyin": shown.pinyin, "pinyin_toned": shown.pinyin_toned} if shown.pinyin else _spelled(shown.form, kind)
    )
    shape = feature.geom or feature.point
    return {
        **spelled,
        "id": feature.public_id,
        "name": shown.form,
        "kind": feature.kind,
        "kind_label": kind.label,
        "category": {"code": feature.gb_class or None, "label": kind.label},
        "level": None,
        "status": NOT_YET if early else feature.status,
        "tombstone": None if current else {"id": feature.public_id, "name": shown.form, "successors": []},
        "codes": [],
        "division": chain[-1] if chain else None,
        "chain": chain,
        "valid": period_json(shown.valid, shown.begin_precision, shown.end_precision),
        "forms": [_form(name, kind) for name in sorted(names, key=lambda name: name.pk != shown.pk)],
        "readings": confirmed_readings(shown.form, feature.home_id),
        "predecessors": [],
        "successors": [],
        "origin": _origin(names),
        "decisions": [_decision(name) for name in standard if name.document_number],
        "protection": [],
        "source": feature.source,
        "sample": feature.is_sample or shown.is_sample,
        **_position(feature.point, shape.extent if shape else None),
    }


def _unborn(division_id: int, first: DivisionVersion) -> dict[str, Any]:
    return {"id": f"D{division_id}", "name": first.name, "successors": []}


def _spelled(name: str, kind: NameKind) -> dict[str, str]:
    spelling = parse(name, kind).spelling
    return {"pinyin": spelling.pinyin, "pinyin_toned": spelling.toned}


def _version_form(version: DivisionVersion, shown: DivisionVersion, kind: NameKind) -> dict[str, Any]:
    former = version.pk != shown.pk
    return {
        "form": version.name,
        "form_kind": FormKind.FORMER if former and version.name != shown.name else FormKind.STANDARD,
        "label": FormKind.FORMER.label if former and version.name != shown.name else FormKind.STANDARD.label,
        "language": "zh",
        "script": "Hans",
        **_spelled(version.name, kind),
        "status": "historic" if former else "registered",
        "valid": period_json(version.valid, version.begin_precision, version.end_precision),
        "certainty": "certain",
        "meaning": "",
        "source": version.source,
        "sample": False,
    }


def _form(name: Name, kind: NameKind) -> dict[str, Any]:
    given = {"pinyin": name.pinyin, "pinyin_toned": name.pinyin_toned}
    return {
        "form": name.form,
        "form_kind": name.form_kind,
        "label": name.get_form_kind_display(),
        "language": name.language,
        "script": name.script,
        **(given if name.pinyin or name.language != "zh" else _spelled(name.form, kind)),
        "status": name.status,
        "valid": period_json(name.valid, name.begin_precision, name.end_precision),
        "certainty": name.certainty,
        "meaning": name.meaning,
        "source": name.source,
        "sample": name.is_sample,
    }


def confirmed_readings(name: str, division_id: int | None) -> list[dict[str, Any]]:
    """The readings in a name that a person confirmed; never who the person is."""
    decided = ReadingDecision.objects.filter(char__in=list(name)).select_related("confirmed_by")
    return [
        {
            "char": decision.char,
            "reading": decision.reading,
            "confirmed_on": decision.confirmed_at.date().isoformat(),
            "basis": decision.reason,
        }
        for decision in decided
        if (decision.context or decision.char) in name and decision.division_id in {None, division_id}
    ]


def _decision(name: Name) -> dict[str, Any]:
    return {
        "name": name.form,
        "authority": name.authority,
        "document_number": name.document_number,
        "document_date": name.document_date.isoformat() if name.document_date else None,
        "announced_on": name.announced_on.isoformat() if name.announced_on else None,
    }


def _origin(names: Iterable[Name]) -> dict[str, str] | None:
    told = next((name for name in names if name.meaning), None)
    return {"text": told.meaning, "source": told.source} if told else None


def _position(point: Any, extent: tuple[float, ...] | None) -> dict[str, Any]:
    return {
        "lon": round(point.x, DECIMALS) if point else None,
        "lat": round(point.y, DECIMALS) if point else None,
        "bbox": [round(edge, DECIMALS) for edge in extent] if extent else None,
    }
