"""An edited 走向说明 read back: where each section begins and ends, its directions, lengths and names. No I/O.

A paragraph describes a section where it says from where (自…起) or to where (至…). What is read carries its place in
the text (`Place`: paragraph from 1, first and last character within it), so that a finding can show it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from survey.course.stations import Station

UNITS = {"米": 1.0, "m": 1.0, "公里": 1000.0, "千米": 1000.0, "km": 1000.0}
LENGTH = r"(?P<{0}>\d[\d,，]*(?:\.\d+)?)\s*(?P<{0}_unit>千米|公里|米|km|m)"
TURN = r"(?<!走)(?:向|往)"
COMPASS = "[东南西北偏正]+"
FROM = re.compile(r"[自由从](?P<place>[^，,。；]{1,80}?)起(?![伏点])")
TO = re.compile(r"(?:止于|终于|直?至|到)(?P<place>[^，,。；]{1,80}?)(?:止)?(?=[，,。；]|$)")
LEG = re.compile(
    rf"(?:沿(?P<along>[^，,。；]{{1,40}}?))?(?:再|又|折|转|继续)*"
    rf"(?:{TURN}(?P<word>{COMPASS})(?:方向)?(?:沿(?P<after>[^，,。；]{{1,40}}?))?(?=[行前延走约至到再又折转沿继，,。；]|\d|$)|(?P<around>环绕一周，?))"
    rf"(?:(?:行进|前行|延伸|行|走)?约?(?:{LENGTH.format('length')}))?"
)
WHOLE = re.compile(rf"走向为?(?P<word>{COMPASS})")
TOTAL = re.compile(rf"(?:全长|段长|共长|，长|^长)为?约?{LENGTH.format('length')}")
PAST = re.compile(r"(?:途?经过?)(?P<name>[^，,。；]{1,40}?)(?:的)?(?:[东南西北]{1,2}侧|附近)")
NUMBER = re.compile(r"(?P<number>[0-9A-Za-z][0-9A-Za-z\-－]*)号?(?:[单双三]面?型?)?界桩")
#: what is followed without bearing a name
COMMON = re.compile(
    r"(?:山脊线?|山脊|分水岭|分水线|山谷线?|谷底|山梁|岗梁|陡坎|河流|河道|河|沟|小河|溪流|水渠|沟渠|渠道|渠|排水沟|"
    r"公路|道路|铁路|乡道|村道|县道|机耕道|田间道|小路|土路|路|田埂|地埂|地界|林带|林缘|林班线|堤坝|堤|库岸|湖岸|"
    r"主航道|中心线|中心|中线|中泓线|水边线|左岸|右岸|岸边|岸线?|边缘|边线|[东南西北]{1,2}侧|一侧|侧|直线|该|原|大致|的)+"
)
SUFFIX = re.compile(
    r"(?:主航道|中心线|中心|中线|中泓线|水边线|左岸|右岸|岸边|岸线|山脊线?|分水岭|"
    r"边缘|边线|[东南西北]{1,2}侧|一侧|的)+$"
)


@dataclass(frozen=True)
class Place:
    """Where in the text something stands: paragraph (as a page numbers lines, from 1) and characters in it."""

    row: int
    begin: int
    end: int
    words: str


@dataclass(frozen=True)
class ReadLeg:
    """One leg as the text says it; `word` empty where the line goes around."""

    word: str
    metres: float | None
    place: Place
    length_place: Place | None


@dataclass(frozen=True)
class ReadSection:
    """One paragraph: `begin` and `end` are the words for the stations, None where the text does not say."""

    row: int
    begin: Place | None
    end: Place | None
    legs: tuple[ReadLeg, ...]
    whole: Place | None
    total: Place | None
    total_m: float | None
    names: tuple[Place, ...] = field(default=())
    markers: tuple[Place, ...] = field(default=())


@dataclass(frozen=True)
class ReadText:
    """The whole text; `total` is the length that the opening says."""

    sections: tuple[ReadSection, ...]
    total: Place | None = None
    total_m: float | None = None

    @property
    def names(self) -> set[str]:
        """All names that the text uses for what the line follows and passes."""
        return {place.words for section in self.sections for place in section.names}


def read_text(text: str) -> ReadText:
    """Every paragraph that describes a section, and the length that another one before them tells."""
    sections: list[ReadSection] = []
    total, total_m = None, None
    for row, paragraph in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if FROM.search(paragraph) or (LEG.search(paragraph) and TO.search(paragraph)):
            sections.append(_section(row, paragraph))
        elif not sections and (found := TOTAL.search(paragraph)):
            total, total_m = _place(row, found, "length"), _metres(found)
    return ReadText(tuple(sections), total, total_m)


def _section(row: int, paragraph: str) -> ReadSection:
    begin = FROM.search(paragraph)
    after = begin.end() if begin else 0
    legs = tuple(_legs(row, paragraph, after))
    ends = [found for found in TO.finditer(paragraph, after) if _is_station(found["place"])]
    ends = ends or list(TO.finditer(paragraph, after))
    whole = WHOLE.search(paragraph, after)
    totals = list(TOTAL.finditer(paragraph, after))
    total = totals[-1] if totals else None
    return ReadSection(
        row=row,
        begin=_place(row, begin, "place") if begin else None,
        end=_place(row, ends[-1], "place") if ends else None,
        legs=legs,
        whole=_place(row, whole, "word") if whole else None,
        total=_place(row, total, "length") if total else None,
        total_m=_metres(total) if total else None,
        names=tuple(_names(row, paragraph, after)),
        markers=tuple(_place(row, found, "number") for found in NUMBER.finditer(paragraph)),
    )


def _is_station(words: str) -> bool:
    return bool(NUMBER.search(words)) or words.endswith(("起点", "终点", "三交点", "交界处"))


def _legs(row: int, paragraph: str, after: int) -> Iterator[ReadLeg]:
    for found in LEG.finditer(paragraph, after):
        word = found["word"] or ""
        place = _place(row, found, "word" if word else "around")
        length = _place(row, found, "length") if found["length"] else None
        yield ReadLeg(word.replace("正", ""), _metres(found) if length else None, place, length)


def _names(row: int, paragraph: str, after: int) -> Iterator[Place]:
    for found in LEG.finditer(paragraph, after):
        for group in ("along", "after"):
            words = SUFFIX.sub("", found[group] or "")
            if words and not COMMON.fullmatch(found[group]):
                yield Place(row, found.start(group), found.start(group) + len(words), words)
    for found in PAST.finditer(paragraph, after):
        if not NUMBER.search(found["name"]) and not COMMON.fullmatch(found["name"]):
            yield _place(row, found, "name")


def _place(row: int, found: re.Match[str], group: str) -> Place:
    return Place(row, found.start(group), found.end(group), found[group])


def _metres(found: re.Match[str]) -> float:
    return float(re.sub("[,，]", "", found["length"])) * UNITS[found["length_unit"]]


def station_meant(words: str, stations: Sequence[Station]) -> Station | None:
    """The station that words mean: by all its words, or by the numbers of its markers; None where there is none."""
    plain = re.sub(r"\s", "", words)
    for station in stations:
        if plain in (station.label, station.words, station.name):
            return station
    numbers = re.split(r"[、和及与,]", re.sub(r"号?(?:[单双三]面?型?)?(?:界桩)?$", "", plain))
    meant = {_numbered(number, stations) for number in numbers}
    return meant.pop() if len(meant) == 1 else None


def _numbered(number: str, stations: Sequence[Station]) -> Station | None:
    wanted = number.removesuffix("号").replace("－", "-")
    return next((station for station in stations if wanted in station.numbers), None)
