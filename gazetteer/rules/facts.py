"""What an application tells of the thing beside its name (申报的事实), in plain values."""

from dataclasses import dataclass
from math import atan2, cos, degrees, radians

LonLat = tuple[float, float]


@dataclass(frozen=True)
class Facts:
    """None is not asked or not known; an empty text is a field that was left empty.

    Lengths and widths in metres, the area in square metres; `bearing` is the direction of a line in degrees from
    north, 0 to 180. `minority_forms` holds the names in minority scripts, `naming_plan` the 地名方案
    that holds the name.
    """

    no_link_statement: str = ""
    length_m: float | None = None
    width_m: float | None = None
    area_m2: float | None = None
    bearing: float | None = None
    minority_forms: tuple[str, ...] | None = None
    naming_plan: str | None = None


def bearing_of(first: LonLat, last: LonLat) -> float | None:
    """The direction between two longitude-latitude points, degrees from north, 0 to 180; None for one place."""
    east = (last[0] - first[0]) * cos(radians((first[1] + last[1]) / 2))
    north = last[1] - first[1]
    return None if east == north == 0 else degrees(atan2(east, north)) % 180
