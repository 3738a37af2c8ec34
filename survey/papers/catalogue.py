"""Which papers a survey has (勘界文书): how each is made, from what, under which step and kind it is filed. No ORM."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from boundaries.archive.kinds import Kind
from boundaries.lines.papers.marker_form import marker_forms
from boundaries.lines.papers.place_notes import place_notes
from boundaries.lines.papers.tables import marker_table, point_table
from office.log.hashing import digest
from office.papers.content import Paper
from survey.papers.contents.agreement import agreement, three_way_agreement
from survey.papers.contents.course import course_paper
from survey.papers.contents.facts import SurveyFacts
from survey.papers.contents.summary import file_list, summary
from survey.papers.map.drawing import agreement_map

Build = Callable[[SurveyFacts], list[Paper]]
WHOSE = ("line", "code", "level", "sides", "sample")


@dataclass(frozen=True)
class PaperKind:
    """One paper: `step` and `filed_as` say where it belongs; `rests_on` which facts it is made from."""

    key: str
    label: str
    filed_as: Kind
    step: str
    rests_on: tuple[str, ...]
    build: Build

    def basis(self, facts: SurveyFacts) -> str:
        """The hash of what the paper is made from; who has signed by then and the day are no part of it."""
        unsigned = dataclasses.replace(facts, sides=tuple(dataclasses.replace(side, signed=()) for side in facts.sides))
        return digest({"kind": self.key, **{name: _plain(getattr(unsigned, name)) for name in self.rests_on}})

    def papers(self, facts: SurveyFacts) -> list[Paper]:
        """What there is of it; each page says from what it was made."""
        return self.build(dataclasses.replace(facts, printed=self.basis(facts)))


def _plain(value: Any) -> Any:
    """Values of dataclasses for the hash, photographs by the hash of their originals."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (each.name for each in dataclasses.fields(value))
        return {name: _plain(getattr(value, name)) for name in fields if name != "data"}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


def _points(build: Callable[[str, Any, str], Paper], role: str = "") -> Build:
    """A paper over the points, of one role where said; none where there are none."""

    def made(facts: SurveyFacts) -> list[Paper]:
        points = [point for point in facts.points if not role or point.role != role]
        return [build(facts.line, points, facts.foot)] if points else []

    return made


def _three_way(facts: SurveyFacts) -> list[Paper]:
    return [three_way_agreement(facts, point) for point in facts.three_way]


def _map(facts: SurveyFacts) -> list[Paper]:
    drawn = agreement_map(facts)
    return [drawn] if drawn else []


OFFICE, AGREEMENT, HAND_OVER = "office_work", "agreement", "hand_over"
SUMMED = (*WHOSE, "scale", "standard", "opened_on", "points", "sections", "steps", "disputes", "remarks",
          "remarks_open", "observations")  # fmt: skip
PAPERS = (
    PaperKind("marker_form", "界桩登记表", Kind.MARKER_FORM, OFFICE, (*WHOSE, "points"),
              _points(marker_forms, "边界点")),
    PaperKind("marker_table", "界桩成果表", Kind.MARKER_TABLE, OFFICE, (*WHOSE, "points"),
              _points(marker_table, "边界点")),
    PaperKind("point_table", "边界点成果表", Kind.POINT_TABLE, OFFICE, (*WHOSE, "points"), _points(point_table)),
    PaperKind("place_notes", "边界点位置说明", Kind.AGREEMENT_ANNEX, OFFICE, (*WHOSE, "points"), _points(place_notes)),
    PaperKind("course", "边界线走向说明", Kind.AGREEMENT_ANNEX, OFFICE, (*WHOSE, "course", "sections"),
              lambda facts: [course_paper(facts)]),
    PaperKind("agreement", "协议书", Kind.AGREEMENT, AGREEMENT,
              (*WHOSE, "scale", "points", "sections", "course", "disputes", "content_hash"),
              lambda facts: [agreement(facts)]),
    PaperKind("agreement_map", "协议书附图", Kind.AGREEMENT_MAP, AGREEMENT,
              (*WHOSE, "scale", "points", "paths", "neighbours", "disputes", "stamp"), _map),
    PaperKind("three_way", "三交点协议书", Kind.TRIPLE_AGREEMENT, AGREEMENT,
              (*WHOSE, "points", "content_hash"), _three_way),
    PaperKind("summary", "勘界工作总结", Kind.SURVEY_SUMMARY, HAND_OVER, SUMMED, lambda facts: [summary(facts)]),
    PaperKind("file_list", "卷内文件目录", Kind.CATALOGUE, HAND_OVER, (*WHOSE, "title", "filed"),
              lambda facts: [file_list(facts)]),
)  # fmt: skip


def kind_called(key: str) -> PaperKind | None:
    return next((kind for kind in PAPERS if kind.key == key), None)


def bases(facts: SurveyFacts) -> dict[str, str]:
    """What each kind of paper would be made from now."""
    return {kind.key: kind.basis(facts) for kind in PAPERS}


def all_papers(facts: SurveyFacts) -> Iterator[tuple[PaperKind, Paper]]:
    """Every paper of a survey with its kind, in the order of the dossier."""
    for kind in PAPERS:
        for paper in kind.papers(facts):
            yield kind, paper
