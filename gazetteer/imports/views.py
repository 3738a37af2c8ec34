"""The pages of name registers that come in: translation only."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from boundaries.divisions.queries import last_names_of
from gazetteer.imports import actions, choices, export, later, mapdata, mappings, pages, queries, refusals
from gazetteer.imports.fields import FIELDS
from gazetteer.imports.judging import reading_limits
from gazetteer.imports.models import RegisterImport
from gazetteer.imports.receiving import home_of
from gazetteer.imports.refusals import Refused
from office.arrivals.queries import unfinished_of
from office.intake import receipts
from office.intake.models import State
from office.intake.readers.faults import megabytes
from office.intake.storage import open_stored
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.rulesets.findings import Finding
from office.rulesets.queries import titles_of
from office.spatial.systems import from_code
from office.tables import table_file

PAGE_SIZE, ROWS_SHOWN, EXPORT_LIMIT = 30, 50, 50_000


def _import_or_404(request: OfficerRequest, pk: uuid.UUID) -> RegisterImport:
    found = get_object_or_404(RegisterImport.objects.select_related("submission__sender", "submission__file"), pk=pk)
    refusal = refusals.seeing(request.user, found, today())
    if refusal:
        raise PermissionDenied(refusal)
    return found


@require_GET
def import_list(request: OfficerRequest) -> HttpResponse:
    """/gazetteer/imports/: the registers that this person sent or has in charge."""
    day = today()
    imports = queries.imports_for(request.user, day)
    counts, state = queries.counts_by_state(imports), request.GET.get("state", "")
    chosen = imports.filter(submission__state=state) if state in State.values else imports
    if request.GET.get("format") in ("csv", "xlsx"):
        return _exported(chosen, request.GET["format"])
    page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "counts": counts,
        "state": state,
        "total": sum(count for _state, count in counts),
        "states": {each.value: each.label for each in State},
        "names": last_names_of({found.home_id for found in page}, day),
        "refusal": refusals.sending(request.user, day),
        "unfinished": unfinished_of(request.user, actions.ROOM),
    }
    return render(request, "imports/list.html", context)


def _exported(imports: Any, form: str) -> HttpResponse:
    headings = (_("文件"), _("登记册"), _("上传人"), _("上传时间"), _("通过"), _("提醒"), _("拒收"), _("状态"))
    rows = (
        [
            found.submission.filename,
            found.register,
            str(found.submission.sender),
            found.submission.sent_at.strftime("%Y-%m-%d"),
            found.submission.rows_ok,
            found.submission.rows_warn,
            found.submission.rows_refused,
            State(found.submission.state).label,
        ]
        for found in imports[:EXPORT_LIMIT]
    )
    return table_file("name-registers", form, _("地名册导入"), headings, rows)


def upload(request: OfficerRequest) -> HttpResponse:
    """/gazetteer/imports/upload/: a register in, with its name and the division that it covers."""
    wants_json = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    error = ""
    if request.method == "POST":
        try:
            url = _received(request)
        except Refused as refused:
            error = str(refused)
        else:
            return JsonResponse({"url": url}) if wants_json else redirect(url)
        if wants_json:
            return JsonResponse({"errors": [error]}, status=422)
    limit = reading_limits().max_bytes
    context = {
        "error": error,
        "register": request.POST.get("register", ""),
        "home": request.POST.get("home", ""),
        "homes": pages.homes_to_choose(request.user, today()),
        "refusal": refusals.sending(request.user, today()),
        "limit": megabytes(limit),
        "limit_bytes": limit,
    }
    return render(request, "imports/upload.html", context, status=422 if error else 200)


def _received(request: OfficerRequest) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("请选择地名册文件。"))
    home_id = home_of(request.POST.get("home", ""))
    register = request.POST.get("register", "")
    found, fresh = actions.receive(request.user, file.name or "", file, register=register, home_id=home_id)
    if not fresh:
        messages.info(request, _("同一文件已经上传过，没有重复收件；这是原来的记录。"))
    return reverse("imports:page", args=[found.pk])


@require_GET
def page(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """/gazetteer/imports/ID/: what was recognised, on a map; a verdict for each row; what to do next."""
    found = _import_or_404(request, pk)
    return render(request, "imports/page.html", _context(request, found))


def _context(request: OfficerRequest, found: RegisterImport) -> dict[str, Any]:
    submission, day, show = found.submission, today(), request.GET.get("show", "")
    rows = queries.rows_by_weight(found, show)
    newest = submission.receipts.first()
    undecided = choices.undecided_rows(found).count()
    busy = submission.state == State.UPLOADED or later.entering_now(found)
    return {
        "found": found,
        "submission": submission,
        "state": State(submission.state),
        "report": submission.report,
        "standard": titles_of(found.standard.split("、") if found.standard else ()),
        "place": last_names_of([found.home_id], day).get(found.home_id, ""),
        "steps": pages.steps(submission, undecided),
        "crs_choices": pages.crs_choices(submission),
        "columns": pages.columns(submission),
        "mappings": mappings.offered(submission.report.get("columns", []), submission.report.get("mapping", {})),
        "encodings": pages.ENCODINGS,
        "kinds": pages.kinds(submission),
        "refusals": pages.buttons(request.user, found, day),
        "undecided": undecided,
        "matched": submission.report.get("matched", 0),
        "job": later.job_of(found) if busy else None,
        "is_sender": submission.sender_id == request.user.pk,
        "findings": [Finding.from_json(item) for item in submission.report.get("findings", [])],
        "page": Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page")),
        "show": show,
        "map": mapdata.of_rows(found, rows.filter(geom__isnull=False)[: mapdata.SHOWN], day),
        "receipt": newest,
        "receipt_facts": receipts.facts(newest) if newest else [],
        "entered": newest.content.get("entered") if newest else None,
    }


def _done(request: OfficerRequest, pk: uuid.UUID, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("imports:page", pk)


@require_POST
def declare(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """The sender confirms or changes what was recognised."""
    found = _import_or_404(request, pk)
    code = (request.POST.get("other_crs") or request.POST.get("crs") or "").strip()
    encoding = request.POST.get("encoding", "")
    told = {field: request.POST[f"column_{field}"] for field in FIELDS if f"column_{field}" in request.POST}
    try:
        system = from_code(code) if code else None
        if code and system is None:
            raise Refused(_("不认识的坐标系，应写作 EPSG:编号。"))
        actions.declare(
            request.user,
            pk,
            crs=system.code if system else None,
            encoding=encoding if encoding in pages.ENCODINGS else None,
            mapping={**found.submission.declared.get("mapping", {}), **told},
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("imports:page", pk)
    return _done(request, pk, _("已按确认的识别结果重新检查。"))


@require_POST
def mapping(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep the columns of this file for its source, or take a mapping that is offered."""
    found = _import_or_404(request, pk)
    said = found.submission.declared
    try:
        if request.POST.get("step") == "save":
            kept = mappings.save(request.user, found, request.POST.get("source", ""))
            return _done(request, pk, _("已存为“%s”的列对应，下次遇到同样的表头会提出来。") % kept.source)
        chosen = mappings.mapping_called(found, request.POST.get("mapping", ""))
        told = {**dict.fromkeys(FIELDS, ""), **chosen}
        actions.declare(request.user, pk, crs=said.get("crs"), encoding=said.get("encoding"), mapping=told)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("imports:page", pk)
    return _done(request, pk, _("已按存下的列对应重新检查。"))


@require_POST
def choose(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """What becomes of a row that the register seems to have; without a row, of all that are open."""
    _import_or_404(request, pk)
    row = request.POST.get("row", "")
    try:
        number = int(row) if row.isdecimal() and len(row) < 9 else None
        count = choices.choose(request.user, pk, request.POST.get("choice", ""), number)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已选定 %d 行。") % count)
    return redirect(f"{reverse('imports:page', args=[pk])}?show=matched")


@require_POST
def decide(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter the good rows, or take the whole import out."""
    _import_or_404(request, pk)
    try:
        if request.POST.get("step") == "enter":
            receipt = actions.begin_entering(request.user, pk)
            words = _("已入库，回执 %s。") % receipt.number if receipt else _("行数较多，由后台入库；可以关掉此页。")
            return _done(request, pk, words)
        if request.POST.get("step") == "undo":
            features, names = actions.undo(request.user, pk, request.POST.get("reason", ""))
            told = {"features": features, "names": names}
            return _done(request, pk, _("整件已撤销：%(features)d 处、%(names)d 个名称移出地名库，记录保留。") % told)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("imports:page", pk)


@require_GET
def rows_xlsx(request: OfficerRequest, pk: uuid.UUID) -> HttpResponse:
    """The verdicts as a workbook."""
    found = _import_or_404(request, pk)
    rows = queries.rows_by_weight(found, request.GET.get("show", ""))[:EXPORT_LIMIT]
    return table_file("register-verdicts", "xlsx", _("逐行结果"), export.HEADINGS, export.cells(rows), export.WIDTHS)


@require_GET
def original(request: OfficerRequest, pk: uuid.UUID) -> FileResponse:
    """The original file, byte for byte."""
    found = _import_or_404(request, pk)
    stream = open_stored(found.submission.file)
    name = f"{found.submission.file_id[:16]}.bin"
    return FileResponse(stream, as_attachment=True, filename=name, content_type="application/octet-stream")
