"""What can be done with the legal facts of a line: its papers, its state, claims, special areas, three-way points."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any

import pghistory
from django.contrib.gis.geos import LineString, MultiPolygon
from django.db import connection, models, transaction
from psycopg2.extras import DateRange

from boundaries.lines.fact_models import DisputeClaim, Evidence, SpecialArea
from boundaries.lines.facts import LineFacts, facts_hash, facts_of
from boundaries.lines.markers.models import Marker, ThreeWayLine, ThreeWayPoint
from boundaries.lines.markers.sheet import differences
from boundaries.lines.meeting import ends_of_lines
from boundaries.lines.models import Junction, Line, LineState, LineVersion
from boundaries.lines.refusals import Refused, refuse_editing, refuse_empty, refuse_stale
from office.constraints import constraints_said_as
from office.intake.storage import keep
from office.log.actions import record
from office.people.models import User

LINES_AT_A_POINT = 3


@transaction.atomic
def write_facts(
    user: User,
    line: LineVersion,
    facts: LineFacts,
    *,
    seen: str,
    reason: str,
    document: str = "",
    correction: bool = False,
    day: datetime.date,
) -> Line:
    """Write what papers say of a line; `correction` where an entry error is mended and no new paper tells of it."""
    stored = Line.objects.select_for_update().get(pk=line.line_id)
    refuse_editing(user, line, day)
    refuse_stale(stored, seen, facts_hash(stored))
    refuse_empty(**{"原因": reason} | ({} if correction else {"依据文件": document}))
    changed = differences(facts_of(stored).plain(), facts.plain())
    if not changed:
        return stored
    if facts.state == LineState.DISPUTED and set(_sides(line)) - _claiming(stored):
        raise Refused("登记为“有争议”之前，请先分别登记双方的主张和证据。")
    kind = "correction" if correction else "change"
    with pghistory.context(kind=kind, reason=reason, document=document, user=user.pk):
        for name, value in asdict(facts).items():
            setattr(stored, name, value)
        _saved(stored)
    words = f"{'更正' if correction else '登记'}界线事实 {line.code}"
    told = {"changed": changed, "before": seen, "after": facts_hash(stored), "reason": reason, "document": document}
    record(user, "lines.line.correct" if correction else "lines.line.write", stored, words, told)
    return stored


def _sides(line: LineVersion) -> tuple[int, int]:
    return line.first_id, line.second_id


def _claiming(line: Line) -> set[int]:
    return set(DisputeClaim.objects.filter(line=line).values_list("side_id", flat=True))


@dataclass(frozen=True)
class Claim:
    """One piece of evidence for what a side claims; the claimed line where it is drawn."""

    side_id: int
    evidence: str
    title: str
    dated: datetime.date | None = None
    shape: LineString | None = None


@transaction.atomic
def add_claim(
    user: User, line: LineVersion, claim: Claim, day: datetime.date, file: tuple[str, IO[bytes]] | None = None
) -> DisputeClaim:
    """Record a claim of one side with its evidence (Decree 26 art. 7 and 8; art. 9: nothing else counts)."""
    refuse_editing(user, line, day)
    refuse_empty(证据名称=claim.title)
    if claim.side_id not in _sides(line):
        raise Refused("主张方应是界线两侧之一。")
    if claim.evidence not in Evidence.values:
        raise Refused("证据种类限于《行政区域边界争议处理条例》第七条、第八条所列。")
    values = {name: getattr(claim, name) for name in ("side_id", "evidence", "title", "dated")}
    made = DisputeClaim(line_id=line.line_id, geom=claim.shape, **values)
    if file:
        made.filename, made.file = file[0][-255:], keep(file[1])
    _saved(made)
    _told(user, "lines.claim.add", line, f"登记争议主张 {claim.title}", {"claim": made.pk, "evidence": claim.evidence})
    return made


@transaction.atomic
def remove_claim(user: User, line: LineVersion, claim_id: int, reason: str, day: datetime.date) -> None:
    """Take back a claim; the row history keeps it. The last one of a side of a disputed line stays."""
    refuse_editing(user, line, day)
    refuse_empty(原因=reason)
    claims = DisputeClaim.objects.select_for_update().filter(line=line.line_id)
    claim = claims.filter(pk=claim_id).first()
    if claim is None:
        raise Refused("没有这一主张。")
    if line.line.state == LineState.DISPUTED and not claims.filter(side=claim.side_id).exclude(pk=claim_id).exists():
        raise Refused("有争议的界线须有双方各自的主张，这是该方唯一的一项。")
    with pghistory.context(kind="change", reason=reason, user=user.pk):
        claim.delete()
    _told(user, "lines.claim.remove", line, f"撤回争议主张 {claim.title}", {"claim": claim_id, "reason": reason})


@dataclass(frozen=True)
class Special:
    """An enclave or an area used by the other side, with the clause that says so."""

    kind: str
    name: str
    owner_id: int
    user_id: int
    clause: str
    begin: datetime.date | None = None
    shape: MultiPolygon | None = None
    note: str = ""


@transaction.atomic
def add_special_area(user: User, line: LineVersion, area: Special, day: datetime.date) -> SpecialArea:
    """Record an enclave or an area used by the other side (Decree 353 art. 11)."""
    refuse_editing(user, line, day)
    refuse_empty(名称=area.name, 协议书条款=area.clause)
    values = {name: getattr(area, name) for name in ("kind", "name", "owner_id", "user_id", "clause", "note")}
    made = SpecialArea(line_id=line.line_id, geom=area.shape, valid=DateRange(area.begin, None), **values)
    _saved(made)
    _told(user, "lines.special.add", line, f"登记{made.get_kind_display()} {area.name}", {"area": made.pk, **values})
    return made


@transaction.atomic
def end_special_area(
    user: User, line: LineVersion, area_id: int, on: datetime.date, reason: str, day: datetime.date
) -> SpecialArea:
    """Let an enclave or a used area end on a day."""
    refuse_editing(user, line, day)
    refuse_empty(原因=reason)
    area = SpecialArea.objects.select_for_update().filter(pk=area_id, line=line.line_id).first()
    if area is None or area.valid.upper is not None:
        raise Refused("没有这一飞地或使用管理区，或已经终止。")
    if area.valid.lower is not None and on <= area.valid.lower:
        raise Refused(f"终止日期应晚于起始日 {area.valid.lower}。")
    with pghistory.context(kind="change", reason=reason, user=user.pk):
        area.valid = DateRange(area.valid.lower, on)
        _saved(area)
    _told(user, "lines.special.end", line, f"终止{area.get_kind_display()} {area.name}", {"area": area.pk, "on": on})
    return area


@dataclass(frozen=True)
class ThreeWay:
    """A three-way point and the agreement that three parties sign for it."""

    name: str
    line_ids: Sequence[int]
    number: str = ""
    agreement_body: str = ""
    agreement_number: str = ""
    agreement_date: datetime.date | None = None
    begin: datetime.date | None = None
    marker_id: int | None = None


@transaction.atomic
def register_three_way(user: User, line: LineVersion, told: ThreeWay, day: datetime.date) -> ThreeWayPoint:
    """Register where three lines meet: the one junction at which all three end gives the coordinate (S12)."""
    refuse_editing(user, line, day)
    refuse_empty(名称=told.name)
    ids = sorted({line.line_id, *told.line_ids})
    if len(ids) != LINES_AT_A_POINT:
        raise Refused("三交点应恰有三条不同的界线。")
    found = common_ends(ids, day)
    if len(found) != 1:
        raise Refused(f"S12：三条界线应终止于同一坐标，现有 {len(found)} 处共同端点。")
    point = ThreeWayPoint(
        junction=found[0],
        valid=DateRange(told.begin, None),
        marker=Marker.objects.filter(pk=told.marker_id).first() if told.marker_id else None,
        **{name: getattr(told, name) for name in ("name", "number")},
        **{name: getattr(told, name) for name in ("agreement_body", "agreement_number", "agreement_date")},
    )
    _saved(point)
    ThreeWayLine.objects.bulk_create(ThreeWayLine(point=point, line_id=pk) for pk in ids)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS three_way_has_three_lines IMMEDIATE")
        cursor.execute("SET CONSTRAINTS three_way_has_three_lines DEFERRED")
    _told(user, "lines.three_way.register", line, f"登记三交点 {told.name}", {"point": point.pk, "lines": ids})
    return point


def common_ends(line_ids: Sequence[int], day: datetime.date) -> list[Junction]:
    """The junctions at which all of the lines end on a day."""
    ends = ends_of_lines(set(line_ids), day)
    shared = set.intersection(*(ends[line_id] for line_id in line_ids)) if line_ids else set()
    return list(Junction.objects.filter(pk__in=shared).order_by("pk"))


def _saved(row: models.Model) -> None:
    with constraints_said_as(Refused, type(row)):
        row.save()


def _told(user: User, action: str, line: LineVersion, words: str, facts: dict[str, Any]) -> None:
    record(user, action, line.line, words, facts)
