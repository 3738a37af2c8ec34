"""The list of surveys (勘界工作列表): filter, present step, export."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from survey.demarcation.models import LineSurvey, SurveyState
from survey.demarcation.steps import SHIPPED

HEADINGS = ("编号", "名称", "界线编号", "各方", "状态", "当前环节", "期限", "开始日期", "办结日期", "标准版本")
LABELS = {step.key: step.label for step in SHIPPED}


@dataclass(frozen=True)
class Row:
    """A survey in the list: its sides, where it stands, until when."""

    survey: LineSurvey
    code: str
    parties: str
    step: str
    due: datetime.date | None
    late: bool


def found(surveys: QuerySet[LineSurvey], text: str) -> QuerySet[LineSurvey]:
    """Those whose title or line's code contains a text."""
    if not text:
        return surveys
    return surveys.filter(title__contains=text) | surveys.filter(line__versions__code__contains=text)


def counts_of(surveys: QuerySet[LineSurvey]) -> list[tuple[str, str, int]]:
    """(state, label, how many) for the filter."""
    counts = dict(surveys.order_by().values_list("state").annotate(n=Count("pk", distinct=True)))
    return [(state.value, str(state.label), counts.get(state.value, 0)) for state in SurveyState]


def rows_of(surveys: QuerySet[LineSurvey], day: datetime.date) -> list[Row]:
    """The surveys with what the list says of each; a fixed number of queries."""
    rows = []
    for survey in surveys.prefetch_related("line__versions", "parties", "steps"):
        step = next((each for each in survey.steps.all() if each.done_on is None), None)
        here = step if survey.state == SurveyState.OPEN else None
        rows.append(
            Row(
                survey,
                survey.line.on(day).code,
                "、".join(party.name for party in survey.parties.all()),
                LABELS.get(here.key, here.key) if here else "",
                here.due if here else None,
                bool(here and here.due and here.due < day),
            )
        )
    return rows


def cells_of(rows: list[Row]) -> list[tuple[str | int, ...]]:
    """The rows for an export."""
    return [
        (
            row.survey.pk,
            row.survey.title,
            row.code,
            row.parties,
            row.survey.get_state_display(),
            row.step,
            str(row.due or ""),
            str(row.survey.opened_on),
            str(row.survey.closed_on or ""),
            row.survey.standard,
        )
        for row in rows
    ]
