"""Pages of batches: the list, a new one from a table, one batch with its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from boundaries.divisions.queries import ids_below
from boundaries.jurisdiction.queries import appointments_on, divisions_of
from gazetteer.applications import batch_actions as actions
from gazetteer.applications import batch_pages, batch_rows
from gazetteer.applications.batch_forms import BatchForm, BatchStepForm
from gazetteer.applications.deeds import Deed
from gazetteer.applications.models import AttachmentKind, Batch
from gazetteer.applications.outlines import county_outlines
from gazetteer.applications.places import place_label, place_labels
from gazetteer.applications.queries import may_see_refusal
from gazetteer.applications.refusals import Refused
from gazetteer.applications.views import status_of
from office.intake.readers import read
from office.people.calendar import today
from office.people.models import User
from office.people.requests import OfficerRequest
from office.people.roles import Role
from office.tables import table_file

PER_PAGE = 50


@require_GET
def batch_list(request: OfficerRequest) -> HttpResponse:
    """The batches of the divisions in which the reader holds an office."""
    day = today()
    tops = set(appointments_on(request.user, day).values_list("division_id", flat=True))
    found = Batch.objects.filter(home_id__in=ids_below(tops, day)).select_related("entered_by")
    counted = found.annotate(names=Count("cases"), due=Min("cases__due_on")).order_by("-id")
    page = Paginator(counted, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "places": place_labels([batch.home_id for batch in page], day),
        "may_enter": bool(divisions_of(request.user, Role.NAME_OFFICIAL, day)),
        "day": day,
    }
    return render(request, "applications/batch_list.html", context)


@require_http_methods(["GET", "POST"])
def new_batch(request: OfficerRequest) -> HttpResponse:
    """Enter a batch from a table; what is wrong with the table is shown row by row and nothing is kept."""
    day = today()
    if request.method == "GET":
        tops = divisions_of(request.user, Role.NAME_OFFICIAL, day)
        initial: dict[str, Any] = {"kind": "street", "applicant_type": "state_organ"}
        initial |= {"place": place_label(tops[0], day), "place_id": tops[0]} if len(tops) == 1 else {}
        return _form_page(request, BatchForm(initial=initial, day=day))
    form = BatchForm(request.POST, request.FILES, day=day)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    rows, findings = batch_rows.rows_of(read(*form.content()))
    try:
        batch = actions.enter_batch(
            request.user, form.common(), rows, [item for item in findings if item.blocks], day=day
        )
    except Refused as refused:
        return _form_page(request, form, refused, status_of(refused))
    messages.success(request, _("已录入 %(title)s。") % {"title": batch.title})
    return redirect("applications:batch", pk=batch.pk)


def _form_page(
    request: OfficerRequest, form: BatchForm, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "refused": refused, "headings": batch_rows.TEMPLATE, "largest": batch_rows.LARGEST}
    return render(request, "applications/batch_form.html", context, status=status)


@require_GET
def template(request: OfficerRequest) -> HttpResponse:
    """An empty table with the headings that a batch reads."""
    return table_file("成批命名表", "xlsx", "成批命名表", batch_rows.TEMPLATE, [])


def _visible(request: OfficerRequest, pk: int) -> Batch:
    batch = get_object_or_404(Batch.objects.select_related("entered_by"), pk=pk)
    if sentence := may_see_refusal(request.user, batch.home_id, today()):
        raise PermissionDenied(sentence)
    return batch


@require_GET
def batch_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """One batch: its names with their verdicts, and what can be done."""
    return _page(request, _visible(request, pk))


def _page(request: OfficerRequest, batch: Batch, refused: Refused | None = None) -> HttpResponse:
    day = today()
    context = batch_pages.context_of(batch, request.user, day)
    context |= {
        "refused": refused,
        "typed": request.POST if refused else {},
        "outlines": county_outlines(day),
        "paper_kinds": AttachmentKind.choices,
    }
    return render(request, "applications/batch.html", context, status=status_of(refused) if refused else 200)


Run = Callable[[User, int, BatchStepForm], int]


def _submit(user: User, pk: int, form: BatchStepForm) -> int:
    return actions.submit(user, pk, form.cleaned_data["version"], day=today())


def _accept(user: User, pk: int, form: BatchStepForm) -> int:
    return actions.accept(user, pk, form.cleaned_data["version"], day=today())


def _return(user: User, pk: int, form: BatchStepForm) -> int:
    return actions.return_(user, pk, form.cleaned_data["version"], form.cleaned_data["reason"], day=today())


def _approve(user: User, pk: int, form: BatchStepForm) -> int:
    sent = form.cleaned_data
    deed = Deed(sent["document_number"], sent["on"], sent["authority"])
    return actions.approve(user, pk, sent["version"], deed, form.names(), sent["count"], day=today())


def _announce(user: User, pk: int, form: BatchStepForm) -> int:
    return actions.announce(user, pk, form.cleaned_data["version"], form.cleaned_data["on"], day=today())


def _deliver(user: User, pk: int, form: BatchStepForm) -> int:
    sent = form.cleaned_data
    return actions.deliver(user, pk, sent["version"], sent["on"], sent["how"], day=today())


def _file(user: User, pk: int, form: BatchStepForm) -> int:
    sent = form.cleaned_data
    return actions.file_names(user, pk, sent["version"], sent["on"], sent["to"], sent["number"], day=today())


def _report(user: User, pk: int, form: BatchStepForm) -> int:
    sent = form.cleaned_data
    return actions.write_report(user, pk, sent["version"], sent["report"], form.sections(), sent["on"], day=today())


def _justify(user: User, pk: int, form: BatchStepForm) -> int:
    sent = form.cleaned_data
    return actions.justify(user, pk, sent["version"], sent["rule"], sent["reason"], day=today())


def _take_out(user: User, pk: int, form: BatchStepForm) -> int:
    sent = form.cleaned_data
    actions.take_out(user, pk, sent["version"], sent["case"] or 0, day=today())
    return 1


STEPS: dict[str, tuple[Run, str]] = {
    "submit": (_submit, "已报送"),
    "accept": (_accept, "已受理"),
    "return": (_return, "已退回"),
    "approve": (_approve, "已登记批准"),
    "announce": (_announce, "已公告"),
    "deliver": (_deliver, "已登记送达"),
    "file": (_file, "已登记备案"),
    "report": (_report, "已保存报告"),
    "justify": (_justify, "已记下理由"),
    "take-out": (_take_out, "已移出"),
}


@require_POST
def step(request: OfficerRequest, pk: int, name: str) -> HttpResponse:
    """One step for all names of a batch; a refusal shows the batch again with its reason and what was typed."""
    batch = _visible(request, pk)
    run, done = STEPS[name]
    form = BatchStepForm(request.POST)
    if not form.is_valid():
        wrong = "；".join(f"{form.fields[key].label or key}：{errors[0]}" for key, errors in form.errors.items())
        return _page(request, batch, Refused(wrong))
    try:
        count = run(request.user, pk, form)
    except Refused as refused:
        return _page(request, _visible(request, pk), refused)
    told = ngettext("%(count)s 个名称%(done)s。", "%(count)s 个名称%(done)s。", count)
    messages.success(request, told % {"count": count, "done": _(done)})
    return redirect("applications:batch", pk=pk)


@require_POST
def add_papers(request: OfficerRequest, pk: int) -> HttpResponse:
    """Add papers to every name of a batch."""
    batch = _visible(request, pk)
    try:
        for file in request.FILES.getlist("file"):
            actions.attach(
                request.user, pk, request.POST.get("kind", ""), file.name or _("未命名"), file.read(), day=today()
            )
    except Refused as refused:
        return _page(request, batch, refused)
    return redirect("applications:batch", pk=pk)
