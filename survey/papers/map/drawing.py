"""协议书附图 on one sheet: the ground inside the frame, and what stands around it. No ORM, no I/O."""

from office.papers.content import Paper, Picture, Sheet
from office.papers.faces import HEI, in_drawing
from survey.papers.contents.facts import SurveyFacts
from survey.papers.map import ground, margin
from survey.papers.map.names import names_on
from survey.papers.map.sheet import MapSheet, sheet_for
from survey.papers.map.strokes import Box


def agreement_map(facts: SurveyFacts) -> Paper | None:
    """The map on one sheet; None where the line is not known."""
    places = [place for path in facts.paths for place in path]
    if not places:
        return None
    sheet = sheet_for(places, facts.scale)
    paper = sheet.paper
    picture = Picture(paper.width, paper.height, svg=svg_of(facts, sheet), says=f"{facts.line}协议书附图")
    flat = Sheet(paper.size, paper.across, (0, 0, 0, 0))
    return Paper(f"{facts.line}协议书附图", (picture,), sheet=flat, sample=facts.sample, bare=True)


def svg_of(facts: SurveyFacts, sheet: MapSheet) -> str:
    """The whole sheet; one unit is one millimetre."""
    width, height = sheet.paper.width, sheet.paper.height
    left, top, right, bottom = sheet.frame
    taken: list[Box] = []
    drawn = "".join(
        [
            *ground.areas(facts, sheet),
            *ground.grid(sheet),
            *ground.line(facts, sheet),
            *ground.points(facts, sheet, taken),
            *names_on(facts, sheet, taken),
        ]
    )
    around = "".join([*margin.frame(facts, sheet), *margin.north(sheet), *margin.foot(facts, sheet)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{in_drawing(HEI)}"><clipPath id="map"><rect x="{left}" y="{top}" width="{right - left}"'
        f' height="{bottom - top}"/></clipPath><rect width="{width}" height="{height}" fill="#fff"/>'
        f'<g clip-path="url(#map)">{drawn}</g>{around}</svg>'
    )
