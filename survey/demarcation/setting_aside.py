"""Setting a legal block of a survey aside (破例): the province's officer, with a reason and a document."""

from django.db import transaction

from boundaries.divisions.queries import answering_for
from office.constraints import constraints_said_as
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.rulesets.findings import Basis
from survey.demarcation import judging, queries, rights
from survey.demarcation.aside import subject_of
from survey.demarcation.models import LineSurvey, SurveyOverride
from survey.demarcation.opening import locked
from survey.demarcation.rights import Refused, refuse


def may_set_aside(user: User, survey: LineSurvey) -> str | None:
    """Why a person is not the boundary officer of the province."""
    top = answering_for(rights.superior(survey, today()), today())[-1]
    return rights.refusal(user, rights.Role.BOUNDARY_OFFICER, top, today())


@transaction.atomic
def set_aside(user: User, survey_id: int, rule: str, reason: str, document: str, shown: str) -> SurveyOverride:
    """Set a legal block aside for the content that was shown (`shown`). Raises Refused."""
    survey = locked(survey_id)
    refuse(may_set_aside(user, survey))
    content = queries.content_hash(survey, today())
    refuse(None if shown == content else "内容在您打开以后已被改动，没有破例。请看过现在的内容再办。")
    found = judging.findings_of(survey, today())
    blocks = [finding for finding in found if finding.rule == rule and finding.blocks]
    refuse(None if blocks else f"{rule} 现在没有拦截，无须破例。")
    lawful = all(finding.basis is Basis.LAW for finding in blocks)
    refuse(None if lawful else f"{rule} 不是法规的拦截，不能破例，只能改正。")
    made = SurveyOverride(survey=survey, rule=rule, reason=reason.strip(), document=document.strip(), by=user)
    made.subject = subject_of(survey, content, found, rule)
    with constraints_said_as(Refused, SurveyOverride):
        made.save()
    told = {"rule": rule, "reason": made.reason, "document": made.document, "content_hash": content}
    record(user, "demarcation.override", survey, f"破例 {rule}：{survey.title}", told)
    return made
