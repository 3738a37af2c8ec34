"""The buttons of a case: each reads its form, calls its action, and goes back to the case."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gazetteer.applications import actions
from gazetteer.applications.forms import PaperForm, StepForm
from gazetteer.applications.models import Application
from gazetteer.applications.refusals import Refused
from gazetteer.applications.views import case_page, visible_case
from office.people.calendar import today
from office.people.requests import OfficerRequest

Run = Callable[[OfficerRequest, int, StepForm], Application]


def _submit(request: OfficerRequest, pk: int, form: StepForm) -> Application:
    return actions.submit(request.user, pk, form.cleaned_data["base_version"], day=today())


def _accept(request: OfficerRequest, pk: int, form: StepForm) -> Application:
    return actions.accept(request.user, pk, form.cleaned_data["base_version"], day=today())


def _return(request: OfficerRequest, pk: int, form: StepForm) -> Application:
    sent = form.cleaned_data
    return actions.return_(request.user, pk, sent["base_version"], sent["reason"], day=today())


def _withdraw(request: OfficerRequest, pk: int, form: StepForm) -> Application:
    sent = form.cleaned_data
    return actions.withdraw(request.user, pk, sent["base_version"], sent["reason"], day=today())


def _approve(request: OfficerRequest, pk: int, form: StepForm) -> Application:
    sent = form.cleaned_data
    decided = actions.Deed(sent["document_number"], sent["decided_on"], sent["authority"])
    return actions.approve(request.user, pk, sent["base_version"], decided, day=today())


def _announce(request: OfficerRequest, pk: int, form: StepForm) -> Application:
    sent = form.cleaned_data
    return actions.announce(request.user, pk, sent["base_version"], sent["announced_on"], day=today())


def _justify(request: OfficerRequest, pk: int, form: StepForm) -> Application:
    sent = form.cleaned_data
    return actions.justify(
        request.user, pk, sent["base_version"], sent["finding"], sent["reason"], sent["document"], day=today()
    )


STEPS: dict[str, tuple[Run, str]] = {
    "submit": (_submit, "已报送"),
    "accept": (_accept, "已受理"),
    "return": (_return, "已退回"),
    "withdraw": (_withdraw, "已撤回"),
    "approve": (_approve, "已登记批准"),
    "announce": (_announce, "已公告"),
    "justify": (_justify, "已记下理由"),
}


@require_POST
def step(request: OfficerRequest, pk: int, name: str) -> HttpResponse:
    """One step; a refusal shows the case again with its reason and what was typed."""
    application = visible_case(request, pk)
    run, done = STEPS[name]
    form = StepForm(request.POST)
    if not form.is_valid():
        wrong = "；".join(f"{form.fields[key].label or key}：{errors[0]}" for key, errors in form.errors.items())
        return case_page(request, application, Refused(wrong))
    try:
        changed = run(request, pk, form)
    except Refused as refused:
        return case_page(request, visible_case(request, pk), refused)
    messages.success(request, f"{changed.name} {_(done)}。")
    return redirect("applications:case", pk=pk)


@require_POST
def add_papers(request: OfficerRequest, pk: int) -> HttpResponse:
    """Add one or several papers of one kind."""
    application = visible_case(request, pk)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return case_page(request, application, Refused(_("请选择材料种类和文件。")))
    try:
        for file in request.FILES.getlist("file"):
            kind = form.cleaned_data["kind"]
            actions.attach(request.user, pk, kind, file.name or _("未命名"), file.read(), day=today())
    except Refused as refused:
        return case_page(request, visible_case(request, pk), refused)
    return redirect("applications:case", pk=pk)


@require_POST
def remove_paper(request: OfficerRequest, pk: int, paper_id: int) -> HttpResponse:
    """Take a paper out again."""
    visible_case(request, pk)
    try:
        actions.detach(request.user, pk, paper_id, day=today())
    except Refused as refused:
        return case_page(request, visible_case(request, pk), refused)
    return redirect("applications:case", pk=pk)
