"""The list of the archive and the page of a file: translation only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from boundaries.archive import lines, pages, queries, refusals
from boundaries.archive.kinds import Kind
from boundaries.archive.models import File, Fonds
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.tables import table_file

PAGE_SIZE = 40


def readers_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of the archive is for registrars and boundary officers; others are told so."""

    @wraps(view)
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if why := refusals.entering(request.user, today()):
            raise PermissionDenied(why)
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@readers_only
def item_list(request: OfficerRequest) -> HttpResponse:
    """/boundaries/archive/: items by fonds, line, kind, year and text, with counts; `?export=csv|xlsx`."""
    day = today()
    asked = {name: request.GET.get(name, "").strip() for name in ("fonds", "line", "kind", "year", "q")}
    line_key = lines.key_of(asked["line"])
    seen = queries.items_seen_by(request.user, day)
    found = queries.chosen(seen, {**asked, "line": line_key or ("0" if asked["line"] else "")})
    listed = queries.listed(found)
    if request.GET.get("export") in ("csv", "xlsx"):
        return _export(request.GET["export"], listed)
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = queries.counts_by_kind(queries.chosen(seen, {**asked, "line": line_key, "kind": ""}))
    context = {
        "page": page,
        "asked": asked,
        "filtered": any(asked.values()),
        "all_fonds": Fonds.objects.all(),
        "kinds": [(kind.value, kind.label, counts[kind]) for kind in Kind if counts.get(kind)],
        "years": queries.years_of(seen),
        "lines": lines.choices(request.user, day),
        "unknown_line": bool(asked["line"] and not line_key),
        "loans": queries.loans_out(request.user, day)[:20],
        "refusal": refusals.filing(request.user, day),
        "day": day,
        "shows_sample": any(vars(item)["sample"] for item in page),
    }
    return render(request, "archive/list.html", context)


def _export(kind: str, items: Any) -> HttpResponse:
    return table_file("archive", kind, "档案目录", pages.HEADINGS, pages.rows(items), pages.WIDTHS)


@require_GET
@readers_only
def file_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/archive/files/ID/: a file with the papers in it that this person may read."""
    file = get_object_or_404(File.objects.select_related("series__fonds"), pk=pk)
    items = queries.listed(queries.items_seen_by(request.user, today()).filter(file=file))
    page = Paginator(items, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"file": file, "page": page, "shows_sample": any(vars(item)["sample"] for item in page)}
    return render(request, "archive/file.html", context)
