"""A record judged (野外记录检查): its position by the rules of every upload, its words by those of the 登记表."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from boundaries.lines.markers.judging import findings_of
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.markers.placing import reference_findings
from boundaries.lines.models import LineVersion
from office.intake.staging import Row
from office.log.hashing import canonical
from office.rulesets.findings import Finding, Severity, by_weight
from office.rulesets.queries import settings_in_force
from office.spatial.geojson import collection
from survey.field.exif import Taken
from survey.field.payload import Payload
from survey.field.rules import photo_findings, without_row
from survey.townships.judging import judge_bytes

CRS = "EPSG:4326"  # what phones measure in


@dataclass(frozen=True)
class Verdict:
    """The staged row of a record, what its file says, everything that was found; blocks refuse it."""

    row: Row
    report: Mapping[str, Any]
    standard: str
    findings: Sequence[Finding]

    @property
    def refused(self) -> bool:
        return any(finding.blocks for finding in self.findings)


def original_of(given: Payload, content: Mapping[str, Any]) -> bytes:
    """The record as the GeoJSON file that is kept: the columns of an upload, and in 内容 all that was sent."""
    spot = given.position
    facts: dict[str, Any] = {
        "点号": given.number,
        "记录时间": given.recorded_at.isoformat(),
        "内容": canonical(content).decode(),
    }
    if spot is not None:
        facts |= {"精度": spot.accuracy_m, "观测时间": spot.taken_at.isoformat(), "观测次数": spot.samples}
        facts |= {"高程": spot.height} if spot.height is not None else {}
    place = {"type": "Point", "coordinates": [spot.lon, spot.lat]} if spot is not None else None
    return canonical(collection([{"type": "Feature", "geometry": place, "properties": facts}]))


def name_of(given: Payload) -> str:
    return f"野外记录 {given.number}.geojson"


def judged(
    given: Payload, data: bytes, line: LineVersion, photos: Sequence[Taken], more: Sequence[Finding], day: datetime.date
) -> Verdict:
    """Judge the position as an upload, the words as a sheet, the pictures; `more`: what was found already."""
    found = [*more, *_words_findings(given, line, day)]
    found += photo_findings(photos, given.position, settings_in_force("survey", day))
    if given.position is None:
        empty = Row(2, given.number, {"cells": {"点号": given.number}, "shown": "没有定位"}, "ok", None, [])
        return _verdict(empty, {"crs": None, "confirmed": True, "findings": []}, "", found)
    placed = judge_bytes(data, name_of(given), {"crs": CRS}, day, line=line)
    row = placed.rows[0]
    found += without_row([*placed.judgement.findings, *placed.judgement.rows[0].findings])
    return _verdict(row, placed.report, placed.judgement.standard, found)


def _verdict(row: Row, report: Mapping[str, Any], standard: str, found: Sequence[Finding]) -> Verdict:
    weighed = by_weight({(one.rule, one.message, one.field): one for one in found}.values())
    worst = "refused" if any(one.blocks for one in weighed) else "warn" if _warned(weighed) else "ok"
    staged = replace(row, verdict=worst, findings=[one.as_json() for one in weighed])
    return Verdict(staged, report, standard, weighed)


def _warned(findings: Sequence[Finding]) -> bool:
    return any(one.severity == "warn" for one in findings)


def _words_findings(given: Payload, line: LineVersion, day: datetime.date) -> list[Finding]:
    """S06 to S08 of a marker; of a boundary point its reference objects, and too few of them is only a warning."""
    if given.kind == "marker":
        known = MarkerVersion.objects.filter(line=line.line_id, number=given.number, valid__contains=day).first()
        return findings_of(given.as_sheet(), line, day, but=known.marker_id if known else None)
    found = reference_findings(given.as_sheet(), settings_in_force("survey", day))
    return [replace(one, severity=Severity.WARN) if one.field == "references" else one for one in found]
