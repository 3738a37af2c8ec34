"""The page of an item and what can be done with it: translation only."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from boundaries.archive import actions, extracts, lines, pages, queries, subjects, using
from boundaries.archive.correcting import differences
from boundaries.archive.forms import ExtractForm, LoanForm, SubjectForm
from boundaries.archive.models import Extract, Item, ItemVersion
from boundaries.archive.refusals import Refused
from boundaries.archive.views import readers_only
from office.intake.storage import DamagedFile, open_stored
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.rulesets.findings import Finding
from office.whole import whole

USES_SHOWN = 20


def item_or_404(request: OfficerRequest, pk: int) -> Item:
    """An item that this person may read, else 404."""
    seen = queries.items_seen_by(request.user, today()).select_related("file__series__fonds", "filed_by")
    return get_object_or_404(seen, pk=pk)


@require_GET
@readers_only
def item_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/archive/items/ID/: description, versions, subjects, checks, use; the viewing is recorded."""
    item = item_or_404(request, pk)
    using.view(request.user, item)
    return render(request, "archive/item.html", _context(request, item))


def _context(request: OfficerRequest, item: Item) -> dict[str, Any]:
    day = today()
    report = item.reports.select_related("by").first()
    links = [(link, subjects.get(link.subject_type, link.subject_id)) for link in item.subjects.all()]
    kinds = {kind.key: kind for kind in subjects.kinds()}
    return {
        "item": item,
        "versions": item.versions.select_related("file", "added_by").order_by("-number"),
        "links": [(link, now, *_kind(kinds.get(link.subject_type), link.subject_type)) for link, now in links],
        "corrections": [(made, differences(made)) for made in item.corrections.select_related("item__file")],
        "report": report,
        "findings": [Finding.from_json(shape) for shape in report.findings] if report else [],
        "aspects": pages.aspects_of(report),
        "older_reports": item.reports.count() - 1,
        "uses": item.uses.select_related("by", "version")[:USES_SHOWN],
        "use_count": item.uses.count(),
        "loan": queries.loan_of(item),
        "extracts": Extract.objects.filter(version__item=item).select_related("issued_by"),
        "refusals": pages.buttons(request.user, item, day),
        "waiting": queries.deposits_of(request.user),
        "loan_form": LoanForm(),
        "extract_form": ExtractForm(),
        "subject_form": SubjectForm(),
        "lines": lines.choices(request.user, day),
        "day": day,
        "shows_sample": any(link.is_sample for link, _now in links),
    }


def _kind(kind: subjects.SubjectKind | None, key: str) -> tuple[str, bool]:
    """What a kind of subject is called, and whether it asks for a dossier."""
    return (kind.label, bool(kind.dossier)) if kind else (key, False)


@require_POST
@readers_only
def step(request: OfficerRequest, pk: int) -> HttpResponse:
    """Add a version, link, unlink, check again, lend, take back or certify, by the name of the button."""
    item = item_or_404(request, pk)
    try:
        messages.success(request, _STEPS.get(request.POST.get("step", ""), _unknown)(request, item))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("archive-item", pk)


def _unknown(request: OfficerRequest, item: Item) -> str:
    raise Refused(_("不认识的操作。"))


def _said(form: Any) -> dict[str, Any]:
    """The values of a form. Raises Refused with its first fault."""
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        raise Refused(f"{label}：{faults[0]}")
    return form.cleaned_data


def _version(request: OfficerRequest, item: Item) -> str:
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("请选择新版本的文件。"))
    waiting = actions.deposit(request.user, file.name or "file", file)
    made = actions.add_version(request.user, item.pk, waiting.pk, waiting.file_id or "", request.POST.get("note", ""))
    return _("已归入第 %(n)d 版，旧版本仍在。") % {"n": made.number}


def _link(request: OfficerRequest, item: Item) -> str:
    said = _said(SubjectForm(request.POST))
    if said["found"] is None:
        raise Refused(_("请填写关联对象的编号。"))
    made = actions.link(request.user, item.pk, said["found"], said["subject_pages"])
    return _("已关联 %(label)s。") % {"label": made.label}


def _unlink(request: OfficerRequest, item: Item) -> str:
    actions.unlink(request.user, item.pk, whole(request.POST.get("link")) or 0)
    return _("已取消关联，记录保留在日志中。")


def _review(request: OfficerRequest, item: Item) -> str:
    actions.review(request.user, item.pk)
    return _("已复查，报告附在本件上。")


def _lend(request: OfficerRequest, item: Item) -> str:
    said = _said(LoanForm(request.POST))
    using.lend(request.user, item.pk, said["reader"], said["purpose"], said["due"])
    return _("已登记借出，应于 %(due)s 归还。") % {"due": said["due"]}


def _take_back(request: OfficerRequest, item: Item) -> str:
    using.take_back(request.user, item.pk)
    return _("已登记归还。")


def _extract(request: OfficerRequest, item: Item) -> str:
    said = _said(ExtractForm(request.POST))
    host = f"{request.scheme}://{request.get_host()}"
    made = extracts.issue(request.user, item.pk, Extract.Kind(said.pop("kind")), host=host, **said)
    return _("已出具 %(number)s，校验码 %(code)s。") % {"number": made.number, "code": made.check_code}


_STEPS = {
    "version": _version,
    "link": _link,
    "unlink": _unlink,
    "review": _review,
    "lend": _lend,
    "take_back": _take_back,
    "extract": _extract,
}


@require_POST
@readers_only
def download(request: OfficerRequest, pk: int, number: int) -> HttpResponseBase:
    """One version, byte for byte, after the purpose was written down."""
    item = item_or_404(request, pk)
    version = get_object_or_404(ItemVersion.objects.select_related("item", "file"), item=item, number=number)
    try:
        stream = using.download(request.user, version, request.POST.get("purpose", ""))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("archive-item", pk)
    return FileResponse(stream, as_attachment=True, filename=version.filename)


@require_GET
@readers_only
def extract_pdf(request: OfficerRequest, number: str) -> FileResponse:
    """The PDF of an extract, for those who may read its item."""
    extract = get_object_or_404(Extract.objects.select_related("version", "pdf"), number=number)
    item_or_404(request, extract.version.item_id)
    try:
        stream = open_stored(extract.pdf)
    except DamagedFile as damaged:
        raise Http404(str(damaged)) from damaged
    return FileResponse(stream, as_attachment=True, filename=f"{extract.number}.pdf")
