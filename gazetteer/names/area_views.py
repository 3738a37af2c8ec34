"""/gazetteer/built-up/: the built-up areas on record, and how they come in (建成区). Translation only."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from boundaries.divisions.queries import UnknownDivision, ids_below, names_of, resolve_code, versions_on
from boundaries.jurisdiction.queries import divisions_of
from gazetteer.names.area_actions import NotEntered, enter_areas
from gazetteer.names.area_files import NoAreas, areas_in
from gazetteer.names.built_up import areas_on
from office.people.calendar import day_of_text, today
from office.people.requests import OfficerRequest
from office.people.roles import Role


@require_http_methods(["GET", "POST"])
def built_up(request: OfficerRequest) -> HttpResponse:
    """The list by county; a file that is sent enters whole or not at all."""
    day = today()
    problem = ""
    if request.method == "POST":
        try:
            return _entered(request)
        except (NoAreas, NotEntered, ValueError, UnknownDivision) as refused:
            problem = str(refused)
    tops = divisions_of(request.user, Role.NAME_OFFICIAL, day)
    counties = versions_on(day).filter(level="county", division_id__in=ids_below(tops, day), division__external=False)
    areas = list(areas_on(day).order_by("division_id", "name"))
    context = {
        "areas": areas,
        "places": names_of({area.division_id for area in areas}, day),
        "counties": list(counties.order_by("division_id").values_list("division_id", "name")) if tops else [],
        "chosen": request.POST.get("county", ""),
        "source": request.POST.get("source", ""),
        "since": request.POST.get("since", "") or day.isoformat(),
        "day": day,
        "problem": problem,
    }
    return render(request, "names/built_up.html", context, status=422 if problem else 200)


def _entered(request: OfficerRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        raise NoAreas(_("请选择文件。"))
    areas, note = areas_in(file.read(), file.name or "")
    county = _county(request.POST.get("county", ""))
    since = day_of_text(request.POST.get("since", ""))
    count = enter_areas(request.user, county, areas, request.POST.get("source", ""), since, day=today())
    messages.success(request, _("已登记 %(count)s 个建成区。") % {"count": count} + note)
    return redirect("applications:built_up")


def _county(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 6:
        return int(text)
    return resolve_code(text, today()).division_id
