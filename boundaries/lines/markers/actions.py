"""What can be done with a marker: registered, corrected, changed by law, abolished; each one transaction, one event.

A legal change (moved, renumbered, restored, resurveyed, abolished) closes a version and begins another; a correction
mends an entry error in place, and the row history keeps what was recorded (Decree 353 art. 6 and 8).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pghistory
from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import transaction
from psycopg2.extras import DateRange

from boundaries.divisions.models import Precision
from boundaries.journal import Journal
from boundaries.lines.markers.judging import findings_of
from boundaries.lines.markers.models import Change, Marker, MarkerPhoto, MarkerVersion
from boundaries.lines.markers.placing import place_of
from boundaries.lines.markers.queries import chainage_of
from boundaries.lines.markers.sheet import Sheet, differences
from boundaries.lines.models import LineVersion
from boundaries.lines.refusals import Refused, Rejected, refuse_editing, refuse_empty, refuse_stale
from office.constraints import constraints_said_as
from office.log.actions import record
from office.log.hashing import digest
from office.people.models import User
from office.rulesets.findings import Finding, blocking

PLACE_FIELDS = frozenset(
    ("x", "y", "crs", "lon", "lat", "height", "height_system", "sheet", "scale", "method", "accuracy_m", "places")
    + ("references", "description", "signatures", "state", "note")
)
#: what a legal change of a kind may alter; None: everything
MAY_ALTER: dict[str, frozenset[str] | None] = {
    Change.MOVED: PLACE_FIELDS,
    Change.RENUMBERED: frozenset({"number", "code", "kind", "name", "note", "level"}),
    Change.RESTORED: PLACE_FIELDS | {"material", "faces", "duty_id"},
    Change.RESURVEYED: None,
}
WORDS = {
    Change.RECORDED: "登记界桩",
    Change.SET: "新设界桩",
    Change.MOVED: "移动界桩",
    Change.RENUMBERED: "界桩改号",
    Change.RESTORED: "恢复界桩",
    Change.RESURVEYED: "修测界桩",
}


@dataclass(frozen=True)
class Deed:
    """Since when, why and by which paper."""

    on: datetime.date | None
    reason: str
    document: str = ""
    precision: str = Precision.DAY


def sheet_of(version: MarkerVersion) -> Sheet:
    """What a version says, as plain values."""
    names = Sheet.__dataclass_fields__.keys() - {"lon", "lat", "places", "references", "signatures"}
    values = {name: getattr(version, name) for name in names}
    for name in ("places", "references", "signatures"):
        values[name] = tuple(getattr(version, name))
    given = version.point if version.point and not version.crs else None
    return Sheet(**values, lon=given.x if given else None, lat=given.y if given else None)


def content_hash(version: MarkerVersion) -> str:
    """The hash of what stands of a marker now; another version of the same words is another content."""
    return digest({"version": version.pk, "sheet": sheet_of(version).plain()})


@transaction.atomic
def register_marker(
    user: User, line: LineVersion, sheet: Sheet, deed: Deed, day: datetime.date, change: str = Change.RECORDED
) -> tuple[MarkerVersion, list[Finding]]:
    """Enter a marker of a line; on a sample line it is sample. Answers what the rules warn of, too."""
    refuse_editing(user, line, day)
    refuse_empty(登记原因=deed.reason)
    sheet = replace(sheet, level=line.level)
    findings = _judged(sheet, line, day, change)
    marker = Marker.objects.create(is_sample=line.is_sample)
    version = MarkerVersion(marker=marker, line_id=line.line_id, valid=DateRange(deed.on, None), change=change)
    version.begin_precision = deed.precision if deed.on else Precision.UNKNOWN
    version.reason, version.document = deed.reason, deed.document
    _lay(version, sheet)
    _save(version)
    _record(user, "lines.marker.register", version, WORDS[Change(change)], {}, "")
    return version, findings


@transaction.atomic
def correct_marker(
    user: User, marker_id: int, sheet: Sheet, *, seen: str, reason: str, day: datetime.date
) -> tuple[MarkerVersion, list[Finding]]:
    """Mend an entry error in the version that stands; what was recorded stays in the row history."""
    version, line = _locked(user, marker_id, day)
    refuse_stale(version.marker, seen, content_hash(version))
    refuse_empty(更正原因=reason)
    before = sheet_of(version)
    sheet = replace(sheet, level=line.level)
    changed = differences(before.plain(), sheet.plain())
    if not changed:
        return version, []
    findings = _judged(sheet, line, day, "", version.marker_id, before)
    with pghistory.context(kind="correction", reason=reason, user=user.pk):
        _lay(version, sheet)
        _save(version)
    _record(user, "lines.marker.correct", version, "更正界桩登记", changed, seen, reason)
    return version, findings


@transaction.atomic
def change_marker(
    user: User, marker_id: int, sheet: Sheet, change: str, deed: Deed, *, seen: str, day: datetime.date
) -> tuple[MarkerVersion, list[Finding]]:
    """Move, renumber, restore or resurvey a marker from a day on: the version that stands is closed, another begins."""
    version, line = _locked(user, marker_id, day)
    refuse_stale(version.marker, seen, content_hash(version))
    refuse_empty(变更原因=deed.reason, 变更依据=deed.document)
    on = _day_within(version, deed)
    sheet = replace(sheet, level=line.level)
    changed = differences(sheet_of(version).plain(), sheet.plain())
    allowed = MAY_ALTER[Change(change)]
    if allowed is not None and (stray := changed.keys() - allowed):
        raise Refused(f"{WORDS[Change(change)]}不改变{'、'.join(sorted(stray))}，这些内容请用“更正”或“修测”。")
    if not changed and change != Change.RESTORED:
        raise Refused("内容没有变化，不必登记变更。")
    findings = _judged(sheet, line, day, change, version.marker_id)
    following = MarkerVersion(marker=version.marker, line_id=version.line_id, valid=DateRange(on, version.valid.upper))
    following.begin_precision, following.change = deed.precision, change
    following.reason, following.document = deed.reason, deed.document
    with pghistory.context(kind="change", reason=deed.reason, document=deed.document, user=user.pk):
        version.valid = DateRange(version.valid.lower, on)
        _save(version)
        _lay(following, sheet)
        _save(following)
    if change == Change.RENUMBERED:
        MarkerPhoto.objects.bulk_create(
            MarkerPhoto(version=following, kind=p.kind, file=p.file, filename=p.filename, content_type=p.content_type)
            for p in version.photos.all()
        )
    _record(user, f"lines.marker.{change}", following, WORDS[Change(change)], changed, seen, deed.reason)
    return following, findings


@transaction.atomic
def abolish_marker(user: User, marker_id: int, deed: Deed, *, seen: str, day: datetime.date) -> MarkerVersion:
    """End a marker on a day; its versions stay and its number may be used again afterwards."""
    version, _ = _locked(user, marker_id, day)
    refuse_stale(version.marker, seen, content_hash(version))
    refuse_empty(撤销原因=deed.reason, 撤销依据=deed.document)
    on = _day_within(version, deed)
    with pghistory.context(kind="change", reason=deed.reason, document=deed.document, user=user.pk):
        version.valid = DateRange(version.valid.lower, on)
        version.end_reason, version.end_document = deed.reason, deed.document
        _save(version)
    _record(user, "lines.marker.abolish", version, "撤销界桩", {"valid": [None, on]}, seen, deed.reason)
    return version


@transaction.atomic
def reattach_markers(
    user: User | None, heirs: Mapping[int, int], on: datetime.date, reason: str, document: str, journal: Journal
) -> list[MarkerVersion]:
    """Let markers go on at other lines from a day on (marker → line), because a change of divisions ended theirs.

    The numbers stay as they are carved; renumbering is an action of its own. The journal takes it back whole. For the
    action that carries out changes.
    """
    made = []
    with pghistory.context(kind="change", reason=reason, document=document, user=user.pk if user else None):
        standing = MarkerVersion.objects.filter(marker__in=heirs, valid__overlap=DateRange(on, None))
        for version in standing.order_by("marker", "valid"):
            journal.before([version])
            later = version.valid.lower is not None and version.valid.lower > on  # only its line is another one
            photos = [] if later else _split(version, on)
            version.line_id = heirs[version.marker_id]
            if not later:
                version.change, version.reason, version.document = Change.REATTACHED, reason, document
                version.begin_precision = Precision.DAY
            _save(version)
            for photo in photos:
                photo.pk, photo._state.adding, photo.version = None, True, version
            journal.made([version, *MarkerPhoto.objects.bulk_create(photos)])
            _record(user, "lines.marker.reattach", version, "界桩改属界线", {}, "", reason)
            made.append(version)
    return made


def _split(version: MarkerVersion, on: datetime.date) -> list[MarkerPhoto]:
    """Let a version that began earlier end on a day and become the next one, still to be saved, with its pictures."""
    if version.valid.lower is not None and version.valid.lower >= on:
        return []
    photos = list(version.photos.all())
    MarkerVersion.objects.filter(pk=version.pk).update(valid=DateRange(version.valid.lower, on))
    version.pk, version._state.adding = None, True
    version.valid = DateRange(on, version.valid.upper)
    return photos


def _locked(user: User, marker_id: int, day: datetime.date) -> tuple[MarkerVersion, LineVersion]:
    """The last version of a marker under lock, with its line; refuses who may not."""
    marker = Marker.objects.select_for_update().filter(pk=marker_id).first()
    version = MarkerVersion.objects.filter(marker=marker).select_related("line", "marker").order_by("-valid").first()
    if marker is None or version is None:
        raise Refused("没有这一界桩。")
    line = version.line.on(day)
    refuse_editing(user, line, day)
    if version.valid.upper is not None:
        raise Refused(f"界桩 {version.number} 已于 {version.valid.upper} 撤销，不能再改。")
    return version, line


def _day_within(version: MarkerVersion, deed: Deed) -> datetime.date:
    if deed.on is None:
        raise Refused("请填写变更日期。")
    if version.valid.lower is not None and deed.on <= version.valid.lower:
        raise Refused(f"变更日期应晚于现行版本的起始日 {version.valid.lower}。")
    return deed.on


def _judged(
    sheet: Sheet,
    line: LineVersion,
    day: datetime.date,
    change: str,
    but: int | None = None,
    before: Sheet | None = None,
) -> list[Finding]:
    """The findings of a sheet. Raises Rejected for those that block, except what `before` had already."""
    findings = findings_of(sheet, line, day, change=change, but=but)
    known = findings_of(before, line, day, change=change, but=but) if before else []
    said = {(finding.rule, finding.message) for finding in known}
    if [finding for finding in blocking(findings) if (finding.rule, finding.message) not in said]:
        raise Rejected(findings)
    return findings


def _lay(version: MarkerVersion, sheet: Sheet) -> None:
    values = sheet.plain()
    for name in values.keys() - {"lon", "lat"}:
        setattr(version, name, values[name])
    place = place_of(sheet)
    version.point = Point(*place, srid=settings.REGISTER_SRID) if place else None


def _save(version: MarkerVersion) -> None:
    version.chainage_m = chainage_of(version)
    with constraints_said_as(Refused, MarkerVersion):
        version.save()


def _record(
    user: User | None, action: str, version: MarkerVersion, words: str, changed: dict, seen: str, reason: str = ""
) -> None:
    facts = {"version": version.pk, "line": version.line_id, "number": version.number, "changed": changed}
    hashes = {"before": seen, "after": content_hash(version), "reason": reason or version.reason}
    record(user, action, version.marker, f"{words} {version.number}", {**facts, **hashes, "document": version.document})
