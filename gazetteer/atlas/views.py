"""The public pages (公众页面): the map, a division, a name, notices."""

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import DivisionVersion
from gazetteer.atlas.area_facts import SEE_SUCCESSORS, Address, address_of
from gazetteer.atlas.as_of import AsOf, as_of
from gazetteer.atlas.pages import area_page, links, name_page
from gazetteer.atlas.publication import notices
from gazetteer.names.models import Name
from gazetteer.names.queries import paths_of
from office.people.calendar import today
from office.problems import Problem

PER_PAGE = 20


@require_safe
def show_map(request: HttpRequest) -> HttpResponse:
    """The public name map."""
    return render(request, "atlas/map.html")


@require_safe
def show_area_page(request: HttpRequest, code: str) -> HttpResponse:
    """The permanent page of a division; a tombstone with its successors where it was abolished."""
    try:
        at = as_of(request)
        address = address_of(code, at.day, _scheme(request))
        context = area_page(address, at)
    except Problem as problem:
        return gone_page(request, problem)
    return render(request, "atlas/area.html", context)


@require_safe
def show_name_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The permanent page of a name."""
    try:
        context = name_page(public_id, as_of(request))
    except Problem as problem:
        return gone_page(request, problem)
    return render(request, "atlas/name.html", context, status=context["http_status"])


@require_safe
def list_notices(request: HttpRequest) -> HttpResponse:
    """The notices of announced names, the latest first; with a date those announced by then."""
    query, year = request.GET.get("q", "").strip()[:60], request.GET.get("year", "")
    try:
        at = as_of(request)
    except Problem as problem:
        return gone_page(request, problem)
    found = notices().filter(announced_on__lte=at.day)
    years = sorted({day.year for day in found.values_list("announced_on", flat=True) if day}, reverse=True)
    page = Paginator(_filtered(found, query, year), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "notices": notice_rows(list(page.object_list)),
        "page": page,
        "query": query,
        "year": int(year) if year.isdecimal() else "",
        "years": years,
        "at": at,
    }
    return render(request, "atlas/notices.html", context)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the server answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    response = JsonResponse({"status": "ok"})
    response["Cache-Control"] = "no-store"
    return response


def notice_rows(names: list[Name]) -> list[dict[str, Any]]:
    """Announced names as the page and the feed show them."""
    homes = {name.feature.home_id for name in names if name.feature and name.feature.home_id}
    paths = paths_of(homes, today())
    return [
        {
            "id": name.pk,
            "url": f"/names/G{name.feature_id}/",
            "title": f"关于命名“{name.form}”的公告",
            "name": name.form,
            "what": "命名",
            "authority": name.authority,
            "document_number": name.document_number,
            "document_date": name.document_date,
            "announced_on": name.announced_on,
            "place": paths.get(name.feature.home_id or 0, "") if name.feature else "",
            "text": name.meaning,
            "sample": name.is_sample or bool(name.feature and name.feature.is_sample),
        }
        for name in names
    ]


def _filtered(found: QuerySet[Name], query: str, year: str) -> QuerySet[Name]:
    if query:
        found = found.filter(
            Q(form__contains=query) | Q(document_number__contains=query) | Q(authority__contains=query)
        )
    return found.filter(announced_on__year=int(year)) if year.isdecimal() and len(year) == 4 else found


def _scheme(request: HttpRequest) -> Scheme | None:
    text = request.GET.get("scheme", "")
    return Scheme(text) if text in Scheme.values else None


def gone_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page for what was never there, is not there yet, or is there no more."""
    try:
        asked = as_of(request)
    except Problem:
        asked = AsOf(today(), False)
    successors = links(problem.extra.get("successors", []), asked)
    division = problem.extra.get("id", "")
    said = problem.detail.replace(SEE_SUCCESSORS, "。")
    if problem.status == 410 and division:
        last = DivisionVersion.objects.filter(division_id=int(division[1:])).order_by("-valid").first()
        ended = last is not None and last.valid.upper is not None and last.valid.upper <= today()
        if last is not None and ended:
            day = last.valid.upper - datetime.timedelta(days=1)
            context = area_page(Address(last.division_id, None), AsOf(day, True))
            told = {"tombstone": said, "successors": successors}
            return render(request, "atlas/area.html", {**context, **told}, status=410)
    history = f"/areas/{division}/history/" if division else ""
    context = {"title": problem.title, "text": said, "successors": successors, "history": history}
    return render(request, "atlas/gone.html", context, status=problem.status)
