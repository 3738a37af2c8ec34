"""The list of naming cases, and its export; the door of the room."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from boundaries.jurisdiction.queries import divisions_of
from gazetteer.applications import exports
from gazetteer.applications.models import Application
from gazetteer.applications.places import place_labels
from gazetteer.applications.queries import cases_for, counts_of, overdue_on, waiting_for
from gazetteer.applications.states import State
from gazetteer.rules.kinds import NameKind
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.people.roles import Role
from office.tables import table_file

PER_PAGE = 50
EXPORT_LIMIT = 20_000


@require_GET
def case_list(request: OfficerRequest) -> HttpResponse:
    """The cases of the divisions in which the reader holds an office."""
    day = today()
    everything = cases_for(request.user, day)
    searched = _searched(everything, request.GET.get("q", "").strip(), request.GET.get("kind", ""))
    counts = counts_of(searched, request.user, day)
    chosen = _chosen(searched, request.GET.get("show", ""), request, day).order_by("-updated_at", "-id")
    if request.GET.get("format") in ("csv", "xlsx"):
        return _export(chosen, request.GET["format"], day)
    page = Paginator(chosen.defer("geom", "announcement", "readings"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "places": place_labels([case.home_id for case in page], day),
        "counts": counts,
        "filters": [(state.value, state.label, counts.by_state[state]) for state in State],
        "show": request.GET.get("show", ""),
        "q": request.GET.get("q", ""),
        "kind": request.GET.get("kind", ""),
        "kinds": NameKind.choices,
        "day": day,
        "may_enter": bool(divisions_of(request.user, Role.NAME_OFFICIAL, day)),
        "shows_sample": any(case.is_sample for case in page),
    }
    return render(request, "applications/list.html", context)


def _searched(cases: QuerySet[Application], text: str, kind: str) -> QuerySet[Application]:
    if kind in NameKind.values:
        cases = cases.filter(kind=kind)
    if not text:
        return cases
    found = Q(name__contains=text) | Q(applicant_name__contains=text) | Q(document_number__contains=text)
    number = text.rpartition("〕")[2].lstrip("0")
    return cases.filter(found | Q(serial=int(number)) if number.isascii() and number.isdigit() else found)


def _chosen(cases: QuerySet[Application], show: str, request: OfficerRequest, day: Any) -> QuerySet[Application]:
    if show == "mine":
        return cases.filter(waiting_for(request.user, day))
    if show == "overdue":
        return cases.filter(overdue_on(day))
    return cases.filter(state=show) if show in State.values else cases


def _export(cases: QuerySet[Application], form: str, day: Any) -> HttpResponse:
    rows = list(cases.defer("geom")[:EXPORT_LIMIT])
    cells = exports.rows_of(rows, place_labels([case.home_id for case in rows], day))
    return table_file(f"naming-cases-{day.isoformat()}", form, "命名申请", exports.HEADINGS, cells)


@require_GET
def room(request: OfficerRequest) -> HttpResponse:
    """The door of the room of names."""
    return redirect(reverse("applications:list"))
