"""What the papers of a line say of its markers and points, as words and numbers ready to be written. No ORM, no I/O.

Built from the register as well as from a survey, so that both make the same paper.
"""

from dataclasses import dataclass, field

from boundaries.lines.markers.sketch import Sketch


@dataclass(frozen=True)
class Reference:
    """A reference object (方位物): azimuth in degrees of the grid, distance in metres."""

    name: str
    part: str
    azimuth: float
    distance_m: float


@dataclass(frozen=True)
class Signed:
    """Who signs for a side: technician, survey office (勘界办), day; empty where nobody has yet."""

    side: str
    technician: str = ""
    office: str = ""
    day: str = ""


@dataclass(frozen=True)
class Photo:
    """A photograph with what it shows (近景…) and the hash of its original; `data` only where it is to be set."""

    label: str
    data: bytes = field(repr=False)
    sha256: str = ""


@dataclass(frozen=True)
class PointFacts:
    """A marker or boundary point. `x` is north and `y` east in the declared `system`; `lon`, `lat` CGCS2000 degrees."""

    number: str
    role: str = "界桩点"
    code: str = ""
    name: str = ""
    level: str = ""
    kind: str = ""
    faces: str = ""
    material: str = ""
    line: str = ""
    duty: str = ""
    places: tuple[str, ...] = ()
    x: float | None = None
    y: float | None = None
    system: str = ""
    lon: float | None = None
    lat: float | None = None
    height: float | None = None
    height_system: str = ""
    sheet: str = ""
    scale: int | None = None
    method: str = ""
    accuracy_m: float | None = None
    references: tuple[Reference, ...] = ()
    description: str = ""
    signed: tuple[Signed, ...] = ()
    change: str = ""
    note: str = ""
    sketch: Sketch | None = None
    photos: tuple[Photo, ...] = field(default=(), repr=False)
    sample: bool = False
