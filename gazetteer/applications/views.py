"""Pages of one naming case: the form with its live findings, the case."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from boundaries.jurisdiction.queries import divisions_of
from gazetteer.applications import pages
from gazetteer.applications.actions import Draft, draft_of, save_draft
from gazetteer.applications.conflicts import conflicts_in
from gazetteer.applications.course import limits_of
from gazetteer.applications.forms import CaseForm, PaperForm, initial_of
from gazetteer.applications.judging import CaseJudgement, alternatives_of, deciders_at, judge_words, notice_of
from gazetteer.applications.models import Application, AttachmentKind
from gazetteer.applications.outlines import county_outlines
from gazetteer.applications.places import place_label, suggestions
from gazetteer.applications.positions import points_of, write_position
from gazetteer.applications.proceeding_pages import after_of, deadline_of, way_context
from gazetteer.applications.proceedings import Matter
from gazetteer.applications.queries import former_form, history_of, may_see_refusal, rights_on
from gazetteer.applications.refusals import NotAllowed, Refused, StaleCase
from gazetteer.applications.states import DECIDED, UNDECIDED
from gazetteer.names.changing import standing_name
from gazetteer.names.models import Feature
from gazetteer.rules.guidance import hints
from office.intake.storage import open_stored
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.people.roles import Role
from office.rulesets.queries import titles_of


@require_http_methods(["GET", "POST"])
def case_form(request: OfficerRequest, pk: int | None = None) -> HttpResponse:
    """Enter a case, or change one that is a draft or was returned."""
    day = today()
    application = visible_case(request, pk) if pk else None
    if request.method == "POST":
        return _save(request, application)
    if application:
        initial = initial_of(draft_of(application), day)
        version = application.version
    else:
        tops = divisions_of(request.user, Role.NAME_OFFICIAL, day)
        initial = {"place": place_label(tops[0], day), "place_id": tops[0]} if len(tops) == 1 else {}
        initial |= _asked_for(request, day)
        initial |= {"applicant_name": getattr(request.user, "organisation", ""), "applicant_type": "state_organ"}
        version = 0
    return _form_page(request, CaseForm(initial=initial, day=day), application, version)


def _asked_for(request: OfficerRequest, day: Any) -> dict[str, Any]:
    """What the address asks for: ?matter=renaming&about=G17 begins a case about a thing of the register."""
    matter, about = request.GET.get("matter", ""), request.GET.get("about", "")
    if matter not in Matter.values or not _number(about[1:]):
        return {}
    feature = Feature.objects.filter(pk=_number(about[1:])).first()
    standing = standing_name(feature.pk) if feature else None
    if feature is None or standing is None:
        return {}
    named = {"matter": matter, "about": feature.public_id, "kind": feature.kind}
    if matter == Matter.ABOLITION:
        named["name"] = standing.form
    place = {"place": place_label(feature.home_id, day), "place_id": feature.home_id} if feature.home_id else {}
    shape = feature.geom or feature.point
    return named | place | ({"position": write_position(points_of(shape))} if _is_drawable(shape) else {})


def _is_drawable(shape: Any) -> bool:
    return shape is not None and shape.geom_type in {"Point", "LineString"}


def _save(request: OfficerRequest, application: Application | None) -> HttpResponse:
    day = today()
    form = CaseForm(request.POST, day=day)
    version = _version(request)
    if not form.is_valid():
        return _form_page(request, form, application, version, status=422)
    try:
        saved = save_draft(
            request.user,
            form.draft(),
            day=day,
            application_id=application.pk if application else None,
            base_version=version,
        )
    except Refused as refused:
        return _form_page(request, form, application, version, status=status_of(refused), refused=refused)
    messages.success(request, _("已保存 %(name)s。") % {"name": saved.name})
    return redirect("applications:case", pk=saved.pk)


def _version(request: OfficerRequest) -> int:
    return _number(request.POST.get("base_version", ""))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal: 409 for a conflict, 403 without the right, else 422."""
    return 409 if isinstance(refused, StaleCase) else 403 if isinstance(refused, NotAllowed) else 422


def _form_page(
    request: OfficerRequest,
    form: CaseForm,
    application: Application | None,
    version: int,
    *,
    status: int = 200,
    refused: Refused | None = None,
) -> HttpResponse:
    day = today()
    context: dict[str, Any] = {"form": form, "application": application, "version": version, "refused": refused}
    context |= _checked(form, application, day) if form.is_bound else _checked_initial(application, day)
    context["refusal"] = _enter_refusal(request, application, day)
    context["outlines"] = county_outlines(day)
    context["hints"] = hints(str(form["kind"].value() or ""))
    return render(request, "applications/form.html", context, status=status)


def _enter_refusal(request: OfficerRequest, application: Application | None, day: Any) -> str | None:
    if application:
        return pages.refusals_of(application, rights_on(request.user, application, day), None)["edit"]
    if divisions_of(request.user, Role.NAME_OFFICIAL, day):
        return None
    return _("录入申请须由地名管理员办理，您没有这一角色。")


def _checked_initial(application: Application | None, day: Any) -> dict[str, Any]:
    if application is None:
        return _shown(None, Application(), {}, day)
    reasons = _reasons(application)
    judged = judge_words(application, day, frozenset(reasons), _kinds(application))
    return _being_filled(_shown(judged, application, reasons, day))


def _being_filled(shown: dict[str, Any]) -> dict[str, Any]:
    """On a form that is being filled in, empty fields are one line at its foot and no fault yet."""
    slots, missing = pages.missing_fields(shown["slots"])
    return shown | {"slots": slots, "missing": missing}


def _checked(form: CaseForm, application: Application | None, day: Any) -> dict[str, Any]:
    """The findings about what stands in a form that nobody has saved."""
    if not form.is_valid() and not {"name", "kind", "home_id"} <= set(form.cleaned_data):
        return _shown(None, Application(), {}, day)
    words = _unsaved(form, application)
    kinds = _kinds(application) if application else frozenset()
    reasons = _reasons(application) if application else {}
    return _being_filled(_shown(judge_words(words, day, frozenset(reasons), kinds), words, reasons, day))


def _unsaved(form: CaseForm, application: Application | None) -> Application:
    """The case as it would stand if the form were saved; never written."""
    cleaned = {"position": None, "alternatives": (), "declared_crs": ""} | form.cleaned_data
    blank = {
        item.name: "" if item.default is dataclasses.MISSING else item.default for item in dataclasses.fields(Draft)
    }
    form.cleaned_data = blank | cleaned
    draft = form.draft()
    words = Application(pk=application.pk if application else None)
    for item in dataclasses.fields(Draft):
        setattr(words, item.name, getattr(draft, item.name))
    return words


def _reasons(application: Application) -> dict[str, Any]:
    return {item.finding_hash: item for item in application.justifications.select_related("by", "document")}


def _kinds(application: Application) -> frozenset[str]:
    return frozenset(application.attachments.values_list("kind", flat=True))


def _shown(judged: CaseJudgement | None, words: Application, reasons: dict[str, Any], day: Any) -> dict[str, Any]:
    if judged is None:
        return {"judged": None, "slots": {}, "passed": [], "conflicts": [], "marks": pages.map_of(words, [], day)}
    slots = pages.by_slot(judged, reasons)
    conflicts = pages.conflicts_of(judged)
    return {
        "judged": judged,
        "slots": slots,
        "choices": pages.reading_choices(judged, words.readings),
        "passed": pages.passed_rules(judged),
        "rule_sets": titles_of(judged.judgement.versions),
        "conflicts": conflicts,
        "marks": pages.map_of(words, conflicts, day),
        "alternatives": alternatives_of(judged, words.kind, words.alternatives),
        "deciders": deciders_at(words.kind, judged.ground.place),
    }


@require_POST
def check(request: OfficerRequest) -> HttpResponse:
    """The findings about the form as it is being filled in, as fragments for each row; stores nothing."""
    day = today()
    number = _number(request.POST.get("case", ""))
    application = visible_case(request, number) if number else None
    form = CaseForm(request.POST, day=day)
    context = _checked(form, application, day) | {"form": form, "application": application, "live": True}
    context["hints"] = hints(str(form["kind"].value() or ""))
    return render(request, "applications/check.html", context)


@require_GET
def places(request: OfficerRequest) -> HttpResponse:
    """Divisions in the reader's jurisdiction that fit what is typed."""
    day = today()
    tops = divisions_of(request.user, Role.NAME_OFFICIAL, day)
    found = suggestions(request.GET.get("place", "")[:60], tops, day)
    return render(request, "applications/places.html", {"found": found})


def visible_case(request: OfficerRequest, pk: int) -> Application:
    """A case that the reader may see, or an error page that says why not."""
    application = get_object_or_404(
        Application.objects.select_related("entered_by", "decided_by", "feature", "about", "batch"), pk=pk
    )
    if sentence := may_see_refusal(request.user, application.home_id, today()):
        raise PermissionDenied(sentence)
    return application


@require_GET
def case(request: OfficerRequest, pk: int) -> HttpResponse:
    """One case: where it stands, what was found, what can be done."""
    return case_page(request, visible_case(request, pk))


def case_page(request: OfficerRequest, application: Application, refused: Refused | None = None) -> HttpResponse:
    """The page of a case, with the refusal of a step on top where one was refused."""
    day = today()
    rights = rights_on(request.user, application, day)
    reasons = _reasons(application)
    papers = list(application.attachments.select_related("added_by", "file"))
    kinds = frozenset(paper.kind for paper in papers)
    judged = judge_words(application, day, frozenset(reasons), kinds) if application.state in UNDECIDED else None
    verdicts = list(application.verdicts.all())
    refusals = pages.refusals_of(application, rights, judged)
    clocks = limits_of(application)
    context: dict[str, Any] = {
        "case": application,
        "place": place_label(application.home_id, day),
        "position_label": pages.position_label(application),
        "steps": pages.step_line(application, judged),
        "refusals": refusals,
        "rights": rights,
        "deadlines": [deadline_of(clock, day) for clock in clocks],
        "after": after_of(application, clocks, refusals, day),
        "papers": papers,
        "paper_kinds": AttachmentKind.choices,
        "paper_form": PaperForm(),
        "verdicts": verdicts,
        "reasons": list(reasons.values()),
        "history": list(history_of(application.pk)),
        "notice": notice_of(application, day) if application.state in DECIDED else None,
        "day": day,
        "refused": refused,
        "typed": request.POST if refused else {},
        "shows_sample": application.is_sample,
        "former_form": former_form(application),
        "outlines": county_outlines(day),
    }
    context |= way_context(application, kinds)
    context |= _shown(judged, application, reasons, day) if judged else _frozen(application, verdicts, day)
    return render(request, "applications/case.html", context, status=status_of(refused) if refused else 200)


def _frozen(application: Application, verdicts: list[Any], day: Any) -> dict[str, Any]:
    conflicts = conflicts_in(verdicts[-1].findings) if verdicts else []
    marks = pages.map_of(application, conflicts, day)
    return {"slots": {}, "conflicts": conflicts, "marks": marks, "passed": []}


@require_GET
def paper(request: OfficerRequest, pk: int, paper_id: int) -> FileResponse:
    """The bytes of one paper, as they were sent in."""
    found = visible_case(request, pk).attachments.filter(pk=paper_id).first()
    if found is None:
        raise Http404(_("本件没有这份材料。"))
    return FileResponse(open_stored(found.file), as_attachment=True, filename=found.filename)
