"""The position sketch (位置略图) as a drawing for paper, from the plain values of the sketch on the page. No I/O."""

from html import escape

from boundaries.lines.markers.sketch import Sketch
from office.papers.faces import HEI, in_drawing

RED, INK, QUIET = "#b0301c", "#1e282d", "#8b938f"
MIDDLE = 200


def svg_of(sketch: Sketch, number: str) -> str:
    """The sketch in its own units; the words keep inside the frame."""
    parts = [f'<path d="{path}" fill="none" stroke="{RED}" stroke-width="2.5"/>' for path in sketch.paths]
    for each in sketch.seen:
        parts.append(f'<path d="M{MIDDLE} {MIDDLE}L{each.x} {each.y}" stroke="{QUIET}" stroke-dasharray="4 4"/>')
        parts.append(f'<circle cx="{each.x}" cy="{each.y}" r="4" fill="{INK}"/>')
        right = each.x >= MIDDLE  # words stand on the outer side, so that those of two objects seldom meet
        at, anchor = (each.x + 8, "start") if right else (each.x - 8, "end")
        parts.append(_words(at, each.y + 5, f"{each.number} {each.words}", anchor))
    parts.append(f'<rect x="{MIDDLE - 6}" y="{MIDDLE - 6}" width="12" height="12" fill="{RED}"/>')
    parts.append(_words(MIDDLE + 12, MIDDLE + 20, number, "start"))
    parts.append(f'<path d="M376 46V16M370 26L376 14L382 26" fill="none" stroke="{INK}" stroke-width="1.5"/>')
    parts.append(_words(376, 64, "北", "middle"))
    parts.append(f'<path d="M16 376V380H{16 + sketch.bar:.1f}V376" fill="none" stroke="{INK}" stroke-width="1.5"/>')
    parts.append(_words(16, 370, f"{sketch.bar_m} 米", "start"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sketch.size} {sketch.size}"'
        f' font-family="{in_drawing(HEI)}"><rect width="{sketch.size}" height="{sketch.size}" fill="#fff"/>'
        f"{''.join(parts)}</svg>"
    )


def _words(x: float, y: float, words: str, anchor: str) -> str:
    size = 15.0
    width = sum(1.0 if ord(sign) > 0x2E7F else 0.56 for sign in words) * size
    size = min(size, size * 300 / width) if width else size
    width = min(width, 300)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    left = min(max(left, 4), 396 - width)
    return f'<text x="{left:.1f}" y="{max(y, 14):.1f}" font-size="{size:.1f}" fill="{INK}">{escape(words)}</text>'
