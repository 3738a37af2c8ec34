"""How far along its line a marker stands (里程), and on whose side. No ORM, no I/O.

Coordinates are (longitude, latitude) in degrees; lengths are geodesic metres on the ellipsoid.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from boundaries.lines.network import ELLIPSOID
from boundaries.lines.topology import Owner, Point, Stretch


@dataclass(frozen=True)
class Spot:
    """The nearest place on a line: metres from its beginning, metres off it, and who owns the side stood on."""

    chainage_m: float
    off_m: float
    side: Owner
    foot: Point


class Course:
    """A line from its beginning to its end, ready to be asked for the nearest place again and again."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        starts, ends, owners = [], [], []
        for stretch in stretches:
            places = np.array(stretch.points)
            starts.append(places[:-1])
            ends.append(places[1:])
            owners += [(stretch.left, stretch.right)] * (len(places) - 1)
        self.starts, self.ends, self.owners = np.concatenate(starts), np.concatenate(ends), owners
        lengths = ELLIPSOID.inv(*self.starts.T, *self.ends.T)[2]
        self.gone = np.concatenate(([0.0], np.cumsum(lengths)))

    def at(self, place: Point) -> Spot:
        """The nearest place: in a plane that fits at the marker, then measured on the ellipsoid."""
        scale = np.array([math.cos(math.radians(place[1])), 1.0])
        starts, steps = (self.starts - place) * scale, (self.ends - self.starts) * scale
        squared = np.maximum((steps**2).sum(axis=1), 1e-30)
        share = np.clip(-(starts * steps).sum(axis=1) / squared, 0.0, 1.0)
        off = starts + steps * share[:, None]
        index = int(np.argmin((off**2).sum(axis=1)))
        start, end = self.starts[index], self.ends[index]
        foot = start + (end - start) * share[index]
        along = float(ELLIPSOID.inv(*start, *foot)[2])
        distance = float(ELLIPSOID.inv(*place, *foot)[2])
        turn = steps[index][0] * -starts[index][1] - steps[index][1] * -starts[index][0]
        left, right = self.owners[index]
        side = None if distance < 0.001 else left if turn > 0 else right
        return Spot(float(self.gone[index]) + along, distance, side, (float(foot[0]), float(foot[1])))
