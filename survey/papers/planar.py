"""Degrees of CGCS2000 in the 3° zone where they lie (同一基准内的投影): exact; another datum is never taken. No I/O."""

from dataclasses import dataclass

from office.spatial.systems import CATALOGUE, Datum, Shape, System, from_degrees


@dataclass(frozen=True)
class Plane:
    """East with its zone in front and north, in metres, in a declared system."""

    crs: str
    east: float
    north: float


def in_zone(crs: str, lon: float, lat: float) -> Plane | None:
    """A place given in degrees of CGCS2000, projected; None for anything else."""
    given = CATALOGUE.get(crs)
    if given is None or given.projected or given.datum is not Datum.CGCS2000:
        return None
    zone = round(lon / 3)
    system = next((each for each in CATALOGUE.values() if _zoned(each) and each.zone == zone), None)
    if system is None:
        return None
    east, north = from_degrees(system).transform(lon, lat)
    return Plane(system.code, round(float(east), 3), round(float(north), 3))


def _zoned(system: System) -> bool:
    return system.datum is Datum.CGCS2000 and system.shape is Shape.GK3
