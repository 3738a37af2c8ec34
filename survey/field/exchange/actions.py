"""An exchange package goes out and comes back (交换包的导出和交回): each in one transaction with event and receipt."""

import datetime
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from boundaries.lines.models import LineVersion
from office.intake import receipts
from office.intake.models import Receipt, Submission, Verdict
from office.intake.readers.faults import too_large
from office.intake.staging import Row, restage
from office.intake.storage import store
from office.log.actions import record
from office.log.hashing import digest
from office.people.calendar import today
from office.people.context import map_stamp
from office.people.models import User
from survey.checks.queries import reading_limits
from survey.demarcation import talking
from survey.demarcation.rights import Refused as NotSaid
from survey.field import refusals, words
from survey.field.actions import ROOM, receive
from survey.field.exchange.content import rows_of
from survey.field.exchange.reading import NoPackage, Package, Returned, content_of, read
from survey.field.exchange.tables import MARKERS, OBSERVATIONS, REMARKS, sheet_of
from survey.field.exchange.writing import write
from survey.field.models import FieldItem, FieldPackage, ItemState, PackageReturn, ReturnedRemark
from survey.field.payload import Malformed
from survey.field.refusals import Refused

_VERDICTS = {ItemState.REFUSED: Verdict.REFUSED, ItemState.CONFLICT: Verdict.WARN}


@dataclass(frozen=True)
class Outcome:
    """What became of a row that was changed: verdict, words for the person, the record or nothing."""

    verdict: str
    said: str
    findings: list[dict[str, Any]]
    item: FieldItem | None = None


def make_package(user: User, line: LineVersion) -> tuple[FieldPackage, bytes]:
    """Write a package of a line. Raises Refused."""
    survey = words.open_survey(line.line_id)
    if why := refusals.working_on(user, line, survey, today()):
        raise Refused(why)
    now, token = timezone.now(), uuid.uuid4()
    about = {
        "token": str(token),
        "title": f"{line.name}交换包",
        "line": line.code,
        "survey": survey.title if survey else "",
        "made": timezone.localtime(now).isoformat(timespec="seconds"),
        "approval": map_stamp(),
        "sample": "示例数据" if line.is_sample else "",
        "crs": "CGCS2000 经纬度；外业定位按 WGS84，须填定位精度，优于 2 米的不收（S04）",
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package.gpkg"
        write(path, rows_of(line, survey, today()), about)
        data = path.read_bytes()
    with transaction.atomic():
        facts = {"line": line.line, "survey": survey, "made_by": user, "made_at": now}
        package = FieldPackage.objects.create(token=token, sha256=store(data).sha256, **facts)
        told = {"line": line.code, "sha256": package.sha256, "token": str(token)}
        record(user, "field.package", package, f"导出交换包 {line.code}", told)
    return package, data


def take_back(user: User, name: str, data: bytes) -> tuple[PackageReturn, bool]:
    """Take a package back: (what came of it, whether it is new). The same file again answers the same.

    Changed and new rows are received like records of a phone; unchanged ones are passed over. Raises Refused,
    NoPackage.
    """
    limit = reading_limits().max_bytes
    if len(data) > limit:
        raise Refused(too_large(len(data), limit).message)
    content = read(data)
    package = _package(content)
    line = package.line.on(today())
    if why := refusals.working_on(user, line, words.open_survey(line.line_id), today()):
        raise Refused(why)
    file = store(data)
    with transaction.atomic():
        _hold(package)
        known = PackageReturn.objects.filter(submission__sender=user, submission__file=file).first()
        if known is not None:
            return known, False
        outcomes = [(row, _outcome(user, package, line, row, content.about)) for row in content.rows]
        submission = Submission.objects.create(room=ROOM, sender=user, file=file, filename=name[:255])
        restage(submission, [_staged(place, row, said) for place, (row, said) in enumerate(outcomes, 2)])
        submission.report = {"crs": content.about.get("crs", "")[:40], "confirmed": True, "findings": []}
        submission.mark_checked()
        submission.save()
        results = [_result(row, said) for row, said in outcomes]
        back = PackageReturn.objects.create(
            submission=submission, package=package, unchanged=content.unchanged, results=results
        )
        further = {"exchange": str(package.token), "unchanged": content.unchanged, "results": results}
        receipt = receipts.issue(submission, Receipt.Kind.ARRIVAL, further)
        record(user, "field.return", back, f"交回交换包 {line.code}，{receipt.number}", receipt.content)
        return back, True


def _package(content: Package) -> FieldPackage:
    try:
        token = uuid.UUID(content.about["token"])
    except ValueError as error:
        raise NoPackage("交换包的包号不对。") from error
    found = FieldPackage.objects.filter(pk=token).select_related("line").prefetch_related("line__versions").first()
    if found is None:
        raise NoPackage("这个交换包不是由本系统导出的。")
    return found


def _hold(package: FieldPackage) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"field.package:{package.pk}"])


def _outcome(user: User, package: FieldPackage, line: LineVersion, row: Returned, about: Mapping[str, str]) -> Outcome:
    try:
        with transaction.atomic():
            if row.table is REMARKS:
                return _remarked(user, package, row)
            return _received(user, package, line, row, about)
    except (Malformed, Refused, NotSaid) as wrong:
        field = wrong.field if isinstance(wrong, Malformed) else ""
        finding = {
            "rule": "S42",
            "severity": "block",
            "basis": "integrity",
            "message": str(wrong),
            "fix": "改正后再交回。",
            "row": row.row,
            "field": field,
        }
        return Outcome(Verdict.REFUSED, str(wrong), [finding])


def _received(user: User, package: FieldPackage, line: LineVersion, row: Returned, about: Mapping[str, str]) -> Outcome:
    """The row as a record: its uuid comes from package, row and content, so that it is the same however often sent."""
    if row.table is OBSERVATIONS and not row.fresh:
        raise Refused("已接收的观测不能在交换包里改；请新加一个观测点。")
    sign = f"{row.table.name}:{row.key}:{content_of(row.values, row.place, row.table)}"
    key = uuid.uuid5(package.token, sign)
    item = FieldItem.objects.filter(uuid=key).order_by("-revision").first()
    if item is None:
        item, _new = receive(user, _payload(key, line, row, about), FieldItem.Source.PACKAGE)
    state = ItemState(item.state)
    return Outcome(_VERDICTS.get(state, Verdict.OK), str(state.label), item.findings, item)


def _payload(key: uuid.UUID, line: LineVersion, row: Returned, about: Mapping[str, str]) -> dict[str, Any]:
    number = str(row.values.get("number") or "").strip()
    survey = words.open_survey(line.line_id)
    now = words.current(survey, line.line_id, number)
    before = dict(now.sheet) if now else {}
    seen = row.table is OBSERVATIONS
    sheet = before if seen else sheet_of(row.values, before)
    observed = str(row.values.get("observed") or about.get("made", ""))
    spot = (
        {
            "lon": row.place[0],
            "lat": row.place[1],
            "accuracy_m": row.values.get("accuracy_m"),
            "height": row.values.get("height"),
            "samples": 1,
            "taken_at": observed,
        }
        if row.place and (row.moved or seen)
        else None
    )
    if spot and spot["accuracy_m"] is None:
        raise Malformed("accuracy_m", f"第 {row.row} 行“{number}”动了位置，却没有填定位精度。")
    return {
        "id": str(key),
        "revision": 1,
        "survey": survey.pk if survey else None,
        "line": line.code,
        "kind": "marker" if row.table is MARKERS else "point",
        "base": (now.version if now else 0) if seen else row.version,
        "sheet": {**sheet, "number": number},
        "position": spot,
        "recorded_at": observed if _is_time(observed) else about.get("made", ""),
        "photos": [],
    }


def _is_time(text: str) -> bool:
    try:
        return datetime.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _remarked(user: User, package: FieldPackage, row: Returned) -> Outcome:
    """A new remark is entered once; those that went out stay as they are."""
    if not row.fresh:
        raise Refused("已有的意见不能在交换包里改；请另加一条。")
    if ReturnedRemark.objects.filter(package=package, uuid=row.key).exists():
        return Outcome(Verdict.OK, "已收", [])
    survey = words.open_survey(package.line_id)
    if survey is None or row.place is None:
        raise Refused("意见要有位置，并且这条界线有进行中的勘界工作。")
    made = talking.remark(user, survey.pk, str(row.values.get("text") or ""), row.place)
    ReturnedRemark.objects.create(package=package, uuid=row.key, remark=made)
    return Outcome(Verdict.OK, "已收", [])


def _label(row: Returned) -> str:
    return str(row.values.get("number") or row.values.get("text") or row.row)[:120]


def _staged(place: int, row: Returned, said: Outcome) -> Row:
    cells = {name: value for name, value in row.values.items() if name != "content"}
    shown = f"{row.place[0]:.6f}, {row.place[1]:.6f}" if row.place else "—"
    values = {"cells": cells, "shown": shown, "table": row.table.name, "row": row.row}
    return Row(place, _label(row), values, said.verdict, None, said.findings)


def _result(row: Returned, said: Outcome) -> dict[str, Any]:
    return {
        "table": row.table.title,
        "row": row.row,
        "label": _label(row),
        "verdict": said.verdict,
        "said": said.said,
        "item": str(said.item.uuid) if said.item else None,
        "hash": digest({name: value for name, value in row.values.items() if name != "content"}),
        "findings": [
            {key: one[key] for key in ("rule", "severity", "message", "fix") if key in one} for one in said.findings
        ],
    }
