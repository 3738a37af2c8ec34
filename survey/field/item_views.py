"""The records on the server (野外记录): list, one record, a conflict with both contents; translation only."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from office.intake.storage import open_stored
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.rulesets.findings import Finding
from office.whole import whole
from survey.field import actions, comparing, queries, refusals, words
from survey.field.export import workbook
from survey.field.models import FieldItem, FieldPhoto, ItemState
from survey.field.payload import Malformed
from survey.field.refusals import Refused
from survey.townships import actions as uploads

PAGE_SIZE, MOST_AT_ONCE = 30, 200


@require_GET
def records(request: OfficerRequest) -> HttpResponse:
    """/survey/field/records/: what came from the field, conflicts first to be seen by the filter."""
    found = queries.items_seen_by(request.user, today())
    counts, state = queries.counts_by_state(found), request.GET.get("state", "")
    chosen = found.filter(state=state) if state in ItemState.values else found
    if request.GET.get("as") == "xlsx":
        return workbook(chosen)
    page = Paginator(chosen.order_by("-received_at", "-id"), PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = queries.waiting_for(request.user, today()).count()
    context = {"page": page, "counts": counts, "state": state, "total": sum(count for _state, count in counts)}
    context["waiting"] = waiting
    return render(request, "field/records.html", context)


@require_POST
def accept_waiting(request: OfficerRequest) -> HttpResponse:
    """Take the positions of the waiting records over as observations, each by the action of every upload."""
    taken, why = 0, ""
    for found in queries.waiting_for(request.user, today())[:MOST_AT_ONCE]:
        try:
            uploads.accept(request.user, found.submission_id)
            taken += 1
        except Refused as refused:
            why = str(refused)
    if why:
        messages.warning(request, why)
    messages.success(request, _("已接收 %d 条位置为观测成果。") % taken)
    return redirect("field-records")


def _item_or_404(request: OfficerRequest, key: uuid.UUID) -> FieldItem:
    found = FieldItem.objects.filter(uuid=key).select_related("sender", "line", "survey", "submission", "settled_by")
    item = found.prefetch_related("photos", "line__versions", "submission__receipts").order_by("-revision").first()
    if item is None:
        raise Http404
    if why := refusals.seeing(request.user, item, today()):
        raise PermissionDenied(why)
    return item


@require_GET
def item(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """/survey/field/items/ID/: one record; in a conflict beside what stands now."""
    return _shown(request, _item_or_404(request, key))


def _shown(request: OfficerRequest, found: FieldItem, status: int = 200) -> HttpResponse:
    now = words.current(found.survey, found.line_id, found.number)
    mine, theirs = found.payload["sheet"], dict(now.sheet) if now else {}
    conflict = found.state == ItemState.CONFLICT
    context = {
        "item": found,
        "line": found.line.on(today()),
        "now": now,
        "conflict": conflict,
        "findings": [Finding.from_json(one) for one in found.findings],
        "sides": comparing.sides(mine, theirs, words.differing(mine, theirs)),
        "refusal": refusals.settling(request.user, found, today()) if conflict else None,
        "position": found.payload.get("position"),
        "receipts": found.submission.receipts.all(),
        "shows_sample": found.line.is_sample,
    }
    return render(request, "field/item.html", context, status=status)


@require_POST
def settle(request: OfficerRequest, key: uuid.UUID) -> HttpResponse:
    """Decide a conflict: of each field that differs mine, theirs, or both written together."""
    found = _item_or_404(request, key)
    now = words.current(found.survey, found.line_id, found.number)
    mine, theirs = found.payload["sheet"], dict(now.sheet) if now else {}
    sheet = comparing.chosen(mine, theirs, words.differing(mine, theirs), request.POST.dict())
    if sheet is None:
        messages.error(request, _("每个不同的栏目都要选定一份，或写出合并的文字。"))
        return _shown(request, found, 422)
    shown = request.POST.get("version", "")
    try:
        actions.settle(request.user, found.pk, whole(shown, 10**9) or 0, sheet)
    except (Refused, Malformed) as refused:
        messages.error(request, str(refused))
        return _shown(request, _item_or_404(request, key), 422)
    messages.success(request, _("已选定，双方都看得到；原来的两份都留着。"))
    return redirect("field-item", key)


@require_GET
def photo_file(request: OfficerRequest, pk: int) -> FileResponse:
    """A picture of a record; `?original=1` the original where it has come."""
    photo = get_object_or_404(FieldPhoto.objects.select_related("item", "file", "original"), pk=pk)
    _item_or_404(request, photo.item.uuid)
    file = photo.original if request.GET.get("original") and photo.original else photo.file
    return FileResponse(open_stored(file), content_type=photo.content_type, filename=photo.filename)
