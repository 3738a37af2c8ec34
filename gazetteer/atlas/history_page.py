"""What the history page shows (沿革页面): a division in all its periods, or on two days, side by side."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from boundaries.changes.models import DivisionChange
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Division, DivisionCode, DivisionVersion, Precision
from gazetteer.atlas.as_of import AsOf
from gazetteer.atlas.history_map import HEIGHT, WIDTH, Shape, drawing, frame_of, shapes_of
from gazetteer.atlas.history_spans import Span, changed, cut
from gazetteer.atlas.lineage import Passage, drawn_lineage
from gazetteer.atlas.moments import moments
from gazetteer.atlas.periods import day_words, words_between
from gazetteer.atlas.recorded_facts import rows_recorded

COMPARED = ("name", "kind", "parent", "MCA", "NBS", "area_km2")


@dataclass
class Past:
    """Everything that the register holds of one division through time."""

    division_id: int
    versions: list[DivisionVersion]
    codes: list[DivisionCode]
    shapes: list[Shape]
    changes: list[DivisionChange]
    parents: dict[int, list[DivisionVersion]] = field(default_factory=dict)

    def precision(self, day: datetime.date) -> str:
        """How well a bound is known: as its versions and codes say, else as the rest of the register knows it."""
        rows: list[DivisionVersion | DivisionCode] = [*self.versions, *self.codes]
        told = {row.begin_precision for row in rows if row.valid.lower == day}
        told |= {row.end_precision for row in rows if row.valid.upper == day}
        for known in (Precision.DAY, Precision.YEAR):
            if known in told:
                return known
        return next((moment.precision for moment in moments() if moment.day == day), Precision.DAY)


def read_past(division_id: int, recorded: datetime.date | None = None) -> Past:
    """The past of a division as it is recorded now, or as it was at the end of a day: then without areas."""
    if recorded:
        told, codes = rows_recorded(division_id, recorded)
    else:
        told = list(DivisionVersion.objects.filter(division_id=division_id).order_by("valid"))
        codes = list(DivisionCode.objects.filter(division_id=division_id).order_by("scheme", "valid"))
    parents: dict[int, list[DivisionVersion]] = {}
    above = {version.parent_id for version in told if version.parent_id}
    for version in DivisionVersion.objects.filter(division_id__in=above).order_by("valid"):
        parents.setdefault(version.division_id, []).append(version)
    return Past(
        division_id,
        told,
        codes,
        [] if recorded else shapes_of(division_id),
        list(DivisionChange.objects.filter(Q(old_id=division_id) | Q(new_id=division_id)).order_by("effective", "id")),
        parents,
    )


def all_spans(past: Past) -> list[Span]:
    """The lives of the division, cut where a version, a code, the area or the parent's name changes."""
    bounds: list[datetime.date | None] = []
    named = [version for each in past.parents.values() for version in each]
    rows: list[DivisionVersion | DivisionCode] = [*past.versions, *past.codes, *named]
    for row in rows:
        bounds += [row.valid.lower, row.valid.upper]
    for shape in past.shapes:
        bounds += [shape.begin, shape.end]
    return cut((Span(version.valid.lower, version.valid.upper) for version in past.versions), bounds)


def columns_of(past: Past, spans: Iterable[Span]) -> list[dict[str, Any]]:
    """A column for each span, neighbours that say the same drawn together, with what changed from one to the next."""
    found: list[dict[str, Any]] = []
    for span in spans:
        column = _facts(past, span)
        last = found[-1] if found else None
        if last and last["end"] == span.begin and all(last.get(k) == column.get(k) for k in (*COMPARED, "shape")):
            last["end"] = span.end
            continue
        found.append(column)
    for column, marks in zip(found, changed(found, COMPARED), strict=True):
        column["changed"] = marks
        column["period"] = words_between(
            _words(past, column["begin"]),
            _words(past, column["end"]),
        )
        column["changes"] = [change_line(each) for each in past.changes if _begins(each, column["begin"])]
    _draw(found, past.shapes)
    return found


def days_compared(past: Past, days: Iterable[datetime.date]) -> list[dict[str, Any]]:
    """Two columns, one for each day; a day on which the division did not exist says so."""
    found = [{**_facts(past, Span(day, day + datetime.timedelta(days=1))), "day": day} for day in days]
    for column, marks in zip(found, changed(found, COMPARED), strict=True):
        column["changed"] = marks
        column["period"] = day_words(column["day"], Precision.DAY)
    begin, end = found[0]["day"], found[-1]["day"]
    found[-1]["changes"] = [change_line(each) for each in past.changes if begin < each.effective.lower <= end]
    _draw(found, past.shapes)
    return found


def _facts(past: Past, span: Span) -> dict[str, Any]:
    day = span.day
    version = next((each for each in past.versions if day in each.valid), None)
    codes = {code.scheme: code.code for code in past.codes if day in code.valid}
    shape = next((each for each in past.shapes if Span(each.begin, each.end).holds(day)), None)
    parent = _parent(past, version, day)
    return {
        "begin": span.begin,
        "end": span.end,
        "exists": version is not None,
        "name": version.name if version else "",
        "kind": version.kind if version else "",
        "parent": parent["name"] if parent else "",
        "parent_url": parent["url"] if parent else "",
        "MCA": codes.get(Scheme.MCA.value, ""),
        "NBS": codes.get(Scheme.NBS.value, ""),
        "area_km2": round(shape.area_m2 / 1e6, 2) if shape and version else None,
        "sample": bool(shape and shape.sample),
        "note": version.note if version else "",
        "source": version.source if version else "",
        "shape": shape if version else None,
        "url": f"/areas/D{past.division_id}/?date={day.isoformat()}" if span.begin else f"/areas/D{past.division_id}/",
    }


def _parent(past: Past, version: DivisionVersion | None, day: datetime.date) -> dict[str, str] | None:
    if version is None or version.parent_id is None:
        return None
    told = past.parents.get(version.parent_id, [])
    named = next((each for each in told if day in each.valid), told[-1] if told else None)
    return {
        "name": named.name if named else "",
        "url": f"/areas/D{version.parent_id}/?date={day.isoformat()}",
    }


def _words(past: Past, day: datetime.date | None) -> str | None:
    return None if day is None else day_words(day, past.precision(day))


def _begins(change: DivisionChange, day: datetime.date | None) -> bool:
    return day is not None and day in change.effective


def _draw(columns: list[dict[str, Any]], shapes: list[Shape]) -> None:
    if not shapes:
        return
    frame = frame_of(shapes)
    before: Shape | None = None
    for column in columns:
        shape = column["shape"]
        if shape:
            column["map"] = {**drawing(shape, before, frame), "width": WIDTH, "height": HEIGHT}
            before = shape


def change_line(change: DivisionChange) -> dict[str, Any]:
    """One change in a line: when, what, from what to what, by which document."""
    sides = ((change.old_name, change.old_code), (change.new_name, change.new_code))
    told = [f"{name}（{code}）" if code else name for name, code in sides if name or code]
    return {
        "when": day_words(change.effective.lower, change.precision),
        "label": change.get_kind_display(),
        "text": " → ".join(told),
        "document": change.document,
        "source": change.source,
        "note": change.note,
    }


def lineage_of(division_id: int, at: AsOf) -> dict[str, Any] | None:
    """The drawn lineage of a division, from all recorded changes that pass one identity on to another."""
    passing = DivisionChange.objects.filter(old__isnull=False, new__isnull=False).order_by("effective", "id")
    passing = passing.exclude(kind=DivisionChange.Kind.RESHAPED)  # who takes a part over is no successor
    passages = [
        Passage(each.old_id, each.new_id, each.get_kind_display(), day_words(each.effective.lower, each.precision))
        for each in passing
        if each.old_id and each.new_id and each.old_id != each.new_id
    ]
    wanted = {node for each in passages for node in (each.old, each.new)}
    if division_id not in wanted:
        return None
    return drawn_lineage(division_id, passages, _labels(wanted, at))


def _labels(ids: Iterable[int], at: AsOf) -> dict[int, dict[str, Any]]:
    told: dict[int, list[DivisionVersion]] = {}
    for version in DivisionVersion.objects.filter(division_id__in=list(ids)).order_by("valid"):
        told.setdefault(version.division_id, []).append(version)
    labels = {}
    for division in Division.objects.filter(pk__in=list(ids)):
        versions = told.get(division.pk, [])
        first, last = (versions[0], versions[-1]) if versions else (None, None)
        begin = first.valid.lower if first else None
        end = last.valid.upper if last else None
        labels[division.pk] = {
            "name": last.name if last else f"D{division.pk}",
            "period": words_between(
                day_words(begin, first.begin_precision) if begin and first else None,
                day_words(end, last.end_precision) if end and last else None,
            ),
            "url": f"/areas/D{division.pk}/history/{at.query}",
            "order": (begin or datetime.date.min, division.pk),
        }
    return labels
