"""What the pages of the papers say (文书页面): read only, plain values for the templates."""

from dataclasses import dataclass
from typing import Any

from office.jobs.models import LongJob
from office.papers.making import latest_papers
from office.papers.models import MadePaper
from office.people.calendar import today
from office.people.models import User
from survey.demarcation import queries
from survey.demarcation.models import LineSurvey
from survey.papers.catalogue import PAPERS, PaperKind, bases
from survey.papers.gathering import facts_of
from survey.papers.making import WORK, attached, is_attached, may_make


@dataclass(frozen=True)
class Row:
    """A paper on the page: `made` None where it has not been made yet."""

    kind: PaperKind
    made: MadePaper | None
    stale: bool
    attached: bool
    step: str


def rows_of(survey: LineSurvey) -> list[Row]:
    """Every kind of paper in the order of the dossier, with the newest making of each."""
    basis, there = bases(facts_of(survey, today())), attached(survey)
    steps = queries.step_kinds(survey)
    made: dict[str, list[MadePaper]] = {}
    for latest in latest_papers(survey):
        made.setdefault(latest.kind, []).append(latest)
    rows = []
    for kind in PAPERS:
        step = steps[kind.step].label if kind.step in steps else ""
        for paper in _or_none(made.get(kind.key, [])):
            stale = paper is not None and paper.stale(basis[kind.key])
            rows.append(Row(kind, paper, stale, paper is not None and is_attached(paper, there), step))
    return rows


def list_context(survey: LineSurvey, user: User) -> dict[str, Any]:
    """The list of papers, the job that makes them, whether this person may."""
    rows = rows_of(survey)
    job = LongJob.objects.filter(work=WORK, owner=user, arguments__survey=survey.pk).order_by("-asked_at").first()
    return {
        "survey": survey,
        "rows": rows,
        "job": job,
        "stale": sum(row.stale for row in rows),
        "made": sum(row.made is not None for row in rows),
        "refusal": may_make(user, survey),
        "room": "lines",
        "shows_sample": survey.is_sample or survey.line.on(today()).is_sample,
    }


def _or_none(papers: list[MadePaper]) -> list[MadePaper | None]:
    return [*papers] or [None]
