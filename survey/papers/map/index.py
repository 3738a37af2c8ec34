"""Which sheet is where (接图表): the frames on the whole map, a key in the foot of each part, what joins it. No I/O."""

from collections.abc import Iterator

import numpy as np

from survey.papers.contents.facts import SurveyFacts
from survey.papers.map.sheets import Atlas
from survey.papers.map.strokes import INK, QUIET, RED, Box, framed, path_of, shared, text, words_width

KEY = (58.0, 28.0)  # millimetres of the key
SIGNING = 100.0  # where the sides sign, from the right edge of the frame


def sheet_words(atlas: Atlas, number: int) -> str:
    """Behind the title: 总图, or 第2幅，共7幅; nothing where there is one sheet."""
    if not atlas.parts:
        return ""
    return f"（第 {number} 幅，共 {len(atlas.parts)} 幅）" if number else "（总图）"


def frames(atlas: Atlas, taken: list[Box]) -> Iterator[str]:
    """The frames of the parts on the whole map, each with its number in a corner."""
    for number, part in enumerate(atlas.parts, 1):
        box = atlas.whole.corners(part)
        yield framed(box, 0.25, stroke=QUIET)
        spot = _free_corner(box, taken)
        taken.append(spot)
        yield text(spot[0] + 0.6, spot[3] - 0.8, str(number), 3.0, fill=QUIET, halo=True, weight=700)


def _free_corner(box: Box, taken: list[Box]) -> Box:
    """The corner inside a frame where a number meets the fewest others."""
    left, top, right, bottom = box
    wide, tall = 5.0, 4.0
    corners = [
        (x, y, x + wide, y + tall) for y in (top + 0.5, bottom - tall - 0.5) for x in (left + 0.5, right - wide - 0.5)
    ]
    return min(corners, key=lambda corner: sum(shared(corner, other) for other in taken))


def joins(atlas: Atlas, number: int, taken: list[Box]) -> Iterator[str]:
    """At the side towards the sheet before and the next: 接第3幅."""
    sheet = atlas.sheets[number]
    left, top, right, bottom = sheet.frame
    for other in (number - 1, number + 1):
        if not 1 <= other <= len(atlas.parts):
            continue
        east, north = np.array(atlas.sheets[other].middle) - np.array(sheet.middle)
        words, size = f"接第 {other} 幅", 2.8
        half = words_width(words, size) / 2 + 1
        share = min((right - left) / 2 / (abs(east) or 1e-9), (bottom - top) / 2 / (abs(north) or 1e-9))
        x = min(max((left + right) / 2 + east * share, left + half + 1), right - half - 1)
        y = min(max((top + bottom) / 2 - north * share, top + 4), bottom - 2)
        box = (x - half, y - size, x + half, y + 0.8)
        taken.append(box)
        yield framed((box[0], box[1] - 0.6, box[2], box[3] + 0.4), 0.15, fill="#fff", stroke=QUIET)
        yield text(x, y, words, size, anchor="middle")


def key(atlas: Atlas, number: int, facts: SurveyFacts) -> Iterator[str]:
    """All frames and the line, small, in the foot; the sheet that one holds is filled."""
    _, _, right, bottom = atlas.sheets[number].frame
    corners = np.array([atlas.whole.corners(part) for part in atlas.parts])
    low, high = corners[:, :2].min(axis=0), corners[:, 2:].max(axis=0)
    size = min(KEY[0] / (high[0] - low[0]), KEY[1] / (high[1] - low[1]))
    x, y = right + 6 - SIGNING - KEY[0], bottom + 12
    yield text(x, y + 2, "接图表", 3.2, weight=700)
    parts = []
    for other, box in enumerate(corners, 1):
        fill = "#dfe9ef" if other == number else "#fff"
        parts.append(framed((box[0], box[1], box[2], box[3]), 0.2 / size, fill=fill, stroke=QUIET))
    for path in facts.paths:
        drawn = path_of(atlas.whole.at(path))
        parts.append(f'<path d="{drawn}" fill="none" stroke="{RED}" stroke-width="{0.3 / size:.3f}"/>')
    for other, box in enumerate(corners, 1):
        bold = 700 if other == number else 400
        middle = (box[0] + box[2]) / 2, box[1] + 3.0 / size
        parts.append(text(*middle, str(other), 2.4 / size, anchor="middle", fill=INK, halo=True, weight=bold))
    moved = f"translate({x:.2f} {y + 5:.2f}) scale({size:.4f}) translate({-low[0]:.2f} {-low[1]:.2f})"
    yield f'<g transform="{moved}">{"".join(parts)}</g>'
