"""Strokes and words of a map on paper (线划与注记); one unit is one millimetre. No ORM, no I/O."""

from html import escape

import numpy as np

from boundaries.lines.topology import Numbers

RED, INK, QUIET, GRID = "#c0281c", "#1e282d", "#6b7479", "#8fa6b2"
DASHED = f'stroke="{QUIET}" stroke-width="0.25" stroke-dasharray="2.4 0.8 0.5 0.8"'
Box = tuple[float, float, float, float]


def words_width(words: str, size: float) -> float:
    """About how wide words are set."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.56 for sign in words) * size


def text(
    x: float,
    y: float,
    words: str,
    size: float,
    *,
    anchor: str = "start",
    fill: str = INK,
    halo: bool = False,
    most: float = 0,
    weight: int = 400,
) -> str:
    if most and (width := words_width(words, size)) > most:
        size *= most / width
    place = f'x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" text-anchor="{anchor}" font-weight="{weight}"'
    under = f'<text {place} fill="#fff" stroke="#fff" stroke-width="0.9" stroke-linejoin="round">{escape(words)}</text>'
    return f'{under if halo else ""}<text {place} fill="{fill}">{escape(words)}</text>'


def path_of(points: Numbers, *, closed: bool = False) -> str:
    kept = points[np.append(True, (np.abs(np.diff(points, axis=0)) > 0.004).any(axis=1))]
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in kept) + ("Z" if closed else "")


def symbol(role: str, x: float, y: float) -> str:
    """A marker is a full circle, a boundary point an open one, a three-way point a triangle."""
    if role == "三交点":
        path = f"M{x:.2f} {y - 1.5:.2f}L{x + 1.4:.2f} {y + 1:.2f}H{x - 1.4:.2f}Z"
        return f'<path d="{path}" fill="{RED}" stroke="#fff" stroke-width="0.2"/>'
    fill, stroke, radius = (RED, "#fff", 1.05) if role == "界桩点" else ("#fff", RED, 0.8)
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius}" fill="{fill}" stroke="{stroke}" stroke-width="0.3"/>'


def shared(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return wide * tall if wide > 0 and tall > 0 else 0.0


def around(spot: tuple[float, float], wide: float, tall: float) -> Box:
    return spot[0] - wide / 2, spot[1] - tall / 2, spot[0] + wide / 2, spot[1] + tall / 2


def framed(box: Box, weight: float, *, fill: str = "none", stroke: str = INK) -> str:
    """A rectangle from its left, top, right, bottom."""
    left, top, right, bottom = box
    size = f'x="{left:.2f}" y="{top:.2f}" width="{right - left:.2f}" height="{bottom - top:.2f}"'
    return f'<rect {size} fill="{fill}" stroke="{stroke}" stroke-width="{weight}"/>'
