"""The officers' pages of studies: list, head of a study, comparison of its plans. Translation only."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from boundaries.changes.case_actions import Refused
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.queries import codes_on, names_of
from boundaries.jurisdiction.queries import divisions_of, without_role
from boundaries.plans import actions as steps
from boundaries.plans.forms import PlanForm, StudyForm
from boundaries.plans.models import Plan, PlanState, Study
from boundaries.plans.pages import study_context
from boundaries.plans.papers import as_docx, as_pdf
from boundaries.plans.proposal import proposal_of
from boundaries.plans.queries import plans_of, studies_for
from office.papers.pdf import PDF_TYPE
from office.papers.word import DOCX_TYPE
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.people.roles import Role
from office.tables import table_file

PER_PAGE = 40
HEADINGS = ("编号", "研究题目", "研究范围", "现状日期", "拟生效日期", "方案数", "采用的方案", "变更事项")
OPEN, DECIDED = "open", "decided"


@require_GET
def study_list(request: OfficerRequest) -> HttpResponse:
    """/boundaries/plans/: the studies of the officer's divisions, open or decided, by text; export of the selection."""
    seen = studies_for(request.user, today())
    text = request.GET.get("q", "").strip()
    if text:
        seen = seen.filter(Q(title__contains=text) | Q(plans__title__contains=text)).distinct()
    decided = Q(plans__state=PlanState.ADOPTED)
    counts = {OPEN: seen.exclude(decided).count(), DECIDED: seen.filter(decided).count()}
    state = request.GET.get("state", "")
    chosen = {OPEN: seen.exclude(decided), DECIDED: seen.filter(decided)}.get(state, seen)
    if request.GET.get("format") in ("csv", "xlsx"):
        return _export(chosen, request.GET["format"])
    page = Paginator(chosen.order_by("-pk").annotate(plan_count=Count("plans", distinct=True)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "places": names_of([study.scope_id for study in page], today()),
        "adopted": _adopted(list(page)),
        "filters": [(OPEN, _("研究中"), counts[OPEN]), (DECIDED, _("已采用"), counts[DECIDED])],
        "total": sum(counts.values()),
        "state": state,
        "q": text,
        "may_open": bool(divisions_of(request.user, Role.BOUNDARY_OFFICER, today())),
    }
    return render(request, "plans/list.html", context)


def _adopted(studies: Sequence[Study]) -> dict[int, Plan]:
    """The adopted plan of each study that has one."""
    found = Plan.objects.filter(study__in=studies, state=PlanState.ADOPTED)
    return {plan.study_id: plan for plan in found.select_related("case")}


def _export(studies: QuerySet[Study], form: str) -> HttpResponse:
    found = list(studies.annotate(plan_count=Count("plans", distinct=True)))
    places, adopted = names_of([study.scope_id for study in found], today()), _adopted(found)
    rows = [
        (
            study.pk,
            study.title,
            places.get(study.scope_id, ""),
            str(study.base_day),
            str(study.effective),
            study.plan_count,
            str(adopted.get(study.pk, "")),
            str(adopted[study.pk].case) if study.pk in adopted else "",
        )
        for study in found
    ]
    return table_file("plans", form, "优化方案", HEADINGS, rows)


@require_http_methods(["GET", "POST"])
def new_study(request: OfficerRequest) -> HttpResponse:
    """/boundaries/plans/new/: the question, its scope and the day on which the plans would take effect."""
    form = StudyForm(request.POST or None)
    context = {"label": _("新的方案研究"), "button": _("开始研究"), "back": "/boundaries/plans/"}
    context["refusal"] = without_role(request.user, Role.BOUNDARY_OFFICER, today()) or ""
    return form_page(request, form, lambda facts: steps.open_study(request.user, facts["question"]), context)


@require_http_methods(["GET", "POST"])
def edit_study(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/plans/PK/edit/: another question, other days; kept results then are stale."""
    study = seen_study(request, pk)
    code = codes_on(study.base_day).filter(division=study.scope_id, scheme=Scheme.MCA).values_list("code", flat=True)
    fields = ("title", "effective", "approved", "base_day", "reason")
    initial = {"scope": code.first() or "", **{name: getattr(study, name) for name in fields}}
    form = StudyForm(request.POST or None, initial=initial)
    context = {"label": study.title, "button": _("保存"), "back": study.get_absolute_url(), "base": study.head_hash}

    def step(facts: dict[str, Any]) -> Study:
        return steps.amend_study(request.user, study, facts["question"], request.POST.get("base", ""))

    return form_page(request, form, step, context)


@require_http_methods(["GET", "POST"])
def new_plan(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/plans/PK/plan/: one more plan, from today's map or as a copy of another one."""
    study = seen_study(request, pk)
    plans = study.plans.order_by("number")
    last = plans.last()
    initial = {"title": steps.plan_title((last.number if last else 0) + 1), "copy_of": request.GET.get("copy")}
    form = PlanForm(request.POST or None, initial=initial, plans=plans)
    context = {"label": _("新的方案"), "button": _("拟订方案")}
    context |= {"facet": study.title, "back": study.get_absolute_url()}
    return form_page(request, form, lambda facts: steps.add_plan(request.user, study, **facts), context)


def form_page(
    request: OfficerRequest, form: Form, step: Callable[[dict[str, Any]], Study | Plan], context: dict[str, str]
) -> HttpResponse:
    """A form, and on to what its step wrote; a refusal stands above the form, which keeps what was typed.

    Where somebody saved in between, what stands now is shown beside it; saving once more then replaces that.
    """
    shown: dict[str, Any] = {**context, "form": form, "problem": ""}
    if request.method == "POST":
        shown["base"] = request.POST.get("base", "")
        if form.is_valid():
            try:
                return redirect(step(form.cleaned_data))
            except steps.OtherHead as other:
                now = [(field.label, other.head[field.name]) for field in form if field.name in other.head]
                shown |= {"problem": str(other), "base": other.now, "now": now}
            except Refused as refused:
                shown["problem"] = str(refused)
    return render(request, "plans/form.html", shown, status=409 if "now" in shown else 200)


def seen_study(request: OfficerRequest, pk: int) -> Study:
    """A study that the officer may see, else 404."""
    return get_object_or_404(studies_for(request.user, today()), pk=pk)


@require_GET
def study_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/plans/PK/: the question, and its plans side by side."""
    return render(request, "plans/study.html", study_context(seen_study(request, pk), request.user))


@require_GET
def export(request: OfficerRequest, pk: int, form: str) -> HttpResponse:
    """/boundaries/plans/PK/export/pdf/, …/docx/: the study with all its plans as the proposal."""
    proposal = proposal_of(seen_study(request, pk))
    content, kind = (as_pdf(proposal), PDF_TYPE) if form == "pdf" else (as_docx(proposal), DOCX_TYPE)
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": content_disposition_header(True, f"{proposal.heading}.{form}") or ""},
    )


@require_POST
def reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    """重新研究, after the case of the adopted plan was withdrawn."""
    return _taken(request, pk, lambda study: steps.reopen_study(request.user, study))


@require_POST
def compute_all(request: OfficerRequest, pk: int) -> HttpResponse:
    """Compute every plan that has operations and is still a draft."""

    def step(study: Study) -> None:
        for plan in plans_of(study):
            if plan.operations and plan.state == PlanState.DRAFT:
                steps.compute_plan(request.user, plan)

    return _taken(request, pk, step)


def _taken(request: OfficerRequest, pk: int, step: Callable[[Study], Any]) -> HttpResponse:
    """Take a step; a refusal shows the page again with its sentence."""
    study = seen_study(request, pk)
    try:
        step(study)
    except Refused as refused:
        context = {**study_context(study, request.user), "problem": str(refused)}
        return render(request, "plans/study.html", context, status=409)
    return redirect(study)
