"""Questions to the versions and drafts of the survey standard."""

import datetime
from typing import Any

from django.db.models import Count, QuerySet

from boundaries.divisions.kinds import Level
from boundaries.divisions.queries import versions_on
from boundaries.jurisdiction.queries import refusal
from office.people.models import User
from office.people.roles import Role
from office.rulesets.models import RuleSetVersion
from survey.checks.queries import STANDARD_KEY
from survey.demarcation.models import LineSurvey
from survey.standard.models import DraftState, StandardDraft, StandardTrial
from survey.townships.models import SurveyUpload


def versions() -> QuerySet[RuleSetVersion]:
    """Every version of the survey standard, the newest first."""
    found = RuleSetVersion.objects.filter(ruleset__key=STANDARD_KEY).select_related("ruleset")
    return found.order_by("-in_force")


def former_of(version: RuleSetVersion) -> RuleSetVersion | None:
    """The version that was in force until this one."""
    return versions().filter(in_force__lt=version.in_force).first()


def content_of(version: RuleSetVersion) -> dict[str, Any]:
    """What a version says, as a draft holds it."""
    return {
        "source": version.source,
        "limits": version.limits,
        "severities": version.severities,
        "terms": version.terms,
    }


def open_drafts() -> QuerySet[StandardDraft]:
    found = StandardDraft.objects.filter(state=DraftState.DRAFT)
    return found.select_related("base", "made_by", "changed_by")


def judged_by() -> dict[str, tuple[int, int]]:
    """Label → how many uploads and how many surveys were judged by that version."""
    uploads = dict(SurveyUpload.objects.values_list("standard").annotate(n=Count("pk")))
    surveys = dict(LineSurvey.objects.values_list("standard").annotate(n=Count("pk")))
    return {label: (uploads.get(label, 0), surveys.get(label, 0)) for label in uploads.keys() | surveys.keys()}


def latest_trial(draft: StandardDraft) -> StandardTrial | None:
    return draft.trials.first()


def writing(user: User, day: datetime.date) -> str | None:
    """Why a person may not write the standard: the boundary officer of the province does."""
    province = (
        versions_on(day).filter(level=Level.PROVINCE, division__external=False).values_list("division", flat=True)
    )
    reasons = [refusal(user, Role.BOUNDARY_OFFICER, division, day) for division in province]
    if None in reasons:
        return None
    return next(filter(None, reasons), "名录中还没有本省，请先装入区划。")
