"""Operations in and out of a draft by the ready-made forms, for whatever holds them (case, plan). Translation only."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.html import json_script
from django.views.decorators.http import require_GET

from boundaries.changes.case_actions import Refused, Stale
from boundaries.changes.case_pages import told
from boundaries.changes.drawing import ground_map
from boundaries.changes.forms import OperationForm
from boundaries.changes.gathering import day_before, ground_of
from boundaries.changes.operations import Operation
from boundaries.changes.picking import asked_day
from boundaries.changes.ready_made import READY_MADE
from boundaries.jurisdiction.queries import divisions_of
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.people.roles import Role


@dataclass(frozen=True)
class Holder:
    """What holds operations: where its page is, when it is to take effect, and the action that rewrites them.

    `content` is the hash of the operations; the action refuses where a form was made from another one.
    """

    title: str
    url: str
    effective: datetime.date | None
    operations: Sequence[Operation]
    content: str
    rewrite: Callable[[list[Operation], str], Any]
    button: str
    #: what the map shows while no division is written: the scope of a study, the superior of a case
    start: Sequence[int] = ()


def ready_made(key: str) -> tuple[Any, type[OperationForm]]:
    """Label and form of a key in the address, else 404."""
    if key not in READY_MADE:
        raise Http404("没有这样的变更表单。")
    return READY_MADE[key]


def choices() -> list[tuple[str, Any]]:
    """Key and label of every ready-made form, in their order."""
    return [(key, label) for key, (label, _form) in READY_MADE.items()]


def add_to(request: OfficerRequest, holder: Holder, form: str) -> HttpResponse:
    """One more operation: the form, and the holder's page once it holds it."""
    label, made = ready_made(form)
    body = made(request.POST or None, day=day_before(holder.effective), start=holder.start)
    context: dict[str, Any] = {"label": label, "body": body, "holder": holder}
    context["base"] = request.POST.get("base", "") if request.method == "POST" else holder.content
    status = 200
    if request.method == "POST" and body.is_valid():
        try:
            holder.rewrite([*holder.operations, *body.cleaned_data["operations"]], context["base"])
            return redirect(holder.url)
        except Stale as stale:
            now = told(stale.operations, ground_of(stale.operations, day_before(holder.effective)))
            context |= {"problem": str(stale), "base": stale.now, "now": now}
            status = 409
        except (Refused, ValueError) as refused:
            context["problem"] = str(refused)
    context["map"] = drawn_map(body, request.POST, holder.start)
    return render(request, "changes/form.html", context, status=status)


def drawn_map(body: OperationForm, asked: Mapping[str, str], start: Sequence[int]) -> dict[str, Any]:
    """The map beside a form, over `start` while no division is written: divisions are chosen on it, lines drawn."""
    return {**ground_map(*body.ground(asked), body.day, start), "draw": body.drawings()}


def own_area(request: OfficerRequest) -> list[int]:
    """Where the map of a new case starts: the divisions of the boundary officer."""
    return divisions_of(request.user, Role.BOUNDARY_OFFICER, today())


@require_GET
def ground(request: OfficerRequest) -> HttpResponse:
    """/boundaries/changes/ground/: the data of the map beside a form, for the divisions written so far."""
    day, start = asked_day(request.GET), request.GET.getlist("start")
    shown = ground_map(
        *OperationForm(day=day).ground(request.GET), day, [int(pk) for pk in start if pk.isascii() and pk.isdigit()]
    )
    return HttpResponse(json_script(shown, "ground"))


def drop_from(request: OfficerRequest, holder: Holder, place: int) -> HttpResponseRedirect:
    """Take one operation out of those that the page showed. Raises Refused, Stale where others stand there now."""
    left = [item for number, item in enumerate(holder.operations) if number != place]
    holder.rewrite(left, request.POST.get("base", ""))
    return HttpResponseRedirect(holder.url)
