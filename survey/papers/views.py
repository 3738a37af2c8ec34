"""The pages of the papers of a survey: list, making, download; the 走向说明 with its findings. Translation only."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office.intake.storage import open_stored
from office.papers.making import TYPES, papers_of
from office.papers.models import Form
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.rulesets.findings import Finding
from survey.course.queries import Course
from survey.demarcation.models import LineSurvey
from survey.demarcation.rights import Refused
from survey.demarcation.views import seen_survey
from survey.papers import making
from survey.papers.course_text import findings_of_text, geometry_hash, may_write, text_hash, write_course
from survey.papers.gathering import course_of_survey
from survey.papers.pages import list_context


@require_GET
def paper_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """/survey/lines/ID/made/: every paper of the survey, whether it still fits, its files."""
    survey = seen_survey(request, pk)
    return render(request, "survey_papers/list.html", list_context(survey, request.user))


@require_POST
def start(request: OfficerRequest, pk: int) -> HttpResponse:
    """Make all papers, as long work."""
    survey = seen_survey(request, pk)
    try:
        making.ask_for_papers(request.user, survey)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("survey-papers", pk=pk)


@require_GET
def paper_file(request: OfficerRequest, pk: int, paper: int, form: str) -> FileResponse:
    """One made paper in one form."""
    survey = seen_survey(request, pk)
    found = papers_of(survey).filter(pk=paper).first()
    file = found.files.select_related("file").filter(form=form).first() if found else None
    if file is None:
        raise Http404("no such paper")
    shown = form == Form.PDF and "download" not in request.GET
    stream = open_stored(file.file)
    return FileResponse(stream, content_type=TYPES[Form(form)], filename=file.filename, as_attachment=not shown)


@require_POST
def attach(request: OfficerRequest, pk: int, paper: int) -> HttpResponse:
    """Put a made paper to its step."""
    survey = seen_survey(request, pk)
    try:
        put = making.attach(request.user, survey, paper)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已归入环节：%(name)s。") % {"name": put.filename})
    return redirect("survey-papers", pk=pk)


@require_http_methods(["GET", "POST"])
def course_text(request: OfficerRequest, pk: int) -> HttpResponse:
    """/survey/lines/ID/course-text/: the text as it stands or as made from geometry; ?fresh=1 offers it anew."""
    survey = seen_survey(request, pk)
    course = course_of_survey(survey, today())
    kept = getattr(survey, "course_text", None)
    problem, text = "", kept.text if kept else course.text if course else ""
    seen = text_hash(kept.text) if kept else ""
    if request.method == "POST":
        text, seen = request.POST.get("text", ""), request.POST.get("seen", "")
        try:
            write_course(request.user, survey.pk, text, seen)
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("走向说明已保存。"))
            return redirect("survey-course-text", pk=pk)
    elif "fresh" in request.GET and course:
        text = course.text
    context = {
        "survey": survey,
        "course": course,
        "kept": kept,
        "text": text,
        "seen": seen,
        "problem": problem,
        "old": bool(kept and course and kept.made_from != geometry_hash(course)),
        "refusal": may_write(request.user, survey),
        "room": "lines",
        "shows_sample": survey.is_sample,
        **_judged(text, course, survey),
    }
    return render(request, "survey_papers/course.html", context, status=409 if problem else 200)


@require_POST
def course_findings(request: OfficerRequest, pk: int) -> HttpResponse:
    """The findings on a text that is being edited; stores nothing."""
    survey = seen_survey(request, pk)
    text = request.POST.get("text", "")
    course = course_of_survey(survey, today())
    return render(request, "survey_papers/_findings.html", {"survey": survey, **_judged(text, course, survey)})


def _judged(text: str, course: Course | None, survey: LineSurvey) -> dict[str, Any]:
    """Findings with the words around them, so that a person finds the place."""
    plain = text.replace("\r\n", "\n")
    findings = findings_of_text(plain, course, survey, today()) if course and plain.strip() else []
    return {"places": _places(plain, findings), "judged": bool(course and plain.strip())}


def _places(text: str, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Each finding with its first and last character in the whole text."""
    begins, at = [], 0
    for paragraph in text.split("\n"):
        begins.append(at)
        at += len(paragraph) + 1
    placed = []
    for finding in findings:
        begin = begins[min((finding.row or 1) - 1, len(begins) - 1)]
        told = finding.evidence
        placed.append({"finding": finding, "begin": begin + told.get("begin", 0), "end": begin + told.get("end", 0)})
    return placed
