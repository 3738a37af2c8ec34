"""The pages of surveys: list, opening, one survey and its steps. Translation only."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from boundaries.jurisdiction.queries import without_role
from boundaries.lines.queries import UnknownLine
from office.intake.storage import open_stored
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.people.roles import Role
from office.tables import table_file
from office.tasks import rights as task_rights
from office.tasks.models import Task
from office.whole import whole
from survey.checks.queries import line_of
from survey.demarcation import agreeing, listing, opening, queries, rights, setting_aside, stepping, talking
from survey.demarcation.forms import AcceptForm, DisputeForm, OpenForm, OverrideForm, RemarkForm, TeamForm
from survey.demarcation.models import LineSurvey, SurveyState, Team
from survey.demarcation.pages import survey_context
from survey.demarcation.rights import Refused

PER_PAGE, MAX_PAPER = 40, 50 * 1024 * 1024


@require_GET
def survey_list(request: OfficerRequest) -> HttpResponse:
    """/survey/lines/: the surveys of the own divisions, the open ones first; export of the selection."""
    day, text = today(), request.GET.get("q", "").strip()
    seen = listing.found(queries.surveys_for(request.user, day), text)
    filters = listing.counts_of(seen)
    state = request.GET.get("state", "")
    chosen = seen.filter(state=state) if state in SurveyState.values else seen
    if request.GET.get("format") in ("csv", "xlsx"):
        cells = listing.cells_of(listing.rows_of(chosen, day))
        return table_file("line-surveys", request.GET["format"], "勘界工作", listing.HEADINGS, cells)
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    rows = listing.rows_of(chosen.filter(pk__in=[each.pk for each in page]), day)
    context = {
        "page": page,
        "rows": rows,
        "filters": filters,
        "total": sum(count for _value, _label, count in filters),
        "state": state,
        "q": text,
        "refusal": without_role(request.user, Role.BOUNDARY_OFFICER, day),
        "room": "lines",
        "shows_sample": any(row.survey.is_sample for row in rows),
    }
    return render(request, "demarcation/list.html", context)


@require_http_methods(["GET", "POST"])
def open_survey(request: OfficerRequest) -> HttpResponse:
    """/survey/lines/new/?line=CODE&task=ID: begin a survey, by hand or for a task of a change of divisions."""
    day, code = today(), request.POST.get("line") or request.GET.get("line", "")
    task = _task(request)
    form = OpenForm(request.POST or None, initial={"line": code})
    problem, third = "", [pk for text in request.POST.getlist("third") if (pk := whole(text)) is not None]
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            facts = {"title": told["title"], "scale": told["scale"], "third": third, "task": task}
            return redirect(opening.open_survey(request.user, told["line"], **facts))
        except Refused as refused:
            problem = str(refused)
    context = {
        "form": form,
        "problem": problem,
        "task": task,
        "third": _third(code),
        "chosen": third,
        "lines": queries.lines_to_survey(request.user, day)[:500],
        "refusal": without_role(request.user, Role.BOUNDARY_OFFICER, day),
    }
    return render(request, "demarcation/open.html", context, status=409 if problem else 200)


def _task(request: OfficerRequest) -> Task | None:
    """The task that asks for a survey, where this person may act on it."""
    text = request.POST.get("task") or request.GET.get("task", "")
    task = Task.objects.filter(pk=text).first() if text.isascii() and text.isdigit() else None
    return task if task and task_rights.refusal(request.user, task, today()) is None else None


def _third(code: str) -> dict[int, str]:
    try:
        return opening.third_sides(line_of(code.strip().split(" ")[0], today()), today()) if code else {}
    except (UnknownLine, LookupError):
        return {}


def seen_survey(request: OfficerRequest, pk: int) -> LineSurvey:
    """A survey that the person may see, else 404."""
    found = get_object_or_404(LineSurvey.objects.select_related("line", "opened_by"), pk=pk)
    if not rights.seeing(request.user, found, today()):
        raise Http404(_("没有这项勘界工作"))
    return found


def page(request: OfficerRequest, pk: int, problem: Exception | None = None, **more: Any) -> HttpResponse:
    """/survey/lines/ID/: the whole survey; a refusal stands above it, what was typed stays."""
    survey = seen_survey(request, pk)
    context = {
        **survey_context(survey, request.user, today()),
        "remark_form": RemarkForm(),
        "dispute_form": DisputeForm(),
        "override_form": OverrideForm(),
        "team_form": TeamForm(initial=_team(request, survey)),
        "accept_form": AcceptForm(initial={"since": today(), "shown": queries.content_hash(survey, today())}),
        "problem": str(problem) if problem else "",
        **more,
    }
    return render(request, "demarcation/survey.html", context, status=409 if problem else 200)


def _team(request: OfficerRequest, survey: LineSurvey) -> dict[str, Any]:
    mine = rights.acting_for(request.user, survey, Role.BOUNDARY_OFFICER, today())
    team = Team.objects.filter(party__in=mine[:1]).first()
    return {name: getattr(team, name) for name in TeamForm.base_fields} if team else {}


@require_GET
def survey_page(request: OfficerRequest, pk: int) -> HttpResponse:
    return page(request, pk)


def taken(request: OfficerRequest, pk: int, step: Callable[[], Any], done: str = "") -> HttpResponse:
    """Take a step; a refusal shows the page again with its sentence."""
    seen_survey(request, pk)
    try:
        step()
    except Refused as refused:
        return page(request, pk, refused)
    if done:
        messages.success(request, done)
    return redirect("demarcation-survey", pk=pk)


@require_POST
def finish(request: OfficerRequest, pk: int, key: str) -> HttpResponse:
    note = request.POST.get("note", "")
    return taken(request, pk, lambda: stepping.finish_step(request.user, pk, key, note))


@require_POST
def send_back(request: OfficerRequest, pk: int) -> HttpResponse:
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")
    return taken(request, pk, lambda: stepping.send_back(request.user, pk, key, reason))


@require_POST
def add_papers(request: OfficerRequest, pk: int, key: str) -> HttpResponse:
    """Papers of one kind for a step, all or none; each is kept under its SHA-256."""

    def step() -> None:
        files = request.FILES.getlist("file")
        if not files:
            raise Refused(_("请选择要提交的文件。"))
        with transaction.atomic():
            for item in files:
                if item.size is None or item.size > MAX_PAPER:
                    raise Refused(f"{item.name} 超过 50 MB。")
                stepping.add_paper(request.user, pk, key, request.POST.get("kind", ""), str(item.name), item.read())

    return taken(request, pk, step)


@require_POST
def withdraw_paper(request: OfficerRequest, pk: int, paper: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return taken(request, pk, lambda: stepping.withdraw_paper(request.user, pk, paper, reason))


@require_GET
def paper_file(request: OfficerRequest, pk: int, paper: int) -> FileResponse:
    """The original of a paper, as an attachment."""
    found = get_object_or_404(queries.papers_of(seen_survey(request, pk)), pk=paper)
    return FileResponse(open_stored(found.file), as_attachment=True, filename=found.filename)


@require_POST
def write_team(request: OfficerRequest, pk: int) -> HttpResponse:
    form = TeamForm(request.POST)
    if not form.is_valid():
        return page(request, pk, Refused(_("作业队伍没有写全。")), team_form=form)
    return taken(request, pk, lambda: opening.write_team(request.user, pk, **form.cleaned_data))


@require_POST
def cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return taken(request, pk, lambda: opening.cancel_survey(request.user, pk, reason))


@require_POST
def remark(request: OfficerRequest, pk: int) -> HttpResponse:
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return page(request, pk, Refused(_("请写明意见，并在图上点出位置。")), remark_form=form)
    told = form.cleaned_data
    return taken(request, pk, lambda: talking.remark(request.user, pk, told["text"], (told["lon"], told["lat"])))


@require_POST
def answer(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    text = request.POST.get("text", "")
    return taken(request, pk, lambda: talking.answer(request.user, pk, number, text))


@require_POST
def settle(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    return taken(request, pk, lambda: talking.settle(request.user, pk, number))


@require_POST
def override(request: OfficerRequest, pk: int) -> HttpResponse:
    """破例 of a legal block, by the province's officer."""
    form = OverrideForm(request.POST)
    if not form.is_valid():
        return page(request, pk, Refused(_("破例须写明规则、理由和依据文号。")), override_form=form)
    return taken(request, pk, lambda: setting_aside.set_aside(request.user, pk, **form.cleaned_data))


@require_POST
def dispute(request: OfficerRequest, pk: int) -> HttpResponse:
    form = DisputeForm(request.POST)
    if not form.is_valid():
        return page(request, pk, Refused(_("争议段没有写全。")), dispute_form=form)
    return taken(request, pk, lambda: talking.dispute(request.user, pk, **form.cleaned_data))


@require_POST
def lift(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    why = request.POST.get("why", "")
    return taken(request, pk, lambda: talking.lift_dispute(request.user, pk, number, why))


@require_POST
def sign(request: OfficerRequest, pk: int) -> HttpResponse:
    capacity, shown = request.POST.get("capacity", ""), request.POST.get("shown", "")
    done = _("已签字。")
    return taken(request, pk, lambda: agreeing.sign(request.user, pk, capacity, shown), done)


@require_POST
def accept(request: OfficerRequest, pk: int) -> HttpResponse:
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return page(request, pk, Refused(_("验收的依据没有写全。")), accept_form=form)
    told = form.cleaned_data

    def step() -> None:
        agreeing.accept(request.user, pk, form.papers(), told["shown"], told["since"])

    try:
        seen_survey(request, pk)
        step()
    except Refused as refused:
        return page(request, pk, refused, accept_form=form)
    messages.success(request, _("已验收：界线、界桩和界线事实已写入登记。"))
    return redirect("demarcation-survey", pk=pk)
