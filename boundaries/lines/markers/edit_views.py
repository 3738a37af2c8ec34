"""Forms of a marker: new, correct, move, renumber, restore, resurvey, abolish; translation only."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from boundaries.lines.asking import line_or_404, marker_or_404
from boundaries.lines.edit_views import sides_of, stale_rows
from boundaries.lines.markers import actions
from boundaries.lines.markers.actions import content_hash, sheet_of
from boundaries.lines.markers.forms import DeedForm, SheetForm, initial_of
from boundaries.lines.markers.models import Change, MarkerVersion
from boundaries.lines.markers.numbers import pattern_of
from boundaries.lines.models import LineVersion
from boundaries.lines.refusals import Refused, Rejected, Stale, editing
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.rulesets.queries import settings_in_force

WAYS = {
    "correct": ("更正登记", "录入有误时用；不产生新版本，原内容留在登记记录中。"),
    "move": ("移动", "界桩实地移位后用：现行版本到起始日止，新版本从起始日起。"),
    "renumber": ("改号", "只改编号、代码、类型；位置和照片不变。"),
    "restore": ("恢复", "在原址恢复损坏、丢失的界桩，编号不变；修复须有对方在场（条例第六条）。"),
    "resurvey": ("修测", "联检或变更后重新测定，各栏都可改（条例第八条）。"),
    "abolish": ("撤销", "现行版本到此日止；各版本留存，可按日期查询。"),
}
CHANGES = {
    "move": Change.MOVED,
    "renumber": Change.RENUMBERED,
    "restore": Change.RESTORED,
    "resurvey": Change.RESURVEYED,
}


def new_marker(request: OfficerRequest, code: str) -> HttpResponse:
    """/boundaries/lines/LINE/markers/new/: a new 界桩登记表."""
    line = line_or_404(request, code, today())
    form = SheetForm(request.POST or None, sides=sides_of(line), initial={"state": "standing", "faces": "two"})
    deed = DeedForm(request.POST or None)

    def save() -> MarkerVersion:
        return actions.register_marker(request.user, line, form.filled(), deed.deed(), today())[0]

    about = _("按《界桩登记表》填写；坐标照原样保存，X 为纵坐标（北），Y 为横坐标（东）。")
    return _round(request, line, form, deed, save, _("登记界桩"), about)


def change_marker(request: OfficerRequest, pk: int, way: str) -> HttpResponse:
    """/boundaries/markers/ID/WAY/: a correction, or a legal change from a day on."""
    if way not in WAYS:
        raise Http404(f"没有“{way}”这一办法")
    version, line = marker_or_404(request, pk, today())
    before = sheet_of(version)
    change = CHANGES.get(way, "")
    form = SheetForm(request.POST or None, sides=sides_of(line), change=change, initial=initial_of(before))
    deed = DeedForm(request.POST or None, initial={"seen": content_hash(version)})
    seen = request.POST.get("seen", "")

    def save() -> MarkerVersion:
        if way == "correct":
            reason = deed.cleaned_data["reason"]
            return actions.correct_marker(request.user, pk, form.filled(before), seen=seen, reason=reason, day=today())[
                0
            ]
        if way == "abolish":
            return actions.abolish_marker(request.user, pk, deed.deed(), seen=seen, day=today())
        sheet, told = form.filled(before), deed.deed()
        return actions.change_marker(request.user, pk, sheet, change, told, seen=seen, day=today())[0]

    if way == "correct":
        deed.fields.pop("on")
        deed.fields.pop("document")
    if way == "abolish":
        form = SheetForm(request.POST or None, sides=[], initial=initial_of(before))
        form.fields.clear()
    title, about = WAYS[way]
    return _round(request, line, form, deed, save, f"{_(title)} {version.number}", _(about), version)


def _round(
    request: OfficerRequest,
    line: LineVersion,
    form: SheetForm,
    deed: DeedForm,
    save: Callable[[], MarkerVersion],
    title: str,
    about: str,
    version: MarkerVersion | None = None,
) -> HttpResponse:
    known = pattern_of(line.level, settings_in_force("survey", today()))
    context: dict[str, Any] = {"line": line, "form": form, "deed": deed, "title": title, "about": about}
    context |= {"version": version, "example": known[1] if known else ""}
    context["refusal"] = editing(request.user, line, today())
    if request.method == "POST" and form.is_valid() & deed.is_valid():
        try:
            saved = save()
        except Stale as stale:
            context |= {"refused": str(stale), "between": stale_rows(stale)}
            deed.data = {**deed.data, "seen": stale.now}
        except Rejected as rejected:
            context |= {"findings": rejected.findings}
        except Refused as refused:
            context["refused"] = str(refused)
        else:
            messages.success(request, _("已登记。"))
            return redirect("marker-page", pk=saved.marker_id)
    return render(request, "lines/marker/form.html", context, status=422 if request.method == "POST" else 200)
