"""The officers' pages of changes of divisions: list, new case, page of a case. Translation only."""

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from boundaries.changes import case_actions as steps
from boundaries.changes.case_pages import case_context, cases_for, map_of, where_map
from boundaries.changes.forms import CaseForm
from boundaries.changes.gathering import day_before, operations_of
from boundaries.changes.models import CaseState, ChangeCase
from boundaries.changes.operation_views import Holder, add_to, choices, drawn_map, drop_from, own_area, ready_made
from boundaries.changes.operations import Operation
from boundaries.divisions.queries import last_names_of
from boundaries.jurisdiction.queries import divisions_of, without_role
from office.people.calendar import today, year_of_text
from office.people.requests import OfficerRequest
from office.people.roles import Role
from office.tables import table_file

PER_PAGE = 40
HEADINGS = ("编号", "事项", "状态", "共同上级", "批准机关", "批准文号", "批准日期", "生效日期", "公告日期", "办结日期")


@require_GET
def case_list(request: OfficerRequest) -> HttpResponse:
    """/boundaries/changes/: the cases of the officer's divisions by state, year and text; export of the selection."""
    seen = cases_for(request.user, today())
    text, year = request.GET.get("q", "").strip(), request.GET.get("year", "")
    years = seen.exclude(effective=None).annotate(y=ExtractYear("effective")).values_list("y", flat=True).distinct()
    if text:
        seen = seen.filter(Q(title__contains=text) | Q(approval_document__contains=text))
    if known := year_of_text(year):
        seen = seen.filter(effective__year=known)
    counts = dict(seen.order_by().values_list("state").annotate(n=Count("id")))
    state = request.GET.get("state", "")
    chosen = seen.filter(state=state) if state in CaseState.values else seen
    if request.GET.get("format") in ("csv", "xlsx"):
        return _export(chosen, request.GET["format"])
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "places": last_names_of([case.superior_id for case in page], today()),
        "filters": [(item.value, item.label, counts.get(item.value, 0)) for item in CaseState],
        "total": sum(counts.values()),
        "state": state,
        "q": text,
        "year": year,
        "years": sorted(years.order_by(), reverse=True),
        "may_draft": bool(divisions_of(request.user, Role.BOUNDARY_OFFICER, today())),
    }
    return render(request, "changes/list.html", context)


def _export(cases: QuerySet[ChangeCase], form: str) -> HttpResponse:
    found = list(cases)
    places = last_names_of([case.superior_id for case in found], today())
    rows: list[tuple[str | int, ...]] = [
        (
            case.pk,
            case.title,
            CaseState(case.state).label,
            places.get(case.superior_id, ""),
            case.authority,
            case.approval_document,
            *(str(day or "") for day in (case.approved_on, case.effective, case.announced_on, case.closed_on)),
        )
        for case in found
    ]
    return table_file("changes", form, "区划变更", HEADINGS, rows)


@require_http_methods(["GET", "POST"])
def new_case(request: OfficerRequest, form: str = "") -> HttpResponse:
    """/boundaries/changes/new/: choose a ready-made form; /new/merge/: fill it in."""
    refusal = without_role(request.user, Role.BOUNDARY_OFFICER, today())
    if not form:
        return render(request, "changes/choose.html", {"forms": choices(), "refusal": refusal})
    label, made = ready_made(form)
    head = CaseForm(request.POST or None)
    day = day_before(head.cleaned_data["effective"]) if head.is_bound and head.is_valid() else today()
    start = own_area(request)
    body = made(request.POST or None, day=day, start=start)
    problem = ""
    if request.method == "POST" and head.is_valid() and body.is_valid():
        facts = head.cleaned_data
        try:
            operations = body.cleaned_data["operations"]
            case = steps.draft_case(
                request.user,
                facts["title"],
                operations,
                facts["effective"],
                facts["reason"],
                major=facts["major"],
            )
            return redirect("change-case", pk=case.pk)
        except (steps.Refused, ValueError) as refused:
            problem = str(refused)
    context = {
        "label": label,
        "head": head,
        "body": body,
        "problem": problem,
        "map": drawn_map(body, request.POST, start),
        "refusal": refusal,
    }
    return render(request, "changes/form.html", context)


def holder_of(request: OfficerRequest, case: ChangeCase) -> Holder:
    """A case as what holds operations."""

    def rewrite(operations: list[Operation], base: str) -> None:
        steps.redraft_case(
            request.user,
            case,
            title=case.title,
            operations=operations,
            effective=case.effective,
            reason=case.reason,
            major=case.major,
            base=base,
        )

    start, told = [case.superior_id], operations_of(case)
    address = case.get_absolute_url()
    return Holder(case.title, address, case.effective, told, case.content_hash, rewrite, _("加入事项"), start)


@require_http_methods(["GET", "POST"])
def add_operation(request: OfficerRequest, pk: int, form: str) -> HttpResponse:
    """/boundaries/changes/PK/add/rename/: one more operation of a draft."""
    return add_to(request, holder_of(request, seen_case(request, pk)), form)


@require_http_methods(["POST"])
def drop_operation(request: OfficerRequest, pk: int, place: int) -> HttpResponse:
    """Take one operation out of a draft."""
    try:
        return drop_from(request, holder_of(request, seen_case(request, pk)), place)
    except (steps.Refused, ValueError) as refused:
        return case_page(request, pk, refused)


def seen_case(request: OfficerRequest, pk: int) -> ChangeCase:
    """A case that the officer may see, else 404."""
    return get_object_or_404(cases_for(request.user, today()), pk=pk)


def case_page(request: OfficerRequest, pk: int, refused: Exception | None = None) -> HttpResponse:
    """/boundaries/changes/PK/: state, operations, authority, papers, findings, map, tasks; where a refusal lies."""
    case = seen_case(request, pk)
    operations = operations_of(case)
    places = getattr(refused, "places", ())
    founded = tuple((case.outcome or {}).get("begun", {}).values())
    context = {
        **case_context(case, request.user),
        "forms": choices(),
        "map": map_of(operations, day_before(case.effective)),
        "after": map_of(operations, case.effective, founded) if case.outcome and case.effective else None,
        "problem": str(refused) if refused else "",
        "refused": getattr(refused, "findings", ()),
        "places": places,
        "where": where_map(operations, day_before(case.effective), places) if places else None,
    }
    return render(request, "changes/case.html", context, status=409 if refused else 200)
