"""The papers of a change of divisions, filed from its case: translation only."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from boundaries.archive import case_filing, events, judging, pages, queries
from boundaries.archive.actions import CheckFailed
from boundaries.archive.checks import Version
from boundaries.archive.forms import PaperForm, PapersForm
from boundaries.archive.models import Item
from boundaries.archive.refusals import Refused
from boundaries.archive.views import readers_only
from boundaries.changes.models import CasePaper, ChangeCase
from boundaries.changes.papers import BY_KEY
from office.people.calendar import today
from office.people.requests import OfficerRequest


@dataclass(frozen=True)
class Row:
    """One paper of the case: what it is, its bytes as they lie now, the item it became, or the form to file it."""

    paper: CasePaper
    label: str
    version: Version
    item: Item | None
    form: PaperForm | None

    @property
    def intact(self) -> bool:
        return self.version.found == self.version.sha256


@require_http_methods(["GET", "POST"])
@readers_only
def case_papers(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/archive/dossiers/case/ID/papers/: the papers of a case, what is filed, and filing the rest."""
    case = get_object_or_404(ChangeCase, pk=pk)
    subject = events.get_case(str(pk))
    if subject is None or not queries.knows_of(request.user, subject, today()):
        raise Http404(f"没有标识为 {pk} 的区划变更事项卷宗")
    head = PapersForm(request.POST or None, fonds=queries.fonds_of(request.user, today()))
    rows = _rows(request, case)
    context: dict[str, Any] = {"case": case, "head": head, "rows": rows}
    if request.method == "POST":
        forms = [row.form for row in rows if row.form and row.form.ticked]
        if all([head.is_valid(), *(form.is_valid() for form in forms)]):
            try:
                chosen = [form.chosen(head.cleaned_data["security"]) for form in forms]
                made = case_filing.file_papers(request.user, case, head.cleaned_data["fonds"], chosen)
                messages.success(request, _("已归档 %(n)d 件。") % {"n": len(made)})
                return redirect("archive-dossier", "case", str(pk))
            except CheckFailed as failed:
                context["findings"] = failed.findings
            except Refused as refused:
                context["problem"] = str(refused)
    context |= {
        "refusal": case_filing.refused(request.user, case),
        "has_fonds": queries.fonds_of(request.user, today()).exists(),
        "left": sum(row.form is not None for row in rows),
    }
    return render(request, "archive/case_papers.html", context, status=422 if request.method == "POST" else 200)


def _rows(request: HttpRequest, case: ChangeCase) -> list[Row]:
    filed = case_filing.filed_items(case)
    rows = []
    for paper in case.papers.select_related("file"):
        version = judging.version_facts(paper.file, 1, paper.filename)
        item = filed.get(paper.file_id)
        form = None if item else PaperForm(request.POST or None, prefix=f"p{paper.pk}", initial=_start(paper, case))
        rows.append(Row(paper, BY_KEY[paper.kind].label, version, item, form))
    return rows


def _start(paper: CasePaper, case: ChangeCase) -> dict[str, Any]:
    usual = case_filing.usual(paper, case)
    plain = ("title", "kind", "document_number", "responsible")
    day = pages.day_in_words(usual.day, usual.precision) if usual.day else ""
    return {
        **{name: getattr(usual, name) for name in plain},
        "day": day,
        "wanted": True,
        "paper": paper.pk,
        "shown": paper.file_id,
    }
