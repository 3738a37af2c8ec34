"""The steps of a survey (环节): their order, who does each, which papers it asks for, how many days. Pure.

Order and papers follow the usual course of 乡级勘界 (筹备 → 图上核界 → 实地勘界 → 成果、验收);
a survey standard may give other days and papers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from boundaries.archive.kinds import Kind

PRACTICE = "乡级勘界工作惯例"


class Doer(StrEnum):
    """Who takes a step: an officer of any side, the officer of the common superior, the registrar."""

    PARTIES = "parties"
    SUPERIOR = "superior"
    REGISTRAR = "registrar"


DOERS = {Doer.PARTIES: "各方界线管理员", Doer.SUPERIOR: "共同上级界线管理员", Doer.REGISTRAR: "档案管理员"}


@dataclass(frozen=True)
class StepKind:
    """A step as the standard has it: `days` from the opening of the survey, `papers` as the archive names them."""

    key: str
    label: str
    doer: Doer
    days: int
    papers: tuple[Kind, ...] = ()
    clause: str = PRACTICE


SHIPPED = (
    StepKind("plan", "勘界方案", Doer.PARTIES, 30, (Kind.SURVEY_PLAN,)),
    StepKind("teams", "作业队伍", Doer.PARTIES, 45, (), "《测绘法》第二十七条、第二十九条"),
    StepKind("map_preparation", "图上核界", Doer.PARTIES, 75),
    StepKind("field_work", "实地勘界", Doer.PARTIES, 180, (), "GB/T 17796-2009"),
    StepKind("office_work", "内业整理", Doer.PARTIES, 220, (), "GB/T 17796-2009"),
    StepKind("exchange", "双方核对", Doer.PARTIES, 240, (Kind.MINUTES,)),
    StepKind("agreement", "签订协议", Doer.PARTIES, 270, (), "《行政区域界线管理条例》第十三条、第十九条"),
    StepKind("county_review", "县级审核", Doer.SUPERIOR, 300),
    StepKind("acceptance", "成果验收", Doer.SUPERIOR, 330, (Kind.APPROVAL,), "《行政区域界线管理条例》第十三条"),
    StepKind("hand_over", "归档移交", Doer.REGISTRAR, 365, (), "《勘界档案管理暂行规定》"),
)


def kinds_of(wanted: Mapping[str, Mapping[str, Any]] | None = None) -> tuple[StepKind, ...]:
    """The steps with the days and papers that a standard gives (key → days, papers); what it leaves out is shipped."""
    wanted = wanted or {}
    return tuple(_told(step, wanted.get(step.key, {})) for step in SHIPPED)


def _told(step: StepKind, wanted: Mapping[str, Any]) -> StepKind:
    papers = tuple(Kind(name) for name in wanted["papers"]) if "papers" in wanted else step.papers
    days = int(wanted.get("due_days", wanted.get("days", step.days)))
    return StepKind(step.key, step.label, step.doer, days, papers, str(wanted.get("clause", step.clause)))


def current(done: Sequence[bool]) -> int | None:
    """The place of the first step that is not done; None where all are."""
    return next((place for place, each in enumerate(done) if not each), None)


def missing_papers(step: StepKind, present: Sequence[str]) -> list[Kind]:
    """The papers that a step asks for and that are not there (S20)."""
    return [kind for kind in step.papers if kind.value not in present]
