"""Rows of a register become features and names (入库), by parcels and with COPY; called inside the action."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection

from gazetteer.imports.models import Entered, RegisterImport
from gazetteer.imports.undoing import PRINTS
from gazetteer.names.actions import middle_of
from gazetteer.names.load.files import ALWAYS, chinese_columns
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from gazetteer.names.publication import tell_published_many
from gazetteer.rules.kinds import NameKind
from office.bulk import copy_in, reserve
from office.intake.models import StagedRow
from office.log.hashing import canonical

PARCEL = 5000
NEW, SKIP = "new", "skip"
CHINESE = ("zh", "Hans")


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
    counts["known"] += len(parcel) - len(fresh)
    counts["skipped"] += sum(row.values["choice"] == SKIP for row in fresh)
    made = [row for row in fresh if row.values["choice"] in ("", NEW)]
    merged = [row for row in fresh if row.values["choice"].startswith("G")]
    pairs = [*_new(found, made), *_merged(found, merged)]
    names = [name for _, given in pairs for name in given]
    for name, key in zip(names, reserve(Name, len(names)), strict=True):
        name.pk = key
    copy_in(names)
    for entry, given in pairs:
        entry.names = [name.pk for name in given]
    copy_in([entry for entry, _ in pairs])
    counts["features"] += len(made)
    counts["merged"] += len(merged)
    counts["names"] += len(names)
    return [entry.feature for entry, _ in pairs]


def _new(found: RegisterImport, rows: Sequence[StagedRow]) -> Iterator[tuple[Entered, list[Name]]]:
    keys = reserve(Feature, len(rows))
    copy_in([_feature(found, row, key) for row, key in zip(rows, keys, strict=True)])
    for row, key in zip(rows, keys, strict=True):
        standard = _name(found, row, key, (FormKind.STANDARD, row.values["form"], *CHINESE))
        others = [_name(found, row, key, other) for other in row.values["others"]]
        yield Entered(submission=found, row=row.row, feature=key, made=True), [standard, *others]


def _feature(found: RegisterImport, row: StagedRow, key: int) -> Feature:
    shape = row.geom
    return Feature(
        pk=key,
        kind=row.values["kind"],
        home_id=row.values["home"],
        point=middle_of(shape),
        geom=shape if shape is not None and shape.geom_type != "Point" else None,
        source=found.register,
        source_id=row.values["source_id"],
    )


def _merged(found: RegisterImport, rows: Sequence[StagedRow]) -> Iterator[tuple[Entered, list[Name]]]:
    """Further names of things that are there already: those that they do not bear yet."""
    chosen = {row.row: int(row.values["choice"][1:]) for row in rows}
    borne: dict[int, set[str]] = {key: set() for key in chosen.values()}
    for feature, form in Name.objects.filter(feature__in=borne).values_list("feature_id", "form"):
        borne[feature].add(form)
    for row in rows:
        key = chosen[row.row]
        forms = [(FormKind.ALIAS, row.values["form"], *CHINESE), *map(tuple, row.values["others"])]
        fresh = [form for form in forms if form[1] not in borne[key]]
        borne[key].update(form[1] for form in fresh)
        given = [_name(found, row, key, form) for form in fresh]
        yield Entered(submission=found, row=row.row, feature=key, made=False), given


def _name(found: RegisterImport, row: StagedRow, feature: int, given: Sequence[str]) -> Name:
    """One form of a row; the derived columns are those of the form as it was judged, or of none."""
    form_kind, form, language, script = given
    own = form == row.values["form"]
    derived = row.values["name"] if own else {}
    if not own and (language, script) == CHINESE:
        derived = chinese_columns(form, NameKind(row.values["kind"]))
    return Name(
        feature_id=feature,
        form=form,
        form_kind=form_kind,
        language=language,
        script=script,
        meaning=row.values["meaning"] if own else "",
        status=NameStatus.REGISTERED,
        valid=ALWAYS,
        source=f"{found.register}（第 {row.row} 行）"[:120],
        **derived,
    )
