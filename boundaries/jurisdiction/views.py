"""The officers' tasks: translation only."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from boundaries.jurisdiction import listing
from boundaries.jurisdiction.queries import appointments_on
from office.log.models import Event
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.tables import table_file
from office.tasks import rights
from office.tasks.actions import Refused, cancel_task, finish_task
from office.tasks.kinds import place_of
from office.tasks.models import State, Task
from office.tasks.queries import kinds_of, tasks_for

PAGE_SIZE, EXPORT_LIMIT = 50, 20_000
WIDTHS = (12, 10, 40, 16, 24, 30, 14, 16, 30, 10, 12, 12, 30, 24, 30, 10)


@require_GET
def task_list(request: OfficerRequest) -> HttpResponse:
    """/boundaries/tasks/: this person's tasks, overdue first; `?format=csv|xlsx` for the whole selection."""
    day, show, kind = today(), request.GET.get("show", ""), request.GET.get("kind", "")
    text = request.GET.get("q", "").strip()
    mine = tasks_for(request.user, day)
    found = listing.searched(mine, text, kind)
    chosen = listing.in_order(listing.shown(found, show, day))
    if request.GET.get("format") in ("csv", "xlsx"):
        return _export(chosen, request.GET["format"])
    page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": listing.rows_of(page.object_list, day),
        "counts": listing.counts_of(found, day),
        "show": show if show in (*State.values, "overdue", "all") else State.OPEN.value,
        "kind": kind,
        "kinds": kinds_of(mine),
        "q": text,
        "filtered": bool(text or kind),
        "holds_office": appointments_on(request.user, day).exists(),
        "shows_sample": any(task.is_sample for task in page.object_list),
    }
    return render(request, "jurisdiction/tasks.html", context)


def _export(tasks: QuerySet[Task], form: str) -> HttpResponse:
    day = today()
    cells = listing.cells_of(listing.rows_of(tasks[:EXPORT_LIMIT], day))
    return table_file(f"tasks-{day.isoformat()}", form, "待办", listing.HEADINGS, cells, WIDTHS)


@require_GET
def task_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/tasks/ID/: what is to be done and why, and how it was closed."""
    return _page(request, _mine_or_refused(request, pk))


def _mine_or_refused(request: OfficerRequest, pk: int) -> Task:
    task = get_object_or_404(Task, pk=pk)
    if refusal := rights.refusal(request.user, task, today()):
        raise PermissionDenied(refusal)
    return task


def _page(request: OfficerRequest, task: Task, *, status: int = 200, **said: str) -> HttpResponse:
    events = Event.objects.filter(object_type=task._meta.label_lower, object_id=str(task.pk))
    context = {
        "task": task,
        "row": listing.rows_of([task], today())[0],
        "state": State(task.state),
        "events": events.select_related("actor").order_by("-id"),
        "shows_sample": task.is_sample,
        "place": place_of(task) if task.state == State.OPEN else None,
        **said,
    }
    return render(request, "jurisdiction/task.html", context, status=status)


@require_POST
def finish(request: OfficerRequest, pk: int) -> HttpResponse:
    """The task was done: note and number of the paper."""
    task = _mine_or_refused(request, pk)
    note, document = request.POST.get("note", "")[:500], request.POST.get("document", "")[:100]
    try:
        finish_task(request.user, task, note=note, document=document)
    except Refused as refused:
        return _page(request, task, status=422, finish_error=str(refused))
    messages.success(request, _("已办结：%(title)s。") % {"title": task.title})
    return redirect("task-list")


@require_POST
def cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    """The task need not be done: with a reason."""
    task = _mine_or_refused(request, pk)
    try:
        cancel_task(request.user, task, reason=request.POST.get("reason", "")[:500])
    except Refused as refused:
        return _page(request, task, status=422, cancel_error=str(refused))
    messages.success(request, _("已取消：%(title)s。") % {"title": task.title})
    return redirect("task-list")
