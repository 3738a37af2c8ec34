"""A draft tried on past surveys and uploads (试算): each change by itself, as long work with progress.

An upload is read once and judged again under each changed limit that files are judged by; a survey is judged as a
whole by the facts of its last day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction

from boundaries.lines.models import LineVersion
from office.intake.models import State
from office.intake.readers import read
from office.intake.storage import open_stored
from office.jobs.progress import Progress
from office.jobs.works import Result
from office.people.calendar import today
from office.rulesets.findings import Finding
from office.rulesets.models import RuleSetVersion
from survey.checks.judge import Declaration, judge
from survey.checks.queries import context_for, reading_limits
from survey.checks.standards import Standard, from_data
from survey.checks.whole import SurveyFacts, judge_survey
from survey.demarcation.judging import facts_of, required_of
from survey.demarcation.models import LineSurvey, SurveyState
from survey.standard import queries
from survey.standard.actions import WORK, Refused
from survey.standard.differing import Change, changes, with_only
from survey.standard.models import StandardDraft, StandardTrial
from survey.standard.weighing import effect
from survey.townships.models import SurveyUpload

__all__ = ["WORK", "try_draft"]

OF_FILES = frozenset(
    {"S03", "S05", "S06", "S09", "S10", "S11", "S13", "S16", "S17", "S21", "S22", "S29", "S31"} | {"S04", "S14", "S30"}
)
OF_SURVEYS = frozenset({"S09", "S10", "S12", "S17", "S19", "S20", "S21", "S24", "S26"})


Subject = SurveyUpload | LineSurvey
Judge = Callable[[Standard, Standard], list[Finding]]  # (a standard, the base) → what the rules say under it


@dataclass(frozen=True)
class Tried:
    """A change and the base standard with only that change."""

    change: Change
    standard: Standard


def try_draft(progress: Progress, draft: int, content_hash: str) -> Result:
    """What each change of a draft would have done; kept for the content that was tried. Raises Refused."""
    found = StandardDraft.objects.select_related("base__ruleset").get(pk=draft)
    if found.content_hash != content_hash:
        raise Refused("草案在试算开始前有改动，请重新试算。")
    base = _standard(found.base, queries.content_of(found.base))
    tried = [
        Tried(change, _standard(found.base, with_only(queries.content_of(found.base), found.content, change.path)))
        for change in changes(queries.content_of(found.base), found.content)
        if change.rule and change.rule in OF_FILES | OF_SURVEYS
    ]
    uploads = list(_uploads()) if any(item.change.rule in OF_FILES for item in tried) else []
    surveys = list(_surveys()) if any(item.change.rule in OF_SURVEYS for item in tried) else []
    effects: dict[str, list[dict[str, Any]]] = defaultdict(list)
    total = len(uploads) + len(surveys)
    subjects: list[Subject] = [*uploads, *surveys]
    for number, subject in enumerate(subjects):
        progress.advance(number, total, f"试算 {subject}")
        for path, told in _effects(subject, base, tried):
            effects[path].append(told)
    progress.advance(total, total, "完成")
    results = [_result(item, effects[item.change.path], len(uploads), len(surveys)) for item in tried]
    with transaction.atomic():
        facts = {"uploads": len(uploads), "surveys": len(surveys), "results": results}
        StandardTrial.objects.create(draft=found, content_hash=content_hash, **facts)
    words = f"试算 {len(uploads)} 份外业成果、{len(surveys)} 项勘界工作，{len(tried)} 项改动。"
    return Result(words, url=f"{found.get_absolute_url()}#trial")


def _standard(version: RuleSetVersion, content: Mapping[str, Any]) -> Standard:
    parts = content["limits"], content["severities"], content["terms"]
    return from_data(version.label, version.ruleset.title, *parts)


def _uploads() -> Iterator[SurveyUpload]:
    states = (State.UNDONE, State.UPLOADED, State.UNREADABLE)
    found = SurveyUpload.objects.exclude(submission__state__in=states).select_related("submission__file", "line")
    return iter(found.order_by("submission__sent_at"))


def _surveys() -> Iterator[LineSurvey]:
    found = LineSurvey.objects.exclude(state=SurveyState.CANCELLED).select_related("line")
    return iter(found.order_by("opened_on", "id"))


def _effects(subject: Subject, base: Standard, tried: list[Tried]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path of the change, what it does to this thing), only where it does something."""
    judged = _survey_judge(subject) if isinstance(subject, LineSurvey) else _file_judge(subject)
    mine = OF_SURVEYS if isinstance(subject, LineSurvey) else OF_FILES
    if judged is None:
        return
    before = judged(base, base)
    for item in tried:
        if item.change.rule not in mine:
            continue
        after = judged(item.standard, base)
        rules = ("S09", "S10", "S23") if item.change.path.startswith("scales/") else (item.change.rule,)
        for rule in rules:
            found = effect(rule, before, after)
            if found:
                yield item.change.path, {**_named(subject), **asdict(found)}
                break


def _named(subject: Subject) -> dict[str, str]:
    if isinstance(subject, LineSurvey):
        return {"title": subject.title, "url": subject.get_absolute_url()}
    return {"title": subject.submission.filename, "url": f"/survey/{subject.pk}/"}


def _file_judge(upload: SurveyUpload) -> Judge | None:
    """A function from a standard to the findings of the file as it was declared; None where it cannot be judged."""
    submission, day = upload.submission, upload.submission.sent_at.date()
    declared = submission.declared
    with open_stored(submission.file) as stream:
        data = stream.read()
    taken = read(data, submission.filename, encoding=declared.get("encoding") or None, limits=reading_limits())
    if not taken.readable:
        return None
    said = Declaration(crs=declared.get("crs") or None, mapping=declared.get("mapping") or {})
    context = context_for(taken, said, day, _line(upload), None)

    def judged(standard: Standard, _base: Standard) -> list[Finding]:
        return judge(taken, said, context, standard).all_findings

    return judged


def _line(upload: SurveyUpload) -> LineVersion | None:
    return upload.line.now if upload.line else None


def _survey_judge(survey: LineSurvey) -> Judge:
    """A function from a standard to the findings of the survey, its scale and papers as that standard has them."""
    facts = facts_of(survey, survey.closed_on or today())
    points = list(survey.points.all())

    def judged(standard: Standard, base: Standard) -> list[Finding]:
        return judge_survey(_under(facts, standard, base), standard)

    def _under(facts: SurveyFacts, standard: Standard, base: Standard) -> SurveyFacts:
        by_standard = facts.scale == base.scales.get(facts.level)
        scale = standard.scales.get(facts.level, facts.scale) if by_standard else facts.scale
        required = required_of(points, standard.required_papers) if facts.required else ()
        return replace(facts, scale=scale, required=required)

    return judged


def _result(item: Tried, effects: list[dict[str, Any]], uploads: int, surveys: int) -> dict[str, Any]:
    """What is kept of one change."""
    of = (uploads if item.change.rule in OF_FILES else 0) + (surveys if item.change.rule in OF_SURVEYS else 0)
    kinds = {kind: [each for each in effects if each["kind"] == kind] for kind in ("stopped", "warned", "freed")}
    return {**asdict(item.change), "of": of, **kinds}
