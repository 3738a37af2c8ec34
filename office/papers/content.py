"""A paper as plain values (文书内容): what the Word file, the sheet and the PDF are all made of. No ORM, no I/O.

Widths are millimetres. Faces are those of GB/T 9704: 宋体 for titles and tables, 黑体 for headings, 仿宋 for text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Value = str | int | float | None
LEFT, CENTRE, RIGHT = "left", "center", "right"


@dataclass(frozen=True)
class Sheet:
    """The sheet of paper and its margins: top, right, bottom, left."""

    size: str = "A4"
    across: bool = False
    margins: tuple[float, float, float, float] = (37, 26, 35, 28)

    @property
    def width(self) -> float:
        return _SIZES[self.size][self.across]

    @property
    def height(self) -> float:
        return _SIZES[self.size][not self.across]

    @property
    def room(self) -> tuple[float, float]:
        """Width and height between the margins."""
        top, right, bottom, left = self.margins
        return self.width - left - right, self.height - top - bottom


_SIZES = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
DOCUMENT = Sheet()  # GB/T 9704
FORM = Sheet(margins=(16, 15, 15, 20))
TABLE = Sheet(across=True, margins=(20, 15, 16, 15))


@dataclass(frozen=True)
class Picture:
    """A drawing (`svg`) or a photograph (`data`, JPEG or PNG), with what stands below it."""

    width: float
    height: float
    svg: str = ""
    data: bytes = b""
    caption: str = ""
    says: str = ""


@dataclass(frozen=True)
class Heading:
    """一、黑体; level 2 （一）楷体."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Title:
    """The title again, where a page of a paper of several forms begins."""

    text: str


@dataclass(frozen=True)
class Words:
    """A paragraph; `indent` by two characters."""

    text: str
    indent: bool = True
    align: str = LEFT
    small: bool = False
    together: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table; `digits` behind the point for numbers; `group` is written above neighbours that share it."""

    title: str
    width: float
    align: str = CENTRE
    digits: int | None = None
    group: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under headings that are repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""

    @property
    def grouped(self) -> bool:
        return any(column.group for column in self.columns)


@dataclass(frozen=True)
class Cell:
    """A cell of a form: a label or what is filled in; `height` is the least."""

    text: str = ""
    label: bool = False
    across: int = 1
    down: int = 1
    height: float = 0
    align: str = CENTRE
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form of ruled cells; `widths` of its finest columns. A cell that reaches down is left out of later rows."""

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Seals:
    """Where the sides sign and seal, beside each other: name and lines of each."""

    sides: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class NewPage:
    """What follows begins on another page."""


Block = Title | Heading | Words | Table | Form | Picture | Seals | NewPage


@dataclass(frozen=True)
class Paper:
    """One paper. `facets` stand below the title; `foot` at the foot of each page; `sample` marks every page."""

    title: str
    blocks: tuple[Block, ...]
    facets: tuple[str, ...] = ()
    sheet: Sheet = DOCUMENT
    sample: bool = False
    foot: str = ""
    bare: bool = False  # a drawing that fills the sheet: no title, no page number
    heading: str = ""  # what stands above the first page, where it is not the title
    tables: tuple[Table, ...] = field(default=())  # for the spreadsheet, where it is not what is printed

    @property
    def tabular(self) -> tuple[Table, ...]:
        """What goes into a spreadsheet; a paper without any has none."""
        return self.tables or tuple(block for block in self.blocks if isinstance(block, Table))


def shown(value: Value, digits: int | None = None) -> str:
    """What stands in a cell: empty where it is unknown."""
    if value is None or value == "":
        return ""
    return f"{value:.{digits}f}" if digits is not None and not isinstance(value, str) else str(value)


def places(form: Form) -> Iterator[tuple[int, int, Cell]]:
    """Row, first column and cell of a form, with room left for cells that reach down. ValueError where rows differ."""
    taken = set[tuple[int, int]]()
    for row, cells in enumerate(form.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            yield row, column, cell
            taken |= {(row + down, column + across) for down in range(cell.down) for across in range(cell.across)}
            column += cell.across
        filled = {at for line, at in taken if line == row}
        if filled != set(range(len(form.widths))):
            raise ValueError(f"row {row} of a form fills {sorted(filled)} of {len(form.widths)} columns")


def groups(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """The upper headings: group and how many columns it covers; an empty one for each column without."""
    found: list[tuple[str, int]] = []
    for column in columns:
        if column.group and found and found[-1][0] == column.group:
            found[-1] = (column.group, found[-1][1] + 1)
        else:
            found.append((column.group, 1))
    return found
