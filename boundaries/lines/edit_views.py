"""Forms beside a line: its facts, claims, special areas, three-way points; translation only."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from boundaries.divisions.queries import names_of
from boundaries.lines import fact_actions
from boundaries.lines.asking import line_or_404
from boundaries.lines.facts import facts_hash, facts_of
from boundaries.lines.forms import ClaimForm, FactsForm, ShapedForm, SpecialForm, ThreeWayForm, date_field
from boundaries.lines.history import fields_of
from boundaries.lines.listing import map_of
from boundaries.lines.markers.queries import marker_of_number
from boundaries.lines.meeting import Meeting, meetings_of
from boundaries.lines.models import LineVersion
from boundaries.lines.queries import UnknownLine, line_of_code, sections_by_pair
from boundaries.lines.refusals import Refused, Stale, editing
from office.intake.storage import open_stored
from office.people.calendar import today
from office.people.requests import OfficerRequest


def sides_of(line: LineVersion) -> list[tuple[int, str]]:
    """(id, name) of both sides, the smaller code first."""
    names = names_of([line.first_id, line.second_id], today())
    return [(pk, names.get(pk, "")) for pk in (line.first_id, line.second_id)]


def stale_rows(stale: Stale) -> list[dict[str, Any]]:
    """What changed in between, in words."""
    return [{"change": change, "fields": fields_of(change.changed)} for change in stale.between]


def _page(
    request: OfficerRequest, line: LineVersion, form: forms.Form, title: str, save: Callable[[], Any], done: str
) -> HttpResponse:
    """The round of a simple form: shown, refused with what was filled in kept, or saved."""
    context: dict[str, Any] = {"line": line, "form": form, "title": title}
    context["refusal"] = editing(request.user, line, today())
    if isinstance(form, ShapedForm):
        context["map"] = _ground(line) | {"draw": form.drawings()}
    if isinstance(form, ThreeWayForm):
        context["meetings"] = meetings = meetings_of(line, today())
        context["map"] = _ground(line) | {"points": _ends(meetings), "names": {"plain": _("界线端点")}}
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Stale as stale:
            context |= {"refused": str(stale), "between": stale_rows(stale)}
            form.data = {**form.data, "seen": stale.now}
        except Refused as refused:
            context["refused"] = str(refused)
        else:
            messages.success(request, done)
            return redirect("line-page", code=line.code)
    status = 422 if request.method == "POST" else 200
    return render(request, "lines/form.html", context, status=status)


def _ground(line: LineVersion) -> dict[str, Any]:
    return map_of(line, sections_by_pair(line, today()), today(), [])


def _ends(meetings: list[Meeting]) -> list[dict[str, Any]]:
    return [
        {
            "id": meeting.junction,
            "lon": meeting.place[0],
            "lat": meeting.place[1],
            "label": _("端点 %(number)s") % {"number": number},
            "verdict": "plain",
            "note": "、".join(other.code for other in meeting.others),
        }
        for number, meeting in enumerate(meetings, 1)
    ]


def edit_facts(request: OfficerRequest, code: str) -> HttpResponse:
    """/boundaries/lines/LINE/facts/: state, length, agreement, approval."""
    line = line_or_404(request, code, today())
    initial = {**facts_of(line.line).__dict__, "seen": facts_hash(line.line)}
    form = FactsForm(request.POST or None, initial=initial)

    def save() -> None:
        data = form.cleaned_data
        how = {name: data[name] for name in ("seen", "reason", "document", "correction")}
        fact_actions.write_facts(request.user, line, form.facts(), day=today(), **how)

    return _page(request, line, form, _("界线事实"), save, _("已登记。"))


def add_claim(request: OfficerRequest, code: str) -> HttpResponse:
    """/boundaries/lines/LINE/claims/new/: what one side claims, with evidence of Decree 26 art. 7 or 8."""
    line = line_or_404(request, code, today())
    form = ClaimForm(request.POST or None, request.FILES or None, sides=sides_of(line))

    def save() -> None:
        file = form.cleaned_data["file"]
        kept = (file.name, file) if file else None
        fact_actions.add_claim(request.user, line, form.claim(), today(), kept)

    return _page(request, line, form, _("争议主张与证据"), save, _("已登记主张。"))


@require_POST
def remove_claim(request: OfficerRequest, code: str, pk: int) -> HttpResponse:
    """Take a claim back, with a reason."""
    line = line_or_404(request, code, today())
    try:
        fact_actions.remove_claim(request.user, line, pk, request.POST.get("reason", ""), today())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已撤回主张，登记记录保留原内容。"))
    return redirect("line-page", code=line.code)


@require_GET
def claim_file(request: OfficerRequest, code: str, pk: int) -> FileResponse:
    """The evidence of a claim, as it was sent."""
    line = line_or_404(request, code, today())
    claim = get_object_or_404(line.line.claims.select_related("file"), pk=pk)
    if claim.file is None:
        raise Http404("这项主张没有附文件")
    return FileResponse(open_stored(claim.file), as_attachment=True, filename=claim.filename)


def add_special(request: OfficerRequest, code: str) -> HttpResponse:
    """/boundaries/lines/LINE/areas/new/: an enclave or an area used by the other side."""
    line = line_or_404(request, code, today())
    form = SpecialForm(request.POST or None, sides=sides_of(line))

    def save() -> None:
        fact_actions.add_special_area(request.user, line, form.area(), today())

    return _page(request, line, form, _("飞地与使用管理区"), save, _("已登记。"))


class EndForm(forms.Form):
    """When and why something ends."""

    on = date_field("终止日期", required=True)
    reason = forms.CharField(label="原因", max_length=300)


def end_special(request: OfficerRequest, code: str, pk: int) -> HttpResponse:
    """/boundaries/lines/LINE/areas/ID/end/."""
    line = line_or_404(request, code, today())
    form = EndForm(request.POST or None)

    def save() -> None:
        data = form.cleaned_data
        fact_actions.end_special_area(request.user, line, pk, data["on"], data["reason"], today())

    return _page(request, line, form, _("终止飞地或使用管理区"), save, _("已终止。"))


def add_three_way(request: OfficerRequest, code: str) -> HttpResponse:
    """/boundaries/lines/LINE/three-way/new/: where this line and two others end at one coordinate."""
    line = line_or_404(request, code, today())
    form = ThreeWayForm(request.POST or None)

    def save() -> None:
        data = form.cleaned_data
        try:
            ids = [line_of_code(data[name], today()).line_id for name in ("second", "third")]
        except (ValueError, UnknownLine) as error:
            raise Refused(f"{error}。") from error
        marker = marker_of_number(data["marker"], today()) if data["marker"] else None
        if data["marker"] and marker is None:
            raise Refused(f"没有界桩号为 {data['marker']} 的界桩。")
        told = form.told(ids, marker.marker_id if marker else None)
        fact_actions.register_three_way(request.user, line, told, today())

    return _page(request, line, form, _("三交点"), save, _("已登记三交点。"))
