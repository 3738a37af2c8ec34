"""Pages of corrections (更正录入错误): find a division, write over what was entered wrongly, see before and after."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from boundaries.changes.correcting import ACTION, Mended, NotMended, correct_code, correct_entry, trial
from boundaries.changes.correction_forms import CodeForm, VersionForm
from boundaries.changes.correction_pages import entries_of, found_by
from boundaries.changes.import_views import may_import
from boundaries.divisions.dates import period_text
from boundaries.divisions.models import DivisionCode, DivisionVersion
from boundaries.divisions.queries import ids_below
from boundaries.jurisdiction.queries import divisions_of
from office.log.models import Event
from office.people.calendar import today
from office.people.models import User
from office.people.requests import OfficerRequest
from office.people.roles import Role
from office.tables import table_file

PER_PAGE = 40
HEADINGS = ("登记时间", "区划编号", "事项", "更正内容", "原因", "依据文件", "更正人")


def corrections_for(user: User) -> QuerySet[Event]:
    """The corrections under the superiors of a boundary officer, the latest first."""
    superior = Cast(KeyTextTransform("superior", "data"), BigIntegerField())
    reach = ids_below(divisions_of(user, Role.BOUNDARY_OFFICER, today()), today())
    found = Event.objects.filter(action=ACTION, data__has_key="superior").annotate(superior=superior)
    return found.filter(superior__in=reach).select_related("actor").order_by("-id")


@require_GET
def corrections(request: OfficerRequest) -> HttpResponse:
    """/boundaries/changes/corrections/: the entries of a division, and every correction that was made."""
    if not may_import(request.user):
        refused = "录入错误由界线管理员更正，您没有这一角色。"
        return render(request, "changes/corrections.html", {"refused": refused}, status=403)
    asked, text = request.GET.get("code", "").strip(), request.GET.get("q", "").strip()
    made = corrections_for(request.user)
    if text:
        made = made.filter(
            Q(summary__contains=text) | Q(data__reason__icontains=text) | Q(data__document__icontains=text)
        )
    if request.GET.get("format") in ("csv", "xlsx"):
        return _export(made, request.GET["format"])
    divisions = found_by(asked) if asked else []
    context = {
        "asked": asked,
        "q": text,
        "divisions": [entries_of(pk) for pk in divisions],
        "nothing": bool(asked) and not divisions,
        "page": Paginator(made, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "changes/corrections.html", context)


def _export(made: QuerySet[Event], form: str) -> HttpResponse:
    rows: list[tuple[str | int, ...]] = [
        (
            item.at.strftime("%Y-%m-%d %H:%M"),
            f"D{item.data['division']}",
            item.summary,
            "；".join(f"{what}：{before} → {after}" for what, before, after in item.data["rows"]),
            item.data["reason"],
            item.data["document"],
            str(item.actor or ""),
        )
        for item in made
    ]
    return table_file("corrections", form, "更正登记", HEADINGS, rows)


@require_http_methods(["GET", "POST"])
def version_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/changes/corrections/version/PK/: name, kind, superior, first day."""
    version = get_object_or_404(DivisionVersion.objects.select_related("division"), pk=pk)
    form = VersionForm(request.POST or None, version=version)

    def correct() -> Mended:
        told = {name: form.cleaned_data[name] for name in ("reason", "document")}
        return correct_entry(request.user, pk, form.facts(), form.cleaned_data.get("begin"), **told)

    period = period_text(version.valid, version.begin_precision, version.end_precision)
    return _page(request, form, correct, version.name, period, version.division_id)


@require_http_methods(["GET", "POST"])
def code_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/changes/corrections/code/PK/: the digits of a code."""
    held = get_object_or_404(DivisionCode, pk=pk)
    form = CodeForm(request.POST or None, held=held)

    def correct() -> Mended:
        facts = form.cleaned_data
        return correct_code(request.user, pk, facts["code"], reason=facts["reason"], document=facts["document"])

    period = period_text(held.valid, held.begin_precision, held.end_precision)
    return _page(request, form, correct, str(held), period, held.division_id)


def _page(
    request: OfficerRequest, form: Any, correct: Callable[[], Mended], title: str, period: str, division: int
) -> HttpResponse:
    """Check first, with before and after; then correct. A refusal stands above the form, which keeps what was typed."""
    context: dict[str, Any] = {"form": form, "title": title, "period": period, "division": division}
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("step") == "confirm":
                correct()
                return redirect(f"{request.path.partition('corrections/')[0]}corrections/?code=D{division}#made")
            context["checked"] = trial(correct)
        except NotMended as refused:
            context["problem"] = str(refused)
    status = 409 if "problem" in context else 200
    return render(request, "changes/correction.html", context, status=status)
