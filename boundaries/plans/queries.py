"""Questions about studies and plans: who sees which, and whether a result still holds."""

import datetime
from collections.abc import Sequence

from django.db.models import QuerySet

from boundaries.changes.gathering import day_before
from boundaries.divisions.models import DivisionVersion
from boundaries.divisions.queries import ids_answered_for, ids_below
from boundaries.jurisdiction.queries import divisions_of
from boundaries.plans.models import Plan, PlanResult, PlanState, Study
from boundaries.plans.register_state import register_hash
from office.log.hashing import digest
from office.people.models import User
from office.people.roles import Role

SHAPE = 2  # of the kept facts; counts up when `computing` keeps something that older results lack


def studies_for(user: User, day: datetime.date) -> QuerySet[Study]:
    """The studies whose scope lies in the divisions of a boundary officer."""
    return Study.objects.filter(scope__in=ids_answered_for(divisions_of(user, Role.BOUNDARY_OFFICER, day), day))


def plans_of(study: Study) -> list[Plan]:
    """The plans of a study in order, with their results and cases."""
    return list(study.plans.select_related("result", "case", "study").order_by("number"))


def state_now(study: Study) -> str:
    """The register in the scope of a study as a hash, now."""
    return register_hash(study.scope_id, day_before(study.effective))


def result_of(plan: Plan) -> PlanResult | None:
    """The kept result of a plan; None where it was never computed, or by a release that kept it in another shape."""
    result: PlanResult | None = getattr(plan, "result", None)
    return result if result and result.facts.get("shape") == SHAPE else None


def changed_between(study: Study) -> int:
    """How many versions begin in the scope after the base day and before the plans take effect: these differ."""
    eve = day_before(study.effective)
    begun = DivisionVersion.objects.filter(division__in=ids_below([study.scope_id], eve))
    return begun.filter(valid__startswith__gt=study.base_day, valid__startswith__lte=eve).count()


def basis_hash(plan: Plan) -> str:
    """What of a plan and its study a result depends on, as a hash."""
    study = plan.study
    dates = {"effective": study.effective, "approved": study.approved}
    return digest({"operations": plan.content_hash, "major": plan.major, **dates})


def stale_because(plan: Plan, state: str) -> str:
    """Why the kept result of a plan does not hold any more; empty where it does, or where there is none."""
    result = result_of(plan)
    if result is None:
        return ""
    if result.content_hash != basis_hash(plan):
        return "方案在试算后改过。"
    return "" if result.register_hash == state else "登记在试算后有变动。"


def stale_now(plans: Sequence[Plan]) -> dict[int, str]:
    """Why the kept results of a study's drafts do not hold any more, by plan; the register is hashed only for these."""
    drafts = [plan for plan in plans if plan.state == PlanState.DRAFT and result_of(plan)]
    state = state_now(drafts[0].study) if drafts else ""
    return {plan.pk: stale_because(plan, state) for plan in drafts}
