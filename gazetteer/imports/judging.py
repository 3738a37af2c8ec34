"""A register read, taken apart and judged row by row (逐行检查); enters nothing.

Old names are grandfathered: what blocks a new name is reported of a registered one, and only what makes a row
unusable (integrity, secrecy, no kind, no division, no usable coordinates) refuses it.
"""

import datetime
import gc
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry

from gazetteer.imports import own_rules
from gazetteer.imports.divisions import DivisionBook, UnclearDivision
from gazetteer.imports.fields import mapping_of
from gazetteer.imports.matching import homes_of, matches
from gazetteer.imports.positions import Position, Systems, place, systems_of
from gazetteer.imports.processes import together
from gazetteer.imports.records import Record, record_of
from gazetteer.imports.staged import columns_of, refused_row, source_id_of, staged_row
from gazetteer.names.bulk import Asked, judge_many
from gazetteer.names.gathering import Exclude
from gazetteer.names.models import Feature
from gazetteer.rules.judging import Judgement
from office.intake.models import Verdict
from office.intake.readers import Limits, ReadFile, read
from office.intake.staging import Row, geos
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.queries import settings_in_force

LOT = 2000
MANY = 20_000  # rows from which on several processes judge
PROCESSES = min(os.cpu_count() or 1, 4)
OWN_BLOCKS = frozenset({"N41", "N42", "N43", "N44", "N45", "N48"})


@dataclass(frozen=True)
class Source:
    """What a file is said to be: its register, the division that it covers, system, encoding, columns."""

    register: str
    home_id: int
    day: datetime.date
    crs: str | None = None
    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


def reading_limits() -> Limits:
    """What a file may cost, from the settings; a register of a million names takes its time."""
    size = settings.UPLOAD_LIMIT_MB * 1024 * 1024
    return Limits(max_bytes=size, max_unpacked_bytes=size * 5, seconds=300)


@dataclass(frozen=True)
class _Entry:
    """A row on its way: taken apart, placed, with what is said of it so far."""

    record: Record
    position: Position
    home_id: int | None
    findings: tuple[Finding, ...]
    source_id: str = ""
    known: int | None = None

    @property
    def refused(self) -> bool:
        return any(finding.blocks for finding in self.findings)


#: the thing that the row registered before, what is staged, the rules of weight, whether the register offers something
_Told = tuple[int | None, Row, frozenset[str], bool]


class Judging:
    """One file under judgement: `rows()` yields what to stage, `report()` afterwards says what was found in all."""

    def __init__(self, data: bytes, name: str, source: Source) -> None:
        self.source = source
        self.read: ReadFile = read(data, name, encoding=source.encoding or None, limits=reading_limits())
        self.mapping = mapping_of(self.read.columns, source.mapping)
        self.systems: Systems = systems_of(self.read, self.mapping, source.crs)
        self.rules = settings_in_force("names", source.day)
        self._counts: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._rules: Counter[str] = Counter()

    def rows(self) -> Iterator[Row]:
        """Every row once, refused ones first, the others county by county."""
        book = DivisionBook(self.source.home_id, self.source.day)
        entries = self._entries(book)
        for entry in entries:
            if entry.refused:
                self._count("", _weighty(entry.findings))
                yield refused_row(entry.record, entry.position, entry.findings)
        open_ones = [entry for entry in entries if not entry.refused]
        if len(open_ones) < MANY or PROCESSES < 2:
            parts = self._judged(open_ones, book)
        else:
            shares = _shares(open_ones, book, PROCESSES)
            gc.freeze()  # what the processes share is not looked through, and so not copied
            parts = together([partial(self._judged, share, book) for share in shares])
        for known, row, weighty, matched in parts:
            self._counts["matched"] += matched
            self._counts["known"] += known is not None
            self._count(row.values["kind"] if row.verdict != Verdict.REFUSED else "", weighty)
            yield row
        gc.unfreeze()

    def _judged(self, open_ones: Sequence[_Entry], book: DivisionBook) -> Iterator[_Told]:
        judged = judge_many([_asked(entry) for entry in open_ones], self.source.day, self.rules)
        while lot := list(islice(judged, LOT)):
            homes = homes_of(finding for _, judgement in lot for finding in judgement.findings)
            for number, judgement in lot:
                yield self._row(open_ones[number], judgement, book, homes)

    def _entries(self, book: DivisionBook) -> list[_Entry]:
        known = dict(Feature.objects.filter(source=self.source.register).values_list("source_id", "pk"))
        seen: dict[tuple[Any, ...], int] = {}
        numbers: dict[str, int] = {}
        entries = []
        for row in self.read.rows:
            record = record_of(row, self.mapping)
            position = place(row, self.mapping, self.systems.tried)
            home_id, findings = self._home(record, book)
            findings += [
                *own_rules.is_open(record),
                *own_rules.has_a_kind(record),
                *own_rules.is_no_markup(record),
                *own_rules.is_usable(position),
            ]
            key = source_id_of(record, home_id, position)
            if home_id and record.kind and record.form and not any(finding.blocks for finding in findings):
                same = (record.form, record.kind, home_id, _rounded(position))
                first = seen.setdefault(same, record.row)
                first = first if first != record.row else numbers.setdefault(key, record.row)
                findings += [own_rules.repeated(first)] if first != record.row else []
            entries.append(_Entry(record, position, home_id, tuple(findings), key, known.get(key)))
        return entries

    def _home(self, record: Record, book: DivisionBook) -> tuple[int | None, list[Finding]]:
        try:
            return book.home(record.division, record.crossing), []
        except UnclearDivision as unclear:
            return None, [own_rules.unclear_home(str(unclear))]

    def _row(self, entry: _Entry, judgement: Judgement, book: DivisionBook, homes: dict[int, int | None]) -> _Told:
        assert entry.home_id is not None
        findings = [*entry.findings, *judgement.findings]
        same = [] if entry.known else matches(findings, entry.home_id, book.way(entry.home_id), homes)
        if same:
            findings.append(own_rules.known_already(same))
        values = {
            **columns_of(entry.record, judgement),
            "home": entry.home_id,
            "source_id": entry.source_id,
            "known": entry.known,
            "matches": same,
            "choice": "",
        }
        row = staged_row(entry.record, entry.position, verdict_of(findings), findings, values)
        return entry.known, row, _weighty(findings), bool(same)

    def _count(self, kind: str, weighty: Iterable[str]) -> None:
        self._kinds[kind] += 1
        self._rules.update(weighty)

    def report(self) -> dict[str, Any]:
        """What the submission keeps of the file beside its rows."""
        told = self.systems.tried
        return {
            "format": self.read.format,
            "encoding": self.read.encoding,
            "detail": self.read.detail,
            "columns": list(self.read.columns),
            "mapping": self.mapping,
            "rows": len(self.read.rows),
            "crs": told.code if told and self.systems.confirmed else None,
            "tried": told.code if told else None,
            "confirmed": self.systems.confirmed and bool({"name", "specific"} & set(self.mapping)),
            "candidates": [system.code for system in self.systems.candidates],
            "standard": "、".join(self.rules.versions),
            "findings": [finding.as_json() for finding in self._of_the_file()],
            "kinds": {kind: count for kind, count in self._kinds.items() if kind},
            "rules": dict(self._rules.most_common()),
            "matched": self._counts["matched"],
            "known": self._counts["known"],
        }

    def _of_the_file(self) -> Iterator[Finding]:
        yield from self.read.findings
        if self.read.readable and not {"name", "specific"} & set(self.mapping):
            yield _asks("没有认出哪一列是标准名称", "在“列”中指定标准名称一列，再检查一次", "name")
        if not self.systems.confirmed:
            yield _asks("坐标系没有说明，下面先按第一个候选示意", "选定坐标系；不清楚的，问原登记单位", "crs")


def _asks(message: str, fix: str, about: str) -> Finding:
    return Finding(
        rule="N44" if about == "crs" else "N40",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=message,
        fix=fix,
        field=about,
    )


def _weighty(findings: Iterable[Finding]) -> frozenset[str]:
    return frozenset(finding.rule for finding in findings if finding.severity is not Severity.INFO)


def _shares(entries: Sequence[_Entry], book: DivisionBook, count: int) -> list[list[_Entry]]:
    """The rows in parts of one size; neighbours stay together, so that each county is gathered once or twice."""
    ordered = sorted(entries, key=lambda entry: book.path(entry.home_id))
    size = -(-len(ordered) // count)
    return [ordered[begin : begin + size] for begin in range(0, len(ordered), size)]


def verdict_of(findings: Iterable[Finding]) -> str:
    """Integrity and the rules of the import refuse; what the law says against an old name is reported."""
    found = list(findings)
    if any(each.blocks and (each.basis is Basis.INTEGRITY or each.rule in OWN_BLOCKS) for each in found):
        return Verdict.REFUSED
    return Verdict.OK if all(each.severity is Severity.INFO for each in found) else Verdict.WARN


def _asked(entry: _Entry) -> Asked:
    record, shape = entry.record, entry.position.shape
    assert record.kind is not None and entry.home_id is not None
    geometry: GEOSGeometry | None = geos(shape) if shape is not None else None
    return Asked(
        record.name,
        record.kind.value,
        entry.home_id,
        entry.position.point,
        Exclude(feature=entry.known),
        record.pinyin,
        record.facts,
        (entry.position.fault,) if entry.position.fault else (),
        geometry,
    )


def _rounded(position: Position) -> tuple[float, float] | None:
    return (round(position.point[0], 5), round(position.point[1], 5)) if position.point else None
