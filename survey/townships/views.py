"""The pages of the survey road: translation only."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from boundaries.lines.models import LineVersion
from office.arrivals.queries import unfinished_of
from office.intake import receipts
from office.intake.models import State
from office.intake.readers.faults import megabytes
from office.intake.storage import open_stored
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.rulesets.findings import Finding
from office.tables import XLSX_TYPE
from survey.checks.queries import reading_limits
from survey.townships import actions, later, mapdata, mappings, pages, queries, refusals, together
from survey.townships.export import workbook
from survey.townships.forms import DeclareForm, UploadForm
from survey.townships.judging import judge_bytes
from survey.townships.models import ColumnMapping, SurveyUpload
from survey.townships.refusals import Refused

PAGE_SIZE, ROWS_SHOWN, PASSED_SHOWN = 30, 50, 8


def _upload_or_404(request: OfficerRequest, pk: uuid.UUID) -> SurveyUpload:
    uploads = SurveyUpload.objects.select_related("submission__sender", "submission__file", "line")
    found = get_object_or_404(uploads.prefetch_related("counties"), pk=pk)
    refusal = refusals.seeing(request.user, found, today())
    if refusal:
        raise PermissionDenied(refusal)
    return found


def _listed(request: OfficerRequest, uploads: QuerySet[SurveyUpload], template: str, **further: Any) -> HttpResponse:
    state = request.GET.get("state", "")
    counts = queries.counts_by_state(uploads)
    chosen = uploads.filter(submission__state=state) if state in State.values else uploads
    page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    names = queries.county_names(page.object_list, today())
    entries = [
        {
            "upload": upload,
            "submission": upload.submission,
            "state": State(upload.submission.state),
            "place": pages.place_of(upload, names),
            "receipt": next(iter(upload.submission.receipts.all()), None),
        }
        for upload in page
    ]
    context = {"page": page, "entries": entries, "counts": counts, "state": state, "total": sum(n for _s, n in counts)}
    return render(request, template, {**context, **further})


@require_GET
def my_uploads(request: OfficerRequest) -> HttpResponse:
    """/survey/: what this person sent, and what is still on its way."""
    told = {
        "refusal": refusals.sending(request.user, today()),
        "unfinished": unfinished_of(request.user, actions.ROOM),
    }
    return _listed(request, queries.uploads_of(request.user), "townships/list.html", room="mine", **told)


@require_GET
def inbox(request: OfficerRequest) -> HttpResponse:
    """/survey/inbox/: what waits for this officer."""
    return _listed(request, queries.uploads_for(request.user, today()), "townships/inbox.html", room="inbox")


def upload(request: OfficerRequest) -> HttpResponse:
    """/survey/upload/: files in, one or several; answers JSON to the script that shows the progress."""
    form = UploadForm(request.POST or None, request.FILES or None)
    wants_json = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    if request.method == "POST" and form.is_valid():
        try:
            taken = _taken(request, form)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            url = _told(request, taken)
            return JsonResponse({"url": url}) if wants_json else redirect(url)
    if wants_json and request.method == "POST":
        errors = [str(error) for field in form.errors.values() for error in field]
        return JsonResponse({"errors": errors}, status=422)
    context = {
        "form": form,
        "refusal": refusals.sending(request.user, today()),
        "limit": megabytes(reading_limits().max_bytes),
        "limit_bytes": reading_limits().max_bytes,
        "lines": queries.lines_to_choose(request.user, today())[:400],
        "line": request.POST.get("line", request.GET.get("line", "")),
    }
    return render(request, "townships/upload.html", context, status=422 if form.errors else 200)


def _taken(request: OfficerRequest, form: UploadForm) -> list[tuple[SurveyUpload, bool]]:
    files = form.cleaned_data["file"]
    limit = reading_limits().max_bytes
    size = max(file.size for file in files)
    if size > limit:
        raise Refused(_("文件 %(size)s，超过上限 %(limit)s。") % {"size": megabytes(size), "limit": megabytes(limit)})
    return together.receive_files(request.user, [(file.name, file) for file in files], line=form.cleaned_data["line"])


def _told(request: OfficerRequest, taken: list[tuple[SurveyUpload, bool]]) -> str:
    """Say what was taken in; the address to go to: the upload, or the list where there are several."""
    if len(taken) > 1:
        new = sum(fresh for _found, fresh in taken)
        messages.success(
            request, _("收到 %(n)d 份成果，新收 %(new)d 份，各有回执；已收过的不重复。") % {"n": len(taken), "new": new}
        )
        return reverse("survey-list")
    found, fresh = taken[0]
    if not fresh:
        messages.info(request, _("同一文件已经上传过，没有重复收件；这是原来的记录。"))
    return reverse("survey-upload-page", args=[found.pk])


@require_GET
def upload_page(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """/survey/ID/: what was recognised, on a map; a verdict for each row; receipt; what to do next."""
    found = _upload_or_404(request, pk)
    return render(request, "townships/upload_page.html", _page_context(request, found, DeclareForm()))


def _page_context(request: OfficerRequest, found: SurveyUpload, form: DeclareForm) -> dict[str, Any]:
    submission, day, line = found.submission, today(), _line_of(found)
    verdict = request.GET.get("verdict", "")
    page, folded = _rows_page(request, found, verdict)
    findings = [Finding.from_json(item) for item in submission.report.get("findings", [])]
    first_block = next((item for item in findings if item.blocks), None)
    names = queries.county_names([found], day)
    newest = submission.receipts.first()
    shown = submission.staged_rows.exclude(geom=None, values__hint=None).order_by("row")[: mapdata.SHOWN_POINTS]
    return {
        "found": found,
        "submission": submission,
        "state": State(submission.state),
        "report": submission.report,
        "steps": pages.steps(submission),
        "choices": pages.choices(submission),
        "encodings": pages.ENCODINGS,
        "columns": pages.mapping_choices(submission),
        "mappings": pages.saved_mappings(request.user, submission),
        "refusals": pages.buttons(request.user, found, day),
        "job": later.job_of(found) if submission.state == State.UPLOADED else None,
        "is_sender": submission.sender_id == request.user.pk,
        "place": pages.place_of(found, names),
        "findings": findings,
        "first_block": first_block,
        "page": page,
        "folded": folded,
        "verdict": verdict,
        "map": mapdata.of_rows(shown, line, day),
        "receipt": newest,
        "receipt_facts": receipts.facts(newest) if newest else [],
        "form": form,
        "lines": queries.lines_to_choose(request.user, day)[:400],
        "shows_sample": bool(line and line.is_sample),
    }


def _line_of(found: SurveyUpload) -> LineVersion | None:
    return found.line.now if found.line else None


def _rows_page(request: OfficerRequest, found: SurveyUpload, verdict: str) -> tuple[Page, int]:
    """(rows of this page, how many are folded away): problems always, then a few of those that passed."""
    submission, rows = found.submission, queries.rows_by_weight(found, verdict)
    whole = Paginator(rows, ROWS_SHOWN)
    if "all" in request.GET or "page" in request.GET or submission.rows_refused + submission.rows_warn >= ROWS_SHOWN:
        return whole.get_page(request.GET.get("page")), 0
    problems = 0 if verdict == "ok" else submission.rows_refused + submission.rows_warn
    short = Paginator(rows, problems + PASSED_SHOWN).get_page(1)
    return short, max(whole.count - len(short), 0)


@require_GET
def preview(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """/survey/ID/preview/?crs=: where the rows would lie; nothing is stored."""
    found = _upload_or_404(request, pk)
    submission = found.submission
    declared = {**submission.declared, "crs": request.GET.get("crs", "")}
    with open_stored(submission.file) as stream:
        judged = judge_bytes(stream.read(), submission.filename, declared, today(), line=_line_of(found))
    shown = mapdata.of_trial(judged, _line_of(found), today())
    note = pages.trial_note(declared["crs"], len(shown["points"]))
    told = format_html('<p class="small ink-2" id="trial-note" hx-swap-oob="true" aria-live="polite">{}</p>', note)
    return HttpResponse(json_script(shown, "survey-map") + told)


def _done(request: OfficerRequest, pk: uuid.UUID, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("survey-upload-page", pk)


@require_POST
def declare(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """The sender confirms or changes what was recognised."""
    found = _upload_or_404(request, pk)
    form = DeclareForm(request.POST)
    if not form.is_valid():
        return render(request, "townships/upload_page.html", _page_context(request, found, form), status=422)
    said = form.cleaned_data
    mapping = {**found.submission.declared.get("mapping", {}), **form.mapping()}
    try:
        actions.declare(
            request.user, pk, crs=said["crs"], encoding=said["encoding"], mapping=mapping, line=said["line"]
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("survey-upload-page", pk)
    return _done(request, pk, _("已按确认的识别结果重新检查。"))


@require_POST
def mapping(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """Save the columns of this file for its source, take a saved mapping, or remove one."""
    found = _upload_or_404(request, pk)
    step = request.POST.get("step", "")
    chosen = int(number) if (number := request.POST.get("mapping", "")).isdecimal() else 0
    try:
        if step == "save":
            kept = mappings.save(request.user, found, request.POST.get("source", ""))
            return _done(request, pk, _("已存为“%s”的列对应，下次遇到同样的表头会提出来。") % kept.source)
        if step == "apply":
            mappings.apply(request.user, found, chosen)
            return _done(request, pk, _("已按存下的列对应重新检查。"))
        if step == "remove":
            mappings.remove(request.user, get_object_or_404(ColumnMapping, pk=chosen).pk)
            return _done(request, pk, _("列对应已删除。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("survey-upload-page", pk)


@require_POST
def decide(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """Submit, accept, return or undo, by the name of the button."""
    _upload_or_404(request, pk)
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")
    try:
        if step == "submit":
            return _done(request, pk, _("已提交，回执 %s。") % actions.submit(request.user, pk).number)
        if step == "accept":
            return _done(request, pk, _("已接收，回执 %s；成果已上图。") % actions.accept(request.user, pk).number)
        if step == "return":
            actions.send_back(request.user, pk, reason)
            return _done(request, pk, _("已退回报送人。"))
        if step == "undo":
            actions.undo(request.user, pk, reason)
            return _done(request, pk, _("整件已撤销，原件和记录保留。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("survey-upload-page", pk)


@require_GET
def rows_xlsx(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """The verdicts as a workbook."""
    found = _upload_or_404(request, pk)
    blocks = [item for item in found.submission.report.get("findings", []) if item["severity"] == "block"]
    advice = blocks[0]["fix"] if blocks else _("改正后重新上传")
    data = workbook(queries.rows_by_weight(found, request.GET.get("verdict", "")), advice)
    response = HttpResponse(data, content_type=XLSX_TYPE)
    response["Content-Disposition"] = 'attachment; filename="survey-verdicts.xlsx"'
    return response


@require_GET
def original(request: OfficerRequest, pk: uuid.UUID) -> FileResponse:
    """The original file, byte for byte."""
    found = _upload_or_404(request, pk)
    name = f"{found.submission.file_id[:16]}.bin"
    stream = open_stored(found.submission.file)
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/octet-stream")


@require_GET
def observations_map(request: OfficerRequest) -> HttpResponse:
    """/survey/map/: every accepted observation this person may see, at once after it was accepted."""
    day = today()
    seen = queries.observations_seen_by(request.user, day)
    ordered = seen.select_related("submission__sender", "accepted_by").order_by("-accepted_at", "submission", "row")
    latest = list(ordered[: mapdata.SHOWN_POINTS])
    page = Paginator(latest, ROWS_SHOWN).get_page(request.GET.get("page"))
    context = {"map": mapdata.of_observations(latest, day), "page": page, "total": seen.count(), "room": "map"}
    return render(request, "townships/map.html", context)
