"""Rows of a register become features and names (入库), by parcels and with COPY; called inside the action."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from gazetteer.imports.models import Entered, RegisterImport
from gazetteer.imports.undoing import PRINTS
from gazetteer.names.actions import middle_of
from gazetteer.names.load.files import ALWAYS, chinese_columns
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from gazetteer.names.publication import tell_published_many
from gazetteer.rules.kinds import NameKind
from office.bulk import copy_columns, reserve
from office.intake.models import StagedRow
from office.log.hashing import canonical

PARCEL = 5000
NEW, SKIP = "new", "skip"
CHINESE = ("zh", "Hans")
Columns = dict[str, Any]
NO_PARTS = dict.fromkeys(("pinyin", "pinyin_toned", "initials", "specific", "generic", "sound", "sound_plain"), "")


def enter(found: RegisterImport, rows: Iterable[StagedRow], told: Callable[[int], object]) -> tuple[Counter[str], str]:
    """Enter the rows that are not there yet; answers counts and the hash over all that was asked for."""
    counts: Counter[str] = Counter()
    content = hashlib.sha256()
    touched: list[int] = []
    left = iter(rows)
    while parcel := list(islice(left, PARCEL)):
        for row in parcel:
            content.update(canonical([row.row, row.values["cells"], row.values["choice"]]))
        touched += _enter(found, parcel, counts)
        counts["rows"] += len(parcel)
        told(counts["rows"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE imports_entered e SET fingerprint = now.print FROM {PRINTS} WHERE now.id = e.id", [found.pk]
        )
    tell_published_many(touched)
    return counts, content.hexdigest()


def _enter(found: RegisterImport, parcel: Sequence[StagedRow], counts: Counter[str]) -> list[int]:
    """One parcel; answers the features touched."""
    numbers = [row.values["source_id"] for row in parcel]
    there = set(
        Feature.objects.filter(source=found.register, source_id__in=numbers).values_list("source_id", flat=True)
    )
    fresh = [row for row in parcel if row.values["source_id"] not in there]
    made = [row for row in fresh if row.values["choice"] in ("", NEW)]
    merged = [row for row in fresh if row.values["choice"].startswith("G")]
    pairs = [*_new(found, made), *_merged(found, merged)]
    names = [name for _, given in pairs for name in given]
    for name, key in zip(names, reserve(Name, len(names)), strict=True):
        name["id"] = key
    _store(Name, names)
    _store(Entered, [{**entry, "names": [name["id"] for name in given]} for entry, given in pairs])
    counts["known"] += len(parcel) - len(fresh)
    counts["skipped"] += sum(row.values["choice"] == SKIP for row in fresh)
    counts["features"] += len(made)
    counts["merged"] += len(merged)
    counts["names"] += len(names)
    return [entry["feature"] for entry, _ in pairs]


def _store(model: type[Model], rows: Sequence[Columns]) -> None:
    """Rows of one model, all with the same columns; without making an object of each."""
    if rows:
        copy_columns(model, {key: [row[key] for row in rows] for key in rows[0]})


def _new(found: RegisterImport, rows: Sequence[StagedRow]) -> Iterator[tuple[Columns, list[Columns]]]:
    keys = reserve(Feature, len(rows))
    now = timezone.now()
    _store(Feature, [_feature(found, row, key, now) for row, key in zip(rows, keys, strict=True)])
    for row, key in zip(rows, keys, strict=True):
        forms = [(FormKind.STANDARD, row.values["form"], *CHINESE), *map(tuple, row.values["others"])]
        given = [_name(found, row, key, form, now) for form in forms]
        yield {"submission_id": found.pk, "row": row.row, "feature": key, "made": True}, given


def _feature(found: RegisterImport, row: StagedRow, key: int, now: datetime.datetime) -> Columns:
    shape = row.geom
    return {
        "id": key,
        "kind": row.values["kind"],
        "home_id": row.values["home"],
        "point": middle_of(shape),
        "geom": shape if shape is not None and shape.geom_type != "Point" else None,
        "source": found.register,
        "source_id": row.values["source_id"],
        "recorded_at": now,
    }


def _merged(found: RegisterImport, rows: Sequence[StagedRow]) -> Iterator[tuple[Columns, list[Columns]]]:
    """Further names of things that are there already: those that they do not bear yet."""
    chosen = {row.row: int(row.values["choice"][1:]) for row in rows}
    borne: dict[int, set[str]] = {key: set() for key in chosen.values()}
    for feature, form in Name.objects.filter(feature__in=borne).values_list("feature_id", "form"):
        borne[feature].add(form)
    now = timezone.now()
    for row in rows:
        key = chosen[row.row]
        forms = [(FormKind.ALIAS, row.values["form"], *CHINESE), *map(tuple, row.values["others"])]
        fresh = [form for form in forms if form[1] not in borne[key]]
        borne[key].update(form[1] for form in fresh)
        given = [_name(found, row, key, form, now) for form in fresh]
        yield {"submission_id": found.pk, "row": row.row, "feature": key, "made": False}, given


def _name(found: RegisterImport, row: StagedRow, feature: int, given: Sequence[str], now: datetime.datetime) -> Columns:
    """One form of a row; the derived columns are those of the form as it was judged, or of none."""
    form_kind, form, language, script = given
    own = form == row.values["form"]
    derived = row.values["name"] if own else NO_PARTS
    if not own and (language, script) == CHINESE:
        derived = chinese_columns(form, NameKind(row.values["kind"]))
    return {
        "feature_id": feature,
        "form": form,
        "form_kind": form_kind,
        "language": language,
        "script": script,
        "meaning": row.values["meaning"] if own else "",
        "status": NameStatus.REGISTERED,
        "valid": ALWAYS,
        "source": f"{found.register}（第 {row.row} 行）"[:120],
        "recorded_at": now,
        **derived,
    }
