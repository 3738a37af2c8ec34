"""The sixteen directions of a 走向说明, from true north (真方位角), each 22°30′ wide around its centre. No I/O.

北 reaches from 348°45′ to 11°15′, 北偏东北 from there to 33°45′, and so on clockwise.
"""

from boundaries.lines.network import ELLIPSOID
from boundaries.lines.topology import Point

WORDS = (
    "北", "北偏东北", "东北", "东偏东北", "东", "东偏东南", "东南", "南偏东南",
    "南", "南偏西南", "西南", "西偏西南", "西", "西偏西北", "西北", "北偏西北",
)  # fmt: skip
WIDTH = 360 / len(WORDS)
LEAST_CHORD_M = 0.5


def azimuth(start: Point, end: Point) -> float | None:
    """Degrees clockwise from true north on the ellipsoid, at the beginning; None where both are one place."""
    forward, _, distance = ELLIPSOID.inv(*start, *end)
    return float(forward) % 360 if distance >= LEAST_CHORD_M else None


def word_of(degrees: float) -> str:
    """The direction of an azimuth; a bound belongs to the direction that begins there."""
    return WORDS[int((degrees + WIDTH / 2) // WIDTH) % len(WORDS)]


def classes_apart(one: str, other: str) -> int:
    """How many directions lie between two words, the shorter way round. ValueError for a word that is none."""
    steps = abs(WORDS.index(one) - WORDS.index(other))
    return min(steps, len(WORDS) - steps)
