"""Judge a file that was read (检查): place it, weigh every row, say ok, warn or refused. Pure: no database.

The way of the data: columns → measured numbers → reference system → positions → rules → verdict per row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from office.intake import columns
from office.intake.readers import ReadFile, ReadRow
from office.rulesets.findings import Finding, Severity, by_weight
from office.spatial.systems import Datum, Declared, System, declaration, from_code, shifted_in
from survey.checks import coordinate_rules, place_rules, webmaps
from survey.checks.area_rules import area_findings
from survey.checks.context import Context
from survey.checks.further import Placed, table_findings
from survey.checks.marker_rules import marker_findings
from survey.checks.measure import Measured, measured
from survey.checks.neighbourhood import line_ends, off_place
from survey.checks.placement import Placement, Trouble, degrees, in_jilin, others_that_fit, place, suspicious, trouble
from survey.checks.standards import Standard


@dataclass(frozen=True)
class Declaration:
    """What the sender says: reference system, and which heading means which field."""

    crs: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class JudgedRow:
    """A row with its verdict; `geometry` in CGCS2000 degrees, None where it has no trustworthy place.

    `hint`: where a refused row is only supposed to lie (X and Y put right); never stored as a position.
    """

    row: int
    label: str
    values: Mapping[str, Any]
    verdict: str
    geometry: BaseGeometry | None
    hint: tuple[float, float] | None
    findings: tuple[Finding, ...]
    height: float | None = None
    accuracy: float | None = None
    shown: str = ""


@dataclass(frozen=True)
class Judgement:
    """What the rules say of a file. `crs` is None until a declaration makes it certain."""

    read: ReadFile
    crs: System | None
    candidates: tuple[System, ...]
    mapping: Mapping[str, str]
    rows: tuple[JudgedRow, ...]
    findings: tuple[Finding, ...]
    standard: str

    def count(self, verdict: str) -> int:
        return sum(row.verdict == verdict for row in self.rows)

    @property
    def all_findings(self) -> list[Finding]:
        """Of the file and of its rows, blocks first."""
        return by_weight([*self.findings, *(finding for row in self.rows for finding in row.findings)])


def judge(read: ReadFile, declared: Declaration, context: Context, standard: Standard) -> Judgement:
    """Every rule of the standard over a file; a file that could not be read keeps its F findings and has no rows."""
    mapping = mapping_of(read, declared)
    if not read.readable:
        return Judgement(read, None, (), mapping, (), read.findings, standard.version)
    case = _Case(read, declared, context, standard, mapping)
    return case.judged()


def mapping_of(read: ReadFile, declared: Declaration) -> dict[str, str]:
    """Field → heading: recognised, with what the sender declared laid over it; an empty heading takes a field out."""
    chosen = {**columns.recognise(read.columns), **declared.mapping}
    return {field: heading for field, heading in chosen.items() if heading in read.columns}


_ALWAYS_DEGREES = {"GPX", "KML", "照片"}


class _Case:
    """One file on its way through the rules."""

    def __init__(
        self, read: ReadFile, declared: Declaration, context: Context, standard: Standard, mapping: dict[str, str]
    ) -> None:
        self.read, self.context, self.standard, self.mapping = read, context, standard, mapping
        self.rows: Sequence[ReadRow] = read.rows
        self.file: list[Finding] = [finding for finding in read.findings if finding.row is None]
        self.of_row: dict[int, list[Finding]] = {row.number: [] for row in self.rows}
        for finding in read.findings:
            if finding.row is not None:
                self.of_row.setdefault(finding.row, []).append(finding)
        self._said: list[str] = []
        self.declared = self._declared(declared.crs)
        self.measured: Measured = measured(read, mapping, self._wants_degrees())
        for finding in self.measured.findings:
            self.of_row[finding.row or 0].append(finding)
        self.placement = self._placed()
        self.places: list[BaseGeometry | None] = [None] * len(self.rows)
        self.hints: list[tuple[float, float] | None] = [None] * len(self.rows)

    def _wants_degrees(self) -> bool:
        return self.declared.system is not None and not self.declared.system.projected

    # --- the reference system -------------------------------------------------------------------
    def _declared(self, by_sender: str | None) -> Declared:
        by_file = self._declared_by_file()
        if not by_sender:
            return by_file
        system = from_code(by_sender)
        if system is None:
            self.file.append(coordinate_rules.unknown_declaration(by_sender))
            return by_file
        if self.read.format in _ALWAYS_DEGREES and (system.projected or system == by_file.system):
            return by_file  # one declaration may go with many files; these cannot hold metres
        implicit = self.read.crs_source == "format" and self.read.format in {"GeoJSON", "GPX", "KML"}
        if by_file.system and by_file.system != system and not implicit:
            self.file.append(coordinate_rules.declared_twice(system, by_file.system))
            if by_file.system.encrypted:
                return by_file
        elif by_file.datum in {Datum.XIAN80, Datum.BEIJING54} and by_file.datum is not system.datum:
            self.file.append(
                coordinate_rules.declared_twice(system, System(str(by_file.datum), by_file.datum, system.shape))
            )
        return Declared(system=system, datum=system.datum)

    def _declared_by_file(self) -> Declared:
        said = self._said_in_column()
        shifted = next(filter(None, map(shifted_in, [*self.read.columns, self.read.crs or "", *self._said])), None)
        if shifted is not None:
            return Declared(system=shifted, datum=shifted.datum)
        text = self.read.crs or said
        if not text:
            return Declared()
        found = declaration(text)
        if found.says_nothing and self.read.crs_source != "text":
            self.file.append(coordinate_rules.unknown_declaration(text))
        if found.system is not None and found.system.datum is Datum.OTHER:
            self.file.append(coordinate_rules.unknown_declaration(found.system.label))
            return Declared()
        return found

    def _said_in_column(self) -> str | None:
        heading = self.mapping.get("crs")
        if heading is None:
            return None
        names = list(dict.fromkeys(str(row.values.get(heading) or "").strip() for row in self.rows))
        names = self._said = [name for name in names if name]
        if len(names) > 1:
            self.file.append(coordinate_rules.several_declared(names))
        return names[0] if len(names) == 1 else None

    def _placed(self) -> Placement:
        if not self.measured.has_columns:
            self.file.append(coordinate_rules.no_columns(self.read.columns))
            return Placement(self.declared.system, ())
        placement = place(self.measured.east, self.measured.north, self.declared)
        if placement.system is None:
            self.file.append(coordinate_rules.undeclared(placement.candidates))
        elif self.declared.system is None:
            self.file.append(coordinate_rules.from_datum(placement.system, self.declared))
        return placement

    # --- the rows -------------------------------------------------------------------------------
    def judged(self) -> Judgement:
        system = self.placement.system
        if len(self.rows) > self.standard.max_rows:
            self.file.append(place_rules.too_many("行数", len(self.rows), self.standard.max_rows))
        if self.context.sent_before:
            self.file.append(place_rules.same_bytes(self.context.sent_before))
        if system is None and self.placement.candidates:
            self._check_ranges(self.placement.candidates[0])
        if system is not None:
            foreign = coordinate_rules.foreign_datum(system)
            self.file.extend([foreign] if foreign else [])
            self._check_ranges(system)
            self.file.extend(place_rules.packed_degrees(self.read, self.mapping, system))
            if system.placeable:
                self._position(system)
                self._check_places()
                self.file.extend(webmaps.suspicions(self.places, self.context.line, self.standard))
                self._check_accuracy(system)
        if self.read.has_geometry:
            self._check_shapes()
        self._check_villages()
        self._check_numbers()
        self._check_further(system)
        return self._result()

    def _check_further(self, system: System | None) -> None:
        """Marker tables, areas, lengths and levels: what needs the rows where they lie."""
        exact = system is not None and system.datum is Datum.CGCS2000
        facts = self.measured.labels, self.measured.accuracy, self.context, self.standard
        placed = Placed(self.read, self.mapping, self.places, *facts, exact)
        for part in (table_findings, marker_findings, area_findings):
            for row, finding in part(placed):
                if row is None:
                    self.file.append(finding)
                else:
                    self.of_row[row].append(finding.at(row=row))

    def _check_ranges(self, system: System) -> None:
        units = 0
        for index in np.flatnonzero(suspicious(system, self.measured.east, self.measured.north)).tolist():
            row = self.rows[index]
            east, north = float(self.measured.east[index]), float(self.measured.north[index])
            kind = trouble(system, east, north)
            if kind is None:
                continue
            units += kind is Trouble.UNIT
            self.of_row[row.number].append(coordinate_rules.misplaced(kind, system, north, east, row.number))
            if kind is Trouble.EXCHANGED and system.placeable and trouble(system, north, east) is None:
                lon, lat = degrees(system, np.array([north]), np.array([east]))
                self.hints[index] = (round(float(lon[0]), 7), round(float(lat[0]), 7))
        if units == len(self.rows):
            self.file.append(coordinate_rules.declared_unit(system))

    def _position(self, system: System) -> None:
        shapes = self.measured.shapes(self.read)
        usable = [index for index, row in enumerate(self.rows) if shapes[index] is not None and self._clean(row)]
        if not usable:
            return
        chosen = np.array([shapes[index] for index in usable], dtype=object)
        moved = shapely.transform(
            shapely.force_2d(chosen), lambda pairs: np.column_stack(degrees(system, pairs[:, 0], pairs[:, 1]))
        )
        for index, shape in zip(usable, moved, strict=True):
            self.places[index] = shape

    def _clean(self, row: ReadRow) -> bool:
        return not any(finding.rule == "S02" for finding in self.of_row[row.number])

    def _check_places(self) -> None:
        system = self.placement.system
        for index, finding in off_place(self.places, self.rows, self.context, self.standard):
            self.of_row[self.rows[index].number].append(finding)
        if (
            system
            and any(self._off(row) for row in self.rows)
            and not any(self.places[index] is not None and not self._off(row) for index, row in enumerate(self.rows))
        ):
            self._suggest_zone(system, "落在应在的范围以外")
        if self.measured.second is not None and system and system.projected:
            self._check_degrees(system)

    def _off(self, row: ReadRow) -> bool:
        return any(finding.rule == "S03" for finding in self.of_row[row.number])

    def _suggest_zone(self, system: System, where: str) -> None:
        for better in others_that_fit(system, self.placement.candidates):
            lon, lat = degrees(better, self.measured.east, self.measured.north)
            points = [shapely.Point(*pair) if np.isfinite(pair).all() else None for pair in zip(lon, lat, strict=True)]
            off = off_place(points, self.rows, self.context, self.standard)
            if in_jilin(lon, lat).any() and len(off) * 2 < len(self.rows):
                self.file.append(coordinate_rules.wrong_zone(system, better, where))
                return

    def _check_degrees(self, system: System) -> None:
        apart = self.measured.apart(system)
        limit = self.standard.lb_xy_m
        far = apart[np.isfinite(apart)]
        if far.size and np.median(far) > 1000:
            for better in others_that_fit(system, self.placement.candidates):
                again = self.measured.apart(better)
                if np.nanmedian(again) < 100:
                    self.file.append(coordinate_rules.wrong_zone(system, better, "与表中经纬度不符"))
                    break
        for index in np.flatnonzero(apart > limit):
            row = self.rows[int(index)]
            if self._clean(row):
                self.of_row[row.number].append(coordinate_rules.lb_differs(float(apart[index]), limit, row.number))

    def _check_accuracy(self, system: System) -> None:
        if system.datum is not Datum.WGS84:
            return
        limit = self.standard.wgs84_worse_than_m
        for row, accuracy in zip(self.rows, self.measured.accuracy, strict=True):
            if accuracy is not None and accuracy <= limit:
                self.of_row[row.number].append(
                    coordinate_rules.too_exact_for_wgs84(system, accuracy, limit, row.number)
                )

    def _check_shapes(self) -> None:
        for index, row in enumerate(self.rows):
            shape = self.places[index] if self.places[index] is not None else row.geometry
            bad = place_rules.bad_geometry(shape, row.number)
            if bad:
                self.of_row[row.number].append(bad)
                self.places[index] = None
                continue
            count = int(shapely.get_num_coordinates(shape))
            if count > self.standard.max_vertices:
                self.of_row[row.number].append(
                    place_rules.too_many("顶点数", count, self.standard.max_vertices, row.number)
                )
            if shape is not None and shape.geom_type in {"LineString", "MultiLineString"}:
                track = self.read.format == "GPX"
                self.of_row[row.number].extend(place_rules.line_form(shape, row.number, track))
                if self.context.line and self.places[index] is not None and not track:
                    self.of_row[row.number].extend(line_ends(shape, self.context.line, self.standard, row.number))

    def _check_villages(self) -> None:
        code_heading, name_heading = self.mapping.get("village_code"), self.mapping.get("village_name")
        if code_heading is None or not self.context.villages:
            return
        for row in self.rows:
            code = str(row.values.get(code_heading) or "").strip()
            if not code or code not in self.context.villages:
                continue
            registered = self.context.villages[code]
            given = str(row.values.get(name_heading) or "").strip() if name_heading else ""
            if registered is None:
                self.of_row[row.number].append(
                    place_rules.village_unknown(code, self.context.day.isoformat(), row.number)
                )
            elif given and given != registered:
                self.of_row[row.number].append(place_rules.village_differs(code, given, registered, row.number))

    def _check_numbers(self) -> None:
        numbers: dict[str, int] = {}
        spots: dict[Any, int] = {}
        for index, row in enumerate(self.rows):
            label = self.measured.labels[index]
            spot = self.measured.spot(index, row, self.standard.same_place_m)
            if label and label in numbers and self.measured.is_point(index, row):
                before = self.rows[numbers[label]]
                same = spot is not None and spot == self.measured.spot(
                    numbers[label], before, self.standard.same_place_m
                )
                self.of_row[row.number].append(place_rules.same_number(label, before.number, same, row.number))
            elif spot is not None and spot in spots:
                self.of_row[row.number].append(place_rules.same_place(spots[spot], row.number))
            if label and self.measured.is_point(index, row):
                numbers.setdefault(label, index)
            if spot is not None:
                spots.setdefault(spot, row.number)

    # --- the verdicts ---------------------------------------------------------------------------
    def _result(self) -> Judgement:
        findings = tuple(by_weight(self.standard.weighed(self.file)))
        blocked = any(finding.blocks for finding in findings) or self.placement.system is None
        rows = tuple(self._row(index, row, blocked) for index, row in enumerate(self.rows))
        crs = self.placement.system
        return Judgement(self.read, crs, self.placement.candidates, self.mapping, rows, findings, self.standard.version)

    def _row(self, index: int, row: ReadRow, blocked: bool) -> JudgedRow:
        findings = tuple(by_weight(self.standard.weighed(self.of_row[row.number])))
        if blocked or any(finding.blocks for finding in findings):
            verdict = "refused"
        else:
            verdict = "warn" if any(finding.severity is Severity.WARN for finding in findings) else "ok"
        return JudgedRow(
            row=row.number,
            label=self.measured.labels[index],
            values=row.values,
            verdict=verdict,
            geometry=self.places[index],
            hint=self.hints[index],
            findings=findings,
            height=self.measured.heights[index],
            accuracy=self.measured.accuracy[index],
            shown=self.measured.shown(index, row),
        )
