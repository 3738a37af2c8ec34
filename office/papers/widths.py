"""How wide the columns of a table become (栏宽): no number is torn apart, what is left goes as the paper asks. Pure.

Widths are millimetres. A face is not known beforehand, so figures are taken as wide as the widest that a text program
falls back to.
"""

import re
import unicodedata
from collections.abc import Sequence

from office.papers import faces
from office.papers.content import Table, shown

EM = faces.CELL * 25.4 / 72
NARROW = 0.62  # of an em: a figure or letter of a broad face
PADDING = 4.2
SHORT = 4  # characters: a word that is kept on one line
#: what is never torn apart: a run of letters, figures and their signs
RUN = re.compile(r"[!-~°′″±\u00a0]+")


def breadth(text: str) -> float:
    """The width of a text on one line, in millimetres, without the padding of its cell."""
    return EM * sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else NARROW for sign in text)


def lines_in(text: str, width: float) -> int:
    """How many lines a text takes in a column, at least one."""
    room = max(width - PADDING, EM)
    return sum(max(1, -(-int(breadth(part) * 100) // int(room * 100))) for part in (text.split("\n") or [""]))


def column_widths(table: Table, room: float) -> tuple[float, ...]:
    """The columns of a table over a room: numbers whole first, codes whole where there is room, then as asked for."""
    asked = [column.width / sum(each.width for each in table.columns) * room for column in table.columns]
    texts = [
        [*column.title.split("\n"), *(shown(row[place], column.digits) for row in table.rows)]
        for place, column in enumerate(table.columns)
    ]
    widths = [_need(some, torn=True) for some in texts]
    if sum(widths) >= room:
        return tuple(width / sum(widths) * room for width in widths)
    for place in sorted(range(len(widths)), key=lambda place: _need(texts[place]) - widths[place]):
        more = _need(texts[place]) - widths[place]
        if sum(widths) + more <= room:
            widths[place] += more
    return _spread(widths, asked, room)


def _need(texts: Sequence[str], *, torn: bool = False) -> float:
    """The least width: of the longest run, or of its longest piece between hyphens where it may be `torn` there.

    A short word is not torn either; a text goes on in the next line.
    """
    runs = [run for text in texts for run in RUN.findall(text)]
    pieces = [piece for run in runs for piece in re.findall(r"[^-]*-?", run)] if torn else runs
    words = [text for text in texts if breadth(text) <= SHORT * EM]
    return PADDING + max(map(breadth, [*pieces, *words]), default=0.0)


def _spread(widths: Sequence[float], asked: Sequence[float], room: float) -> tuple[float, ...]:
    """What is left of the room, to those that have less than they asked for; beyond that in proportion."""
    lacking = [max(0.0, wish - width) for wish, width in zip(asked, widths, strict=True)]
    left = room - sum(widths)
    share = min(1.0, left / sum(lacking)) if sum(lacking) else 0.0
    filled = [width + share * lack for width, lack in zip(widths, lacking, strict=True)]
    rest = room - sum(filled)
    return tuple(width + rest * wish / sum(asked) for width, wish in zip(filled, asked, strict=True))
