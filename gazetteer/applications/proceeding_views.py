"""The buttons between the main steps of a case: each reads its form, calls its action, and goes back to the case."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gazetteer.applications import opinion_actions as opinions
from gazetteer.applications import proceeding_actions as actions
from gazetteer.applications.deeds import Deed
from gazetteer.applications.models import Application
from gazetteer.applications.proceeding_forms import ProceedingForm
from gazetteer.applications.refusals import Refused
from gazetteer.applications.views import case_page, visible_case
from office.people.calendar import today
from office.people.models import User
from office.people.requests import OfficerRequest

Run = Callable[[User, int, ProceedingForm], Application]


def _completion(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return actions.ask_completion(user, pk, sent["base_version"], sent["reason"], day=today())


def _pause(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return actions.pause(user, pk, sent["base_version"], sent["cause"], sent["reason"], sent["on"], day=today())


def _resume(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return actions.resume(user, pk, sent["base_version"], sent["on"], day=today())


def _extend(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return actions.extend(user, pk, sent["base_version"], sent["reason"], day=today())


def _refuse(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    deed = Deed(sent["document_number"], sent["on"], sent["authority"])
    return actions.refuse_name(user, pk, sent["base_version"], deed, sent["reason"], day=today())


def _deliver(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return actions.deliver(user, pk, sent["base_version"], sent["on"], sent["how"], day=today())


def _file(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return actions.file_name(user, pk, sent["base_version"], sent["on"], sent["to"], sent["number"], day=today())


def _national(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return actions.enter_national(user, pk, sent["base_version"], sent["number"], sent["on"], day=today())


def _signs(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return actions.order_signs(user, pk, sent["base_version"], sent["note"], sent["on"], day=today())


def _report(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return opinions.write_report(
        user, pk, sent["base_version"], sent["report"], form.sections(), sent["on"], day=today()
    )


def _consult(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return opinions.consult(user, pk, sent["base_version"], sent["asked_as"], sent["body"], sent["on"], day=today())


def _opinion(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return opinions.record_opinion(
        user,
        pk,
        sent["base_version"],
        sent["consultation"] or 0,
        sent["opinion"],
        sent["text"],
        sent["on"],
        day=today(),
    )


def _object(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return opinions.raise_objection(
        user, pk, sent["base_version"], sent["objector"], sent["contact"], sent["text"], sent["on"], day=today()
    )


def _answer(user: User, pk: int, form: ProceedingForm) -> Application:
    sent = form.cleaned_data
    return opinions.answer_objection(user, pk, sent["base_version"], sent["objection"] or 0, sent["text"], day=today())


PROCEEDINGS: dict[str, tuple[Run, str]] = {
    "completion": (_completion, "已告知补正"),
    "pause": (_pause, "已停止计算期限"),
    "resume": (_resume, "已恢复计算期限"),
    "extend": (_extend, "已延长期限"),
    "refuse": (_refuse, "已登记不予批准"),
    "deliver": (_deliver, "已登记送达"),
    "file": (_file, "已登记备案"),
    "national": (_national, "已登记入库"),
    "signs": (_signs, "已安排标志"),
    "report": (_report, "已保存报告"),
    "consult": (_consult, "已登记征求意见"),
    "opinion": (_opinion, "已登记答复"),
    "object": (_object, "已登记异议"),
    "answer": (_answer, "已答复异议"),
}


@require_POST
def proceed(request: OfficerRequest, pk: int, name: str) -> HttpResponse:
    """One step between; a refusal shows the case again with its reason and what was typed."""
    application = visible_case(request, pk)
    run, done = PROCEEDINGS[name]
    form = ProceedingForm(request.POST)
    if not form.is_valid():
        wrong = "；".join(f"{form.fields[key].label or key}：{errors[0]}" for key, errors in form.errors.items())
        return case_page(request, application, Refused(wrong))
    try:
        changed = run(request.user, pk, form)
    except Refused as refused:
        return case_page(request, visible_case(request, pk), refused)
    messages.success(request, f"{changed.name} {_(done)}。")
    return redirect("applications:case", pk=pk)
