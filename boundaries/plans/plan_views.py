"""The officers' pages of one plan: its operations, what it would mean, adopting it. Translation only."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from boundaries.changes.case_actions import Refused
from boundaries.changes.operation_views import Holder, add_to, drop_from
from boundaries.plans import actions as steps
from boundaries.plans.computing import operations_of
from boundaries.plans.forms import AdoptForm, PlanForm
from boundaries.plans.models import Plan
from boundaries.plans.pages import plan_context
from boundaries.plans.views import form_page, seen_study
from office.people.requests import OfficerRequest


def seen_plan(request: OfficerRequest, pk: int, number: int) -> Plan:
    """A plan of a study that the officer may see, else 404."""
    plans = Plan.objects.select_related("study", "result", "case", "copied_from")
    return get_object_or_404(plans, study=seen_study(request, pk), number=number)


def _page(request: OfficerRequest, plan: Plan, problem: str = "", **more: Any) -> HttpResponse:
    context = {**plan_context(plan, request.user), "problem": problem, **more}
    return render(request, "plans/plan.html", context, status=409 if problem else 200)


@require_GET
def plan_page(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """/boundaries/plans/PK/NUMBER/: operations, map, consequences."""
    return _page(request, seen_plan(request, pk, number))


@require_http_methods(["GET", "POST"])
def edit_plan(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """Title and reasons of a plan."""
    plan = seen_plan(request, pk, number)
    form = PlanForm(request.POST or None, initial={"title": plan.title, "reason": plan.reason, "major": plan.major})
    context = {"label": plan.title, "button": _("保存")}
    context |= {"facet": plan.study.title, "back": plan.get_absolute_url(), "base": plan.head_hash}

    def step(facts: dict[str, Any]) -> Plan:
        return steps.amend_plan(request.user, plan, **facts, base=request.POST.get("base", ""))

    return form_page(request, form, step, context)


def _holder(request: OfficerRequest, plan: Plan) -> Holder:
    """A plan as what holds operations."""
    return Holder(
        f"{plan.study.title} · {plan.title}",
        plan.get_absolute_url(),
        plan.study.effective,
        operations_of(plan),
        plan.content_hash,
        lambda operations, base: steps.rewrite_plan(request.user, plan, operations, base),
        _("加入方案"),
        [plan.study.scope_id],
    )


@require_http_methods(["GET", "POST"])
def add_operation(request: OfficerRequest, pk: int, number: int, form: str) -> HttpResponse:
    """/boundaries/plans/PK/NUMBER/add/merge/: one more operation."""
    return add_to(request, _holder(request, seen_plan(request, pk, number)), form)


def _taken(request: OfficerRequest, pk: int, number: int, step: Callable[[Plan], HttpResponse]) -> HttpResponse:
    """Take a step; a refusal shows the page again with its sentence."""
    plan = seen_plan(request, pk, number)
    try:
        return step(plan)
    except (Refused, ValueError) as refused:
        return _page(request, seen_plan(request, pk, number), str(refused), refused=getattr(refused, "findings", ()))


@require_POST
def drop_operation(request: OfficerRequest, pk: int, number: int, place: int) -> HttpResponse:
    return _taken(request, pk, number, lambda plan: drop_from(request, _holder(request, plan), place))


@require_POST
def compute(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """试算 this plan; nothing of it stays in the register."""

    def step(plan: Plan) -> HttpResponse:
        steps.compute_plan(request.user, plan)
        return redirect(plan)

    return _taken(request, pk, number, step)


@require_POST
def adopt(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """采用: the plan becomes a change case; on to the case."""
    form = AdoptForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, seen_plan(request, pk, number), _("采用的事项没有写全。"), adopt=form)

    def step(plan: Plan) -> HttpResponse:
        told = form.cleaned_data["effective"], form.approval(), request.POST.get("base", "")
        return redirect(steps.adopt_plan(request.user, plan, *told))

    return _taken(request, pk, number, step)


@require_POST
def remove(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """Take a draft out of its study."""

    def step(plan: Plan) -> HttpResponse:
        steps.remove_plan(request.user, plan, request.POST.get("base", ""))
        return redirect(plan.study)

    return _taken(request, pk, number, step)
