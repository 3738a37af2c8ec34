"""The pages of points and lines of a survey, and the filing of its papers. Translation only."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from boundaries.archive.actions import CheckFailed, Description
from boundaries.archive.case_filing import Chosen
from boundaries.archive.kinds import Kind
from boundaries.archive.queries import fonds_of
from boundaries.lines.markers.forms import initial_of
from boundaries.lines.markers.models import PhotoKind
from boundaries.lines.markers.sheet import Sheet
from boundaries.lines.network import points_of
from boundaries.lines.redraw_pages import consequence_map, drawing_map, figures, sides_in_words
from boundaries.lines.redrawing import base_of
from boundaries.lines.troubles import around, trouble_points
from office.intake.storage import open_stored
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.spatial.pairs import text_of
from office.whole import whole
from survey.demarcation import agreeing, course_lines, mapdata, marking, pointing, queries, rights
from survey.demarcation.forms import CourseForm, PointForm
from survey.demarcation.models import LineSurvey, PointDecision, PointPhoto, SurveyPoint
from survey.demarcation.pages import observation_rows
from survey.demarcation.rights import Refused
from survey.demarcation.views import seen_survey, taken

MAX_PHOTO = 30 * 1024 * 1024


@require_POST
def gather(request: OfficerRequest, pk: int) -> HttpResponse:
    return taken(request, pk, lambda: pointing.gather_points(request.user, pk))


@require_POST
def decide_all(request: OfficerRequest, pk: int) -> HttpResponse:
    return taken(request, pk, lambda: pointing.decide_all(request.user, pk))


def _point_form(survey: LineSurvey, point: SurveyPoint | None, data: Any = None) -> PointForm:
    sides = [(party.division_id, party.name) for party in survey.parties.all() if party.order < 2]
    initial = initial_of(marking.words_of(point) if point else Sheet(number="")) | {
        "role": point.role if point else SurveyPoint.Role.MARKER
    }
    return PointForm(data, sides=sides, initial=initial | {"version": point.version if point else 0})


@require_http_methods(["GET", "POST"])
def new_point(request: OfficerRequest, pk: int) -> HttpResponse:
    """/survey/lines/ID/points/new/: a point that nobody has measured yet."""
    survey = seen_survey(request, pk)
    return _written(request, survey, None, _point_form(survey, None, request.POST or None))


@require_http_methods(["GET", "POST"])
def point_page(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """/survey/lines/ID/points/N/: its words, its observations, what was decided, its photographs."""
    survey = seen_survey(request, pk)
    point = get_object_or_404(survey.points, pk=number)
    return _written(request, survey, point, _point_form(survey, point, request.POST or None))


def _written(request: OfficerRequest, survey: LineSurvey, point: SurveyPoint | None, form: PointForm) -> HttpResponse:
    problem = ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        known, version = point.pk if point else None, told["version"] or 0
        args = (request.user, survey.pk, told["number"], told["role"], form.words())
        try:
            made = pointing.write_point(*args, point_id=known, version=version)
            messages.success(request, _("已保存点 %(number)s。") % {"number": made.number})
            return redirect("demarcation-point", pk=survey.pk, number=made.pk)
        except Refused as refused:
            problem = str(refused)
    return _point(request, survey, point, form, problem)


def _point(
    request: OfficerRequest, survey: LineSurvey, point: SurveyPoint | None, form: PointForm, problem: str, **more: Any
) -> HttpResponse:
    rows = queries.by_number(queries.observations_of(survey)).get(point.number, []) if point else []
    decisions = list(point.decisions.select_related("by").prefetch_related("observations")) if point else []
    latest = decisions[-1] if decisions else None
    used = {row.pk for row in latest.observations.all()} if latest else {row.pk for row in rows}
    context = {
        "survey": survey,
        "point": point,
        "form": form,
        "problem": problem,
        "rows": observation_rows(rows),
        "spread": queries.spread(rows) if len(rows) > 1 else None,
        "decisions": decisions[::-1],
        "latest": latest,
        "used": used,
        "methods": PointDecision.Method.choices,
        "usual": latest.method if latest else "mean" if len(rows) > 1 else "single",
        "photos": point.photos.select_related("file", "added_by") if point else [],
        "photo_kinds": PhotoKind.choices,
        "map": mapdata.of_observations(rows, latest),
        "refusal": rights.working(request.user, survey, today()),
        "open": survey.state == "open" and not survey.accepted_hash,
        "shows_sample": survey.is_sample,
        **more,
    }
    return render(request, "demarcation/point.html", context, status=409 if problem else 200)


def _on_point(request: OfficerRequest, pk: int, number: int, step: Any) -> HttpResponse:
    """A step at a point; a refusal shows its page again."""
    survey = seen_survey(request, pk)
    point = get_object_or_404(survey.points, pk=number)
    try:
        step(point)
    except Refused as refused:
        return _point(request, survey, point, _point_form(survey, point), str(refused))
    return redirect("demarcation-point", pk=pk, number=number)


@require_POST
def decide(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    def step(point: SurveyPoint) -> None:
        chosen = [int(text) for text in request.POST.getlist("observations") if text.isascii() and text.isdigit()]
        method, reason = request.POST.get("method", ""), request.POST.get("reason", "")
        pointing.decide_point(request.user, pk, point.pk, chosen, method, reason)

    return _on_point(request, pk, number, step)


@require_POST
def drop_point(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return taken(request, pk, lambda: pointing.drop_point(request.user, pk, number, reason))


@require_POST
def add_photo(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    def step(point: SurveyPoint) -> None:
        for item in request.FILES.getlist("file"):
            if item.size is None or item.size > MAX_PHOTO:
                raise Refused(f"{item.name} 超过 30 MB。")
            pointing.add_photo(request.user, pk, point.pk, request.POST.get("kind", ""), str(item.name), item.read())

    return _on_point(request, pk, number, step)


@require_GET
def photo(request: OfficerRequest, pk: int, number: int) -> FileResponse:
    """A photograph of a point, shown."""
    survey = seen_survey(request, pk)
    found = get_object_or_404(PointPhoto.objects.select_related("file"), point__survey=survey, pk=number)
    return FileResponse(open_stored(found.file), content_type=found.content_type, filename=found.filename)


@require_http_methods(["GET", "POST"])
def course(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """/survey/lines/ID/edges/N/: draw the line that would take the place of an edge; try it, then propose it."""
    survey, day = seen_survey(request, pk), today()
    edge = next((each for each in queries.edges_of(survey, day) if each.pk == number), None)
    if edge is None:
        raise Http404(_("本线没有这条边"))
    laid = queries.course_lines_of(survey).get(number)
    start = text_of(points_of(laid.geom if laid else edge.geom))
    form = CourseForm(request.POST or None, initial={"shape": start, "base": base_of(edge)})
    context: dict[str, Any] = {"survey": survey, "edge": edge, "form": form, "map": drawing_map(edge, day)}
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("deed") == "propose":
                course_lines.propose_drawn(request.user, pk, number, form.points, form.cleaned_data["base"])
                messages.success(request, _("已提出成果线。"))
                return redirect("demarcation-survey", pk=pk)
            found = course_lines.tried(edge, course_lines.between(edge, form.points))
            context |= {"found": found, "sides": sides_in_words(found), "figures": figures(edge, found)}
            context |= {"after": consequence_map(edge, found, day)}
        except Refused as refused:
            places = getattr(refused, "places", [])
            over = {"points": trouble_points(places), "names": {"refused": _("问题所在")}}
            context["map"] |= over | ({"fit": around(places, margin=0.004)} if places else {})
            context |= {"problem": str(refused), "places": places}
    context |= {"laid": laid, "refusal": rights.working(request.user, survey, day), "shows_sample": edge.is_sample}
    return render(request, "demarcation/course.html", context, status=409 if "problem" in context else 200)


@require_POST
def drop_course(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    return taken(request, pk, lambda: course_lines.drop_course_line(request.user, pk, number))


@require_POST
def course_from_upload(request: OfficerRequest, pk: int) -> HttpResponse:
    submission, row = request.POST.get("submission", ""), request.POST.get("row", "")
    number = int(row) if row.isascii() and row.isdigit() else 0
    return taken(request, pk, lambda: course_lines.propose_from_upload(request.user, pk, submission, number))


@require_http_methods(["GET", "POST"])
def hand_over(request: OfficerRequest, pk: int) -> HttpResponse:
    """/survey/lines/ID/archive/: file every paper of the survey under its line, and close it."""
    survey, day = seen_survey(request, pk), today()
    papers = list(queries.papers_of(survey))
    fonds = fonds_of(request.user, day)
    context: dict[str, Any] = {"survey": survey, "papers": papers, "fonds": fonds}
    context["refusal"] = rights.filing(request.user, survey, day)
    if request.method == "POST":
        chosen = fonds.filter(pk=whole(request.POST.get("fonds")) or 0).first()
        try:
            if chosen is None:
                raise Refused("请选择全宗。")
            filed = [Chosen(each.pk, request.POST.get(f"shown-{each.pk}", ""), _described(each)) for each in papers]
            items = agreeing.hand_over(request.user, pk, chosen, filed)
            messages.success(request, _("已归档 %(n)d 件，勘界工作办结。") % {"n": len(items)})
            return redirect("demarcation-survey", pk=pk)
        except CheckFailed as failed:
            context["findings"] = failed.findings
        except Refused as refused:
            context["problem"] = str(refused)
    return render(request, "demarcation/hand_over.html", context, status=409 if request.method == "POST" else 200)


def _described(paper: Any) -> Description:
    label = Kind(paper.kind).label
    return Description(title=f"{paper.step.survey.title} {label}"[:200], kind=paper.kind, day=None, precision="unknown")
