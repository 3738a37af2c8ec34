"""协议书附图: the ground inside the frame, and what stands around it, on one sheet or on several. No ORM, no I/O."""

from office.papers.content import Paper, Picture, Sheet
from office.papers.faces import HEI, in_drawing
from survey.papers.contents.facts import SurveyFacts
from survey.papers.map import ground, index, margin
from survey.papers.map.names import names_on
from survey.papers.map.sheet import MapSheet
from survey.papers.map.sheets import Atlas, atlas_of
from survey.papers.map.strokes import Box

EDGE = 2.0  # millimetres around, on which nothing is drawn


def agreement_map(facts: SurveyFacts) -> Paper | None:
    """The map at the working scale, where one sheet is too small behind an index; None where the line is not known."""
    if not any(facts.paths):
        return None
    atlas = atlas_of(facts.paths, facts.scale)
    pictures = tuple(
        Picture(
            sheet.paper.width - 2 * EDGE,
            sheet.paper.height - 2 * EDGE,
            svg=svg_of(facts, atlas, number),
            says=f"{facts.line}协议书附图{index.sheet_words(atlas, number)}",
        )
        for number, sheet in enumerate(atlas.sheets)
    )
    first = atlas.whole.paper
    flat = Sheet(first.size, first.across, (EDGE, EDGE, EDGE / 2, EDGE))
    return Paper(f"{facts.line}协议书附图", pictures, sheet=flat, sample=facts.sample, bare=True)


def svg_of(facts: SurveyFacts, atlas: Atlas, number: int = 0) -> str:
    """A whole sheet; one unit is one millimetre. `number` 0 is the whole line, the parts count from 1."""
    sheet: MapSheet = atlas.sheets[number]
    width, height = sheet.paper.width - 2 * EDGE, sheet.paper.height - 2 * EDGE
    left, top, right, bottom = sheet.frame
    taken: list[Box] = []
    drawn = "".join(
        [
            *ground.areas(facts, sheet),
            *ground.grid(sheet),
            *(index.frames(atlas, taken) if number == 0 else ()),
            *ground.line(facts, sheet),
            *ground.points(facts, sheet, taken),
            *(index.joins(atlas, number, taken) if number else ()),
            *names_on(facts, sheet, taken),
        ]
    )
    around = "".join(
        [
            *margin.frame(facts, sheet, index.sheet_words(atlas, number)),
            *margin.north(sheet),
            *margin.foot(facts, sheet, whole=number == 0 and not atlas.parts),
            *(index.key(atlas, number, facts) if number else ()),
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{EDGE} {EDGE} {width} {height}" width="{width}"'
        f' height="{height}" font-family="{in_drawing(HEI)}"><clipPath id="map{number}"><rect x="{left}" y="{top}"'
        f' width="{right - left}" height="{bottom - top}"/></clipPath><rect width="{width + 2 * EDGE}"'
        f' height="{height + 2 * EDGE}" fill="#fff"/><g clip-path="url(#map{number})">{drawn}</g>{around}</svg>'
    )
