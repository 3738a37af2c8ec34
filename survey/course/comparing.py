"""An edited 走向说明 against the geometry: S15 (directions, order of markers, names), S16 (lengths). No ORM, no I/O.

Every finding carries the paragraph as `row` and in its evidence the words with their first and last character.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from office.papers.written import in_minutes
from office.rulesets.findings import Basis, Finding, Severity
from survey.course.directions import WORDS, classes_apart, word_of
from survey.course.reading import Place, ReadLeg, ReadSection, ReadText, station_meant
from survey.course.sections import Section, chord_azimuth, section_between
from survey.course.stations import Station
from survey.course.way import Way

CLAUSE = "GB/T 17796-2009 边界线走向说明"
LEAST_CHORD_M = 3.0  # of a shorter one whole metres do not tell the direction
FIELD = "text"


@dataclass(frozen=True)
class Tolerance:
    """How far the text may be off: directions by so many of the sixteen, lengths by a share and by whole metres."""

    directions: int = 1
    share: float = 0.01
    metres: float = 1.0

    def bears(self, stated: float, computed: float) -> bool:
        return abs(stated - computed) <= max(self.share * computed, self.metres)


class Comparing:
    """One text against one line; `existing`: which of its names exist, None where nobody knows names."""

    def __init__(
        self,
        way: Way,
        stations: Sequence[Station],
        existing: Collection[str] | None,
        tolerance: Tolerance | None = None,
    ) -> None:
        self.way, self.stations, self.existing = way, stations, existing
        self.tolerance = tolerance or Tolerance()

    def findings(self, text: ReadText) -> list[Finding]:
        """Everything that the text and the geometry do not agree on, in the order of the text."""
        if not text.sections:
            return [_empty()]
        found = list(self._whole(text))
        for section in text.sections:
            found += self._section(section)
        found += self._order(text.sections)
        return sorted(found, key=lambda finding: (finding.row or 0, finding.evidence.get("begin", 0)))

    def _whole(self, text: ReadText) -> Iterator[Finding]:
        """The length of all that is described."""
        if text.total is None or text.total_m is None:
            return
        meant = [self._meant(section) for section in text.sections]
        ends = [pair for pair in meant if pair]
        if len(ends) == len(meant):
            computed = sum(end.at_m - begin.at_m for begin, end in ends)
            if not self.tolerance.bears(text.total_m, computed):
                yield _length(text.total, "全长", text.total_m, computed)

    def _meant(self, section: ReadSection) -> tuple[Station, Station] | None:
        """The two stations of a paragraph, where both are known and in order."""
        begin = station_meant(section.begin.words, self.stations) if section.begin else None
        end = station_meant(section.end.words, self.stations) if section.end else None
        return (begin, end) if begin and end and begin.at_m < end.at_m else None

    def _section(self, section: ReadSection) -> Iterator[Finding]:
        yield from self._unknown(section)
        yield from _words(section)
        pair = self._meant(section)
        if pair is None:
            return
        begin, end = pair
        computed = section_between(self.way, begin, end)
        if section.whole and computed.direction:
            yield from self._direction(section.whole, computed.azimuth, f"{begin.name} 至 {end.name}")
        if section.total and section.total_m is not None and not self._bears(section.total_m, computed.length_m):
            yield _length(section.total, f"{begin.name} 至 {end.name}", section.total_m, computed.length_m)
        yield from self._legs(section.legs, computed)

    def _bears(self, stated: float, computed: float) -> bool:
        return self.tolerance.bears(stated, computed)

    def _unknown(self, section: ReadSection) -> Iterator[Finding]:
        """Markers and names that do not exist; a paragraph that does not say where it ends."""
        known = {number for station in self.stations for number in station.numbers}
        told = set[tuple[int, int]]()
        for place in section.markers:
            if place.words.replace("－", "-") not in known:
                told.add((place.begin, place.end))
                yield _no_marker(place)
        for words, bound in (("起点", section.begin), ("终点", section.end)):
            if bound is None:
                yield _missing(section, words)
            elif station_meant(bound.words, self.stations) is None and not _holds(bound, told):
                yield _no_station(bound)
        for place in section.names:
            if self.existing is not None and place.words not in self.existing:
                yield _no_name(place)

    def _direction(self, place: Place, computed: float | None, what: str) -> Iterator[Finding]:
        word = place.words.replace("正", "")
        if computed is None or word not in WORDS:
            return
        if classes_apart(word, word_of(computed)) > self.tolerance.directions:
            yield _turned(place, what, computed)

    def _legs(self, legs: Sequence[ReadLeg], computed: Section) -> Iterator[Finding]:
        """Each leg where it lies by the lengths before it; one without a length leaves the rest unjudged."""
        stated = [leg.metres for leg in legs]
        lengths = [metres for metres in stated if metres is not None]
        if not legs:
            return
        what = f"{computed.begin.name} 至 {computed.end.name}"
        if len(lengths) == len(legs) and not self._bears(sum(lengths), computed.length_m):
            last = legs[-1].length_place or legs[-1].place
            yield _length(last, f"{what}各段之和", sum(lengths), computed.length_m)
        if len(legs) == 1:
            yield from self._direction(legs[0].place, computed.azimuth, what)
            return
        if len(legs) == len(computed.legs):
            yield from self._one_by_one(legs, computed)
        elif len(lengths) == len(legs):
            yield from self._by_length(legs, lengths, computed)

    def _one_by_one(self, legs: Sequence[ReadLeg], computed: Section) -> Iterator[Finding]:
        """As many legs as the geometry has turning points: each is one of them."""
        for number, (leg, drawn) in enumerate(zip(legs, computed.legs, strict=True), 1):
            what = f"{computed.begin.name} 至 {computed.end.name}的第 {number} 折线"
            yield from self._direction(leg.place, drawn.azimuth, what)
            if leg.metres is not None and not self._bears(leg.metres, drawn.to_m - drawn.from_m):
                yield _length(leg.length_place or leg.place, what, leg.metres, drawn.to_m - drawn.from_m)

    def _by_length(self, legs: Sequence[ReadLeg], lengths: Sequence[float], computed: Section) -> Iterator[Finding]:
        at = computed.begin.at_m
        for number, (leg, metres) in enumerate(zip(legs, lengths, strict=True), 1):
            until = min(at + metres, computed.end.at_m)
            if until - at >= LEAST_CHORD_M:
                what = f"{computed.begin.name} 至 {computed.end.name}的第 {number} 折线"
                yield from self._direction(leg.place, chord_azimuth(self.way, at, until), what)
            at = until

    def _order(self, sections: Sequence[ReadSection]) -> Iterator[Finding]:
        """Stations in the order of the line; each paragraph begins where the one before ended; none is left out."""
        for section in sections:
            begin = station_meant(section.begin.words, self.stations) if section.begin else None
            end = station_meant(section.end.words, self.stations) if section.end else None
            if begin and end and begin.at_m >= end.at_m and section.end:
                yield _disordered(section.end, f"沿界线走向，{end.words}不在{begin.words}之后。")
            elif begin and end and (missing := self._between(begin, end)) and section.end:
                yield _left_out(section.end, missing)
        for before, after in pairwise(sections):
            if before.end and after.begin:
                yield from self._joint(before.end, after.begin)

    def _between(self, begin: Station, end: Station) -> list[Station]:
        first, last = self.stations.index(begin), self.stations.index(end)
        return [station for station in self.stations[first + 1 : last] if station.numbers]

    def _joint(self, ended: Place, begun: Place) -> Iterator[Finding]:
        one, other = station_meant(ended.words, self.stations), station_meant(begun.words, self.stations)
        if one is None or other is None or one == other:
            return
        place = self.stations.index(one)
        if one.run != other.run and self.stations[place + 1 : place + 2] == [other]:
            return
        yield _disordered(begun, f"上一段止于{one.words}，本段却自{other.words}起。")


def _holds(place: Place, spans: Collection[tuple[int, int]]) -> bool:
    """Whether one of some spans lies inside a place, so that it was told already."""
    return any(place.begin <= begin and end <= place.end for begin, end in spans)


def _words(section: ReadSection) -> Iterator[Finding]:
    """Directions that are none of the sixteen."""
    places = [*(leg.place for leg in section.legs if leg.word), *([section.whole] if section.whole else [])]
    for place in places:
        if place.words.replace("正", "") not in WORDS:
            yield _finding("S15", place, f"“{place.words}”不是十六方位之一。", f"请用：{'、'.join(WORDS)}。")


def _finding(rule: str, place: Place, message: str, fix: str, **evidence: Any) -> Finding:
    told = {"begin": place.begin, "end": place.end, "words": place.words, **evidence}
    return Finding(
        rule=rule,
        severity=Severity.WARN,
        basis=Basis.STANDARD if rule == "S15" else Basis.PRACTICE,
        message=message,
        clause=CLAUSE,
        fix=fix,
        evidence=told,
        row=place.row,
        field=FIELD,
    )


def _turned(place: Place, what: str, computed: float) -> Finding:
    word = word_of(computed)
    message = f"{what}写作“{place.words}”，按线形真方位角为 {in_minutes(computed)}，属“{word}”。"
    return _finding("S15", place, message, f"请改为“{word}”，或核对线形。", azimuth=round(computed, 4), direction=word)


def _length(place: Place, what: str, stated: float, computed: float) -> Finding:
    off = abs(stated - computed) / computed * 100 if computed else 100.0
    message = f"{what}写作 {stated:g} 米，按线形椭球长度为 {computed:.0f} 米，相差 {off:.1f}%。"
    fix = f"请改为 {computed:.0f} 米，或核对线形。"
    return _finding("S16", place, message, fix, stated_m=stated, computed_m=round(computed, 1))


def _no_marker(place: Place) -> Finding:
    return _finding("S15", place, f"本界线上没有界桩 {place.words}。", "请核对界桩号，或先登记此界桩。")


def _no_station(place: Place) -> Finding:
    fix = "请写界桩号（如 2223001Q号界桩），或界线的起点、终点。"
    return _finding("S15", place, f"“{place.words}”不是本界线的界桩或端点。", fix)


def _no_name(place: Place) -> Finding:
    return _finding("S15", place, f"地名库中没有“{place.words}”。", "请用标准地名；确有其名的，请先登记。")


def _missing(section: ReadSection, words: str) -> Finding:
    place = Place(section.row, 0, 0, "")
    return _finding("S15", place, f"本段没有写明{words}。", "请写成“自…起，边界线…，至…。”。")


def _disordered(place: Place, message: str) -> Finding:
    return _finding("S15", place, message, "请按界线走向排列各段，前后相接。")


def _left_out(place: Place, missing: Sequence[Station]) -> Finding:
    words = "、".join(station.words for station in missing)
    return _finding("S15", place, f"本段越过了{words}。", "走向说明应以界桩分段，请分段写明。")


def _empty() -> Finding:
    place = Place(1, 0, 0, "")
    return _finding("S15", place, "没有读到任何界段的走向。", "请写成“自…起，边界线向…方向行…米，至…。”。")
