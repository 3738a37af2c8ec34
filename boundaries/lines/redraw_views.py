"""Replacing an edge: its list, the drawing, the trial, carrying out. Translation only."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from boundaries.divisions.queries import names_of
from boundaries.lines.asking import line_or_404
from boundaries.lines.edit_views import stale_rows
from boundaries.lines.listing import map_of
from boundaries.lines.models import Edge, LineVersion
from boundaries.lines.network import points_of
from boundaries.lines.queries import lines_on, sections_by_pair
from boundaries.lines.redraw_forms import RedrawForm
from boundaries.lines.redraw_pages import (
    consequence_map,
    drawing_map,
    edges_of,
    figures,
    list_map,
    redrawings_of,
    sides_in_words,
    standing_again,
    successor_of,
)
from boundaries.lines.redrawing import Consequence, base_of, refuse_replacing, replace_edge, try_edge
from boundaries.lines.refusals import Refused, Stale, editing
from boundaries.lines.taking_back import take_back_redrawing
from boundaries.lines.troubles import REFUSALS, around, trouble_of, trouble_points
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.spatial.pairs import text_of


@require_GET
def edge_list(request: OfficerRequest, code: str) -> HttpResponse:
    """/boundaries/lines/LINE/redraw/: the edges of a line, to choose the one that is drawn anew; what was redrawn."""
    return _list(request, line_or_404(request, code, today()))


def _list(request: OfficerRequest, line: LineVersion, problem: str = "", **more: Any) -> HttpResponse:
    rows = edges_of(line, today())
    context = {
        "line": line,
        "rows": rows,
        "map": list_map(rows, map_of(line, sections_by_pair(line, today()), today(), [])),
        "refusal": editing(request.user, line, today()),
        "redrawings": redrawings_of(line),
        "problem": problem,
        "shows_sample": any(row.edge.is_sample for row in rows),
        **more,
    }
    return render(request, "lines/redraw_list.html", context, status=409 if problem else 200)


@require_POST
def take_back(request: OfficerRequest, code: str, pk: int) -> HttpResponse:
    """Take a redraw of this line back; a refusal shows the list again with its sentence and the reason as written."""
    line = line_or_404(request, code, today())
    redrawing = get_object_or_404(redrawings_of(line), pk=pk)
    why = request.POST.get("reason", "")
    try:
        take_back_redrawing(request.user, redrawing.pk, reason=why)
    except REFUSALS as refused:
        return _list(request, line, trouble_of(refused).words, tried=pk, why=why)
    messages.success(request, _("已撤回自 %(day)s 起的重新划定。") % {"day": redrawing.since})
    return redirect("line-redraw-list", code=code)


@require_http_methods(["GET", "POST"])
def redraw(request: OfficerRequest, code: str, pk: int) -> HttpResponse:
    """/boundaries/lines/LINE/redraw/EDGE/: draw, try (试算), carry out; a refusal keeps what was drawn."""
    line = line_or_404(request, code, today())
    edge = Edge.objects.filter(memberships__line=line.line_id, pk=pk).first() or standing_again(line, pk)
    if edge is None:
        raise Http404(_("这条界线没有这条边。"))
    if request.method == "POST":
        return _posted(request, line, edge)
    now = successor_of(edge, today())
    if now is not None and now != edge:
        messages.info(request, _("这条边已经重新划定，下面是现行的边。"))
        return redirect("line-redraw", code=code, pk=now.pk)
    form = RedrawForm(initial={"shape": text_of(points_of(edge.geom)), "since": today(), "base": base_of(edge)})
    return _page(request, line, edge, form, {})


def _posted(request: OfficerRequest, line: LineVersion, edge: Edge) -> HttpResponse:
    form = RedrawForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, line, edge, form, {"wrong": True}, status=422)
    told = form.cleaned_data
    asked = {"base": told["base"], "by_township_survey": told["survey"]}
    carries = request.POST.get("deed") == "carry" and told["tried"] == form.content
    try:
        if carries:
            papers = {name: told[name] for name in ("document", "reason")}
            done = replace_edge(request.user, edge.pk, form.points, told["since"], **asked, **papers)
            messages.success(request, _("已自 %(day)s 起重新划定。") % {"day": told["since"]} + _summary(done))
            return redirect("line-page", code=line.code)
        found = try_edge(request.user, edge.pk, form.points, told["since"], **asked)
    except Stale as stale:
        return _stale(request, line, edge, form, stale)
    except REFUSALS as refused:
        return _page(request, line, edge, form, _refused(refused), status=409)
    form.fill("tried", form.content)
    context = _consequence(edge, found, told["since"])
    if request.POST.get("deed") == "carry":
        context["unseen"] = True
    return _page(request, line, edge, form, context)


def _summary(done: Consequence) -> str:
    words = _("%(name)s 增 %(gained)s、减 %(lost)s 平方米")
    return "；".join(words % side for side in sides_in_words(done) if side["gained"])


def _consequence(edge: Edge, found: Consequence, day: Any) -> dict[str, Any]:
    altered = lines_on(day).filter(line__in=found.lines_altered).order_by("code")
    for number, thing in enumerate(found.things, 1):
        thing["mark"] = f"thing-{number}"
    return {
        "found": found,
        "sides": sides_in_words(found),
        "figures": figures(edge, found),
        "altered": altered,
        "after": consequence_map(edge, found, day),
    }


def _refused(error: Exception) -> dict[str, Any]:
    trouble = trouble_of(error)
    places = trouble.places
    more = {"points": trouble_points(places), "names": {"refused": _("问题所在")}}
    return {"trouble": trouble, "over": more | ({"fit": around(places, margin=0.004)} if places else {})}


def _stale(request: OfficerRequest, line: LineVersion, edge: Edge, form: RedrawForm, stale: Stale) -> HttpResponse:
    """What changed in between is told; the drawing goes on over the edge that stands now."""
    now = successor_of(edge, form.cleaned_data["since"]) or successor_of(edge, today())
    context: dict[str, Any] = {"refused": str(stale), "between": stale_rows(stale)}
    if now is None:
        context["gone"] = True
        return _page(request, line, edge, form, context, status=409)
    form.fill("base", base_of(now))
    form.fill("tried", "")
    return _page(request, line, now, form, context, status=409)


def _page(
    request: OfficerRequest, line: LineVersion, edge: Edge, form: RedrawForm, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    names = names_of([edge.left_id, edge.right_id], today())
    day = today() if today() in edge.valid else (edge.valid.lower or today())
    return render(
        request,
        "lines/redraw.html",
        {
            "line": line,
            "edge": edge,
            "left": names.get(edge.left_id, ""),
            "right": names.get(edge.right_id, ""),
            "form": form,
            "map": drawing_map(edge, day) | context.pop("over", {}),
            "refusal": _why_not(request, edge),
            "shows_sample": edge.is_sample,
            **context,
        },
        status=status,
    )


def _why_not(request: OfficerRequest, edge: Edge) -> str:
    try:
        refuse_replacing(request.user, edge, today())
    except Refused as refused:
        return str(refused)
    return ""
