"""Which papers a line, an inspection or a change of divisions asks for (应归档文件), in one place. No ORM, no I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from boundaries.archive.kinds import Kind
from office.rulesets.findings import Basis

LAW_353 = "《行政区域界线管理条例》第十三条"
LAW_353_REPORT = "《行政区域界线管理条例》第十二条"
PRACTICE_LINE = "《勘界档案管理暂行规定》及各地勘界案卷惯例"
PRACTICE_INSPECTION = "联检成果惯例"
LAW_704 = "《行政区划管理条例》第十三条"


@dataclass(frozen=True)
class Wanted:
    """One paper that belongs to a dossier. `when`: only then; an empty one is always asked for."""

    kind: Kind
    clause: str
    basis: Basis
    when: str = ""


def _law(clause: str, *kinds: Kind, when: str = "") -> tuple[Wanted, ...]:
    return tuple(Wanted(kind, clause, Basis.LAW, when) for kind in kinds)


def _usual(clause: str, *kinds: Kind, when: str = "") -> tuple[Wanted, ...]:
    return tuple(Wanted(kind, clause, Basis.PRACTICE, when) for kind in kinds)


LINE = (
    *_law(LAW_353, Kind.AGREEMENT, Kind.AGREEMENT_MAP, Kind.MARK_RECORD, Kind.APPROVAL, Kind.FILING),
    *_usual(PRACTICE_LINE, Kind.SURVEY_PLAN, Kind.SURVEY_PLAN_REQUEST, Kind.SURVEY_PLAN_REPLY, Kind.MINUTES),
    *_usual(PRACTICE_LINE, Kind.NEGOTIATED, when="有历次协商时"),
    *_usual(PRACTICE_LINE, Kind.AGREEMENT_ANNEX, Kind.DRAFTING_NOTE, Kind.APPROVAL_REQUEST, Kind.SURVEY_SUMMARY),
    *_usual(PRACTICE_LINE, Kind.MARKER_FORM, Kind.MARKER_TABLE, Kind.POINT_TABLE),
    *_usual(PRACTICE_LINE, Kind.TRIPLE_AGREEMENT, Kind.TRIPLE_MAP, Kind.TRIPLE_MINUTES, when="界线起讫或途经三交点时"),
    *_usual(PRACTICE_LINE, Kind.LINE_HISTORY, when="界线或界桩有变更时"),
    *_law("《行政区域界线管理条例》第四条", Kind.NOTICE),
    *_law(LAW_353_REPORT, Kind.INSPECTION_REPORT),
    *_usual(PRACTICE_LINE, Kind.INSPECTION_PLAN, Kind.PROBLEM_LIST),
)
INSPECTION = (
    *_usual(PRACTICE_INSPECTION, Kind.INSPECTION_PLAN, Kind.INSPECTION_MINUTES, Kind.INSPECTION_RECORD),
    *_usual(PRACTICE_INSPECTION, Kind.MARKER_CHECK),
    *_usual(PRACTICE_INSPECTION, Kind.MARKER_FORM, when="有界桩变更时"),
    *_usual(PRACTICE_INSPECTION, Kind.MARKER_TABLE),
    *_usual(PRACTICE_INSPECTION, Kind.RESURVEY_MAP, when="有修测、补调时"),
    *_usual(PRACTICE_INSPECTION, Kind.CROSSING_TABLE, Kind.PROBLEM_LIST),
    *_law(LAW_353_REPORT, Kind.INSPECTION_REPORT, Kind.INSPECTION_FILING),
    *_usual(PRACTICE_INSPECTION, Kind.CATALOGUE),
)
CHANGE = (
    *_law(LAW_704, Kind.CHANGE_APPLICATION, Kind.CHANGE_FACTS, Kind.CHANGE_RISK, Kind.CHANGE_EXPERTS),
    *_law(LAW_704, Kind.CHANGE_OPINIONS, Kind.CHANGE_MAP_BEFORE, Kind.CHANGE_MAP_PLAN),
    *_law("《行政区划管理条例》第二十条", Kind.APPROVAL),
    *_law("《行政区划管理条例》第十五条", Kind.CHANGE_COMPLETION),
    *_law("《行政区划管理条例》第十七条", Kind.CHANGE_CODE, when="涉及区划代码时"),
    *_law("《行政区划管理条例》第十八条", Kind.NOTICE),
    *_law("《行政区划管理条例》第十六条", Kind.AGREEMENT, Kind.MARKER_TABLE, when="涉及界线勘定时"),
)
NAME = _law("《地名管理条例》第十一条、第十三条、第十四条", Kind.NAME_APPLICATION, Kind.NAME_DECISION)
LISTS: Mapping[str, tuple[Wanted, ...]] = {"line": LINE, "inspection": INSPECTION, "change": CHANGE, "name": NAME}


@dataclass(frozen=True)
class Place:
    """One place of a dossier: the paper asked for and how many items there are of it."""

    wanted: Wanted
    count: int

    @property
    def missing(self) -> bool:
        return self.count == 0 and not self.wanted.when


def compare(wanted: Iterable[Wanted], present: Mapping[str, int]) -> list[Place]:
    """The dossier list with what is there; `present` counts the items by kind."""
    return [Place(paper, present.get(paper.kind, 0)) for paper in wanted]


def missing(wanted: Iterable[Wanted], present: Mapping[str, int]) -> list[Wanted]:
    """The papers that are asked for in any case and are not there."""
    return [place.wanted for place in compare(wanted, present) if place.missing]
