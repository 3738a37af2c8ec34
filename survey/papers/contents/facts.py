"""A survey as plain values (勘界工作内容), from which all of its papers are made. No ORM, no I/O."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from boundaries.lines.papers.facts import PointFacts
from boundaries.lines.topology import Point
from survey.course.sections import Section

LETTERS = "甲乙丙丁戊"


@dataclass(frozen=True)
class Side:
    """One party: short name, its full name from the county down, the team that measured, whether it signed and when."""

    name: str
    full: str
    team: str = ""
    licence: str = ""
    leader: str = ""
    members: str = ""
    signed: tuple[str, ...] = ()

    @property
    def government(self) -> str:
        """Who signs; a subdistrict has an office of its government (街道办事处)."""
        return f"{self.full}办事处" if self.full.endswith("街道") else f"{self.full}人民政府"


@dataclass(frozen=True)
class StepFacts:
    """A step as the summary tells it."""

    title: str
    done_on: datetime.date | None = None
    note: str = ""


@dataclass(frozen=True)
class Filed:
    """A paper of the survey as the file list names it."""

    title: str
    responsible: str = ""
    number: str = ""
    day: datetime.date | None = None
    pages: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Dispute:
    """A stretch on which the sides did not agree, and how that ended; empty where it goes on."""

    from_m: float
    to_m: float
    evidence: str
    ended: str = ""


@dataclass(frozen=True)
class Neighbour:
    """What lies beside the line on the map: name, outlines in degrees, which side it is (0 A, 1 B, None other)."""

    name: str
    rings: tuple[tuple[Point, ...], ...]
    label: Point | None = None
    side: int | None = None


@dataclass(frozen=True)
class SurveyFacts:
    """All that the papers of a survey say.

    `content_hash` is what the sides sign over, `printed` what the paper at hand was made from.
    """

    title: str
    line: str
    code: str
    level: str
    sides: tuple[Side, ...]
    scale: int
    standard: str
    opened_on: datetime.date | None = None
    day: datetime.date | None = None
    points: tuple[PointFacts, ...] = ()
    paths: tuple[tuple[Point, ...], ...] = field(default=(), repr=False)
    sections: tuple[Section, ...] = field(default=(), repr=False)
    course: str = ""
    neighbours: tuple[Neighbour, ...] = field(default=(), repr=False)
    steps: tuple[StepFacts, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    remarks: int = 0
    remarks_open: int = 0
    observations: int = 0
    filed: tuple[Filed, ...] = ()
    content_hash: str = ""
    printed: str = ""
    stamp: str = ""
    sample: bool = False

    @property
    def markers(self) -> list[PointFacts]:
        return [point for point in self.points if point.role == "界桩点"]

    @property
    def three_way(self) -> list[PointFacts]:
        return [point for point in self.points if point.role == "三交点"]

    @property
    def length_m(self) -> float:
        return sum(section.length_m for section in self.sections)

    @property
    def foot(self) -> str:
        """What stands at the foot of every page: which content it was made from."""
        return f"内容散列 {self.printed[:16]}" if self.printed else ""

    def lettered(self) -> Sequence[tuple[str, Side]]:
        """甲, 乙, 丙 with their sides, the smaller code first."""
        return list(zip(LETTERS, self.sides, strict=False))
