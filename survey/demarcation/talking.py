"""What the sides say to each other (意见与争议): remarks at a place of the map, answers, stretches in dispute."""

from django.contrib.gis.geos import LineString, Point
from django.db import transaction
from django.utils import timezone

from boundaries.lines.models import Evidence
from boundaries.lines.network import ELLIPSOID
from boundaries.lines.queries import members_of
from office.constraints import constraints_said_as
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from survey.demarcation import rights
from survey.demarcation.models import DisputedStretch, LineSurvey, Party, Remark
from survey.demarcation.opening import locked
from survey.demarcation.rights import Refused, refuse


def _mine(user: User, survey: LineSurvey) -> Party | None:
    for role in rights.SIDE_ROLES:
        if found := rights.acting_for(user, survey, role, today()):
            return found[0]
    return None


@transaction.atomic
def remark(user: User, survey_id: int, text: str, place: tuple[float, float]) -> Remark:
    """Say something at a place of the map (longitude, latitude). Raises Refused."""
    survey = locked(survey_id)
    refuse(rights.working(user, survey, today()))
    made = Remark(survey=survey, text=text.strip()[:1000], place=Point(*place), party=_mine(user, survey), by=user)
    with constraints_said_as(Refused, Remark):
        made.save()
    record(user, "demarcation.remark", survey, f"提出意见：{made.text[:80]}", {"remark": made.pk, "place": place})
    return made


@transaction.atomic
def answer(user: User, survey_id: int, remark_id: int, text: str) -> Remark:
    """Answer a remark. Raises Refused."""
    survey = locked(survey_id)
    refuse(rights.working(user, survey, today()))
    asked = _remark(survey, remark_id)
    refuse(None if text.strip() else "答复不能为空。")
    made = Remark(survey=survey, text=text.strip()[:1000], party=_mine(user, survey), by=user, reply_to=asked)
    made.save()
    record(user, "demarcation.answer", survey, f"答复意见：{made.text[:80]}", {"remark": asked.pk})
    return made


def _remark(survey: LineSurvey, remark_id: int) -> Remark:
    found = survey.remarks.select_for_update(of=("self",)).filter(pk=remark_id, reply_to=None).first()
    if found is None:
        raise Refused("没有这条意见。")
    return found


@transaction.atomic
def settle(user: User, survey_id: int, remark_id: int) -> Remark:
    """了结: the side that made a remark, or the reviewer, says that it is settled. Raises Refused."""
    survey = locked(survey_id)
    found = _remark(survey, remark_id)
    if found.settled_at:
        return found
    mine = _mine(user, survey)
    own = found.by_id == user.pk or (mine is not None and mine.pk == found.party_id)
    refuse(None if own else rights.reviewing(user, survey, today()) and "意见由提出的一方或共同上级了结。")
    found.settled_by, found.settled_at = user, timezone.now()
    found.save()
    record(user, "demarcation.settle", survey, f"了结意见：{found.text[:80]}", {"remark": found.pk})
    return found


def stretch_between(survey: LineSurvey, from_m: float, to_m: float) -> LineString:
    """The line as it stands from one chainage to another, in metres from its beginning. Raises Refused."""
    points = [point for member in members_of(survey.line_id, today()) for point in member.stretch.points]
    if not points:
        raise Refused("本线没有现行的边，不能按里程指明争议段。")
    lons, lats = zip(*points, strict=True)
    steps = [0.0, *ELLIPSOID.line_lengths(lons, lats)]
    total = sum(steps)
    if not 0 <= from_m < to_m <= total + 0.5:
        raise Refused(f"里程应在 0 至 {total:,.1f} 米之间，起点在止点之前。")
    found, along = [_at(points, steps, from_m)], 0.0
    for point, step in zip(points, steps, strict=True):
        along += step
        if from_m < along < to_m:
            found.append(point)
    return LineString(*_without_doubles([*found, _at(points, steps, min(to_m, total))]))


def _at(points: list[tuple[float, float]], steps: list[float], metres: float) -> tuple[float, float]:
    along = 0.0
    for place, step in enumerate(steps):
        if place and along + step >= metres and step > 0:
            part = (metres - along) / step
            one, other = points[place - 1], points[place]
            return (one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part)
        along += step
    return points[-1]


def _without_doubles(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]


@transaction.atomic
def dispute(user: User, survey_id: int, from_m: float, to_m: float, evidence: str, title: str) -> DisputedStretch:
    """Mark a stretch as disputed, with evidence of the closed lists (Decree 26 art. 7 and 8). Raises Refused."""
    survey = locked(survey_id)
    party = rights.as_party(user, survey, today())
    if survey.accepted_hash:
        raise Refused("成果已经验收，不能再标争议；要改界线请另行办理。")
    if evidence not in Evidence.values or not title.strip():
        raise Refused("证据种类限于《行政区域边界争议处理条例》第七条、第八条所列，并写明名称。")
    made = DisputedStretch(survey=survey, from_m=from_m, to_m=to_m, evidence=evidence, title=title.strip()[:200])
    made.geom, made.party, made.by = stretch_between(survey, from_m, to_m), party, user
    with constraints_said_as(Refused, DisputedStretch):
        made.save()
    told = {"from_m": from_m, "to_m": to_m, "evidence": evidence}
    record(user, "demarcation.dispute", survey, f"{party.name}标出争议段 {from_m:,.0f}–{to_m:,.0f} 米", told)
    return made


@transaction.atomic
def lift_dispute(user: User, survey_id: int, dispute_id: int, why: str) -> DisputedStretch:
    """解除争议: the side that claimed, or the reviewer by its decision, says why it is settled. Raises Refused."""
    survey = locked(survey_id)
    found = survey.disputes.select_for_update(of=("self",)).filter(pk=dispute_id).first()
    if found is None or found.lifted_at:
        raise Refused("没有这一争议段，或它已经解除。")
    mine = rights.acting_for(user, survey, rights.Role.BOUNDARY_OFFICER, today())
    own = any(party.pk == found.party_id for party in mine)
    refuse(None if own else rights.reviewing(user, survey, today()))
    refuse(None if why.strip() else "解除争议须写明依据（双方协议或上级决定）。")
    found.lifted_by, found.lifted_at, found.lifted_why = user, timezone.now(), why.strip()[:300]
    found.save()
    record(user, "demarcation.lift", survey, f"解除争议段 {found.title}：{found.lifted_why}", {"dispute": found.pk})
    return found
