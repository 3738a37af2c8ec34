"""/ask/: may I call it that? (可以叫这个名字吗) The rules of the officials, in the words of everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from boundaries.divisions.kinds import Level
from boundaries.divisions.queries import versions_on
from gazetteer.applications.conflicts import conflict_map, conflicts_in
from gazetteer.applications.outlines import county_outlines
from gazetteer.applications.places import place_label, suggestions
from gazetteer.asking.forms import AskForm
from gazetteer.asking.public import told
from gazetteer.names.judging import judge_name
from gazetteer.rules.kinds import NameKind
from office.people.calendar import today

AROUND = 0.4  # degrees


@never_cache
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """The question and, where one was asked, the answer; nothing is stored."""
    day = today()
    form = AskForm(request.GET or None, day=day)
    context: dict[str, object] = {"form": form, "kinds": NameKind.choices}
    if form.is_bound and form.is_valid():
        context |= _answer(form, request)
    return render(request, "asking/ask.html", context, status=422 if form.errors else 200)


def _answer(form: AskForm, request: HttpRequest) -> dict[str, object]:
    asked = form.cleaned_data
    judged = judge_name(asked["name"], asked["kind"], asked["home_id"], asked["point"], form.day)
    findings = told(judged.findings)
    conflicts = conflicts_in(findings)
    points = [asked["point"]] if asked["point"] else []
    marks = conflict_map(judged.name, points, [item for item in conflicts if item.placed])
    return {
        "judged": judged,
        "place": place_label(asked["home_id"], form.day),
        "findings": findings,
        "blocks": [finding for finding in findings if finding.blocks],
        "conflicts": conflicts[:20],
        "marks": marks | {"outlines": county_outlines(form.day), "fit": _view(marks["points"])},
        "drawn": bool(points) or any(item.placed for item in conflicts),
    }


def _view(points: list[dict[str, float]]) -> list[float] | None:
    """The box that the map shows, degrees: all points with their county around them."""
    if not points:
        return None
    lons, lats = [point["lon"] for point in points], [point["lat"] for point in points]
    return [min(lons) - AROUND, min(lats) - AROUND, max(lons) + AROUND, max(lats) + AROUND]


@never_cache
@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Divisions of the province that fit what is typed."""
    day = today()
    tops = versions_on(day).filter(level=Level.PROVINCE, division__external=False)
    found = suggestions(
        request.GET.get("place", "")[:60], list(tops.values_list("division_id", flat=True)), day, limit=12
    )
    return render(request, "applications/places.html", {"found": found})
