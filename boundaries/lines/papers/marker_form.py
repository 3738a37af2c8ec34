"""界桩登记表: one sheet for each marker, in the order of its columns. No ORM, no I/O."""

from collections.abc import Iterator, Sequence

from boundaries.lines.papers.facts import PointFacts, Reference
from boundaries.lines.papers.sketch_drawing import svg_of
from office.papers.content import FORM, LEFT, Block, Cell, Form, NewPage, Paper, Picture, Title, shown
from office.papers.written import in_minutes, in_seconds, scale_words

WIDTHS = (20.0, 38.0, 20.0, 38.0, 20.0, 39.0)
LEAST_REFERENCES = 3
NAME = "界桩登记表"


def marker_forms(line: str, points: Sequence[PointFacts], foot: str = "") -> Paper:
    """The sheets of all markers of a line in one file, each on a page of its own."""
    blocks: list[Block] = []
    for number, point in enumerate(points):
        if number:
            blocks += [NewPage(), Title(NAME)]
        blocks.append(form_of(point))
    title = f"{line}{NAME}" if len(points) != 1 else f"{points[0].number}号{NAME}"
    sample = any(point.sample for point in points)
    return Paper(title, tuple(blocks), sheet=FORM, sample=sample, foot=foot, heading=NAME)


def form_of(point: PointFacts) -> Form:
    """The form of one marker; what is not known stays empty for the hand."""
    return Form(WIDTHS, tuple(_rows(point)))


def _label(words: str, down: int = 1) -> Cell:
    return Cell(words, label=True, down=down)


def _three(*pairs: tuple[str, str]) -> tuple[Cell, ...]:
    return tuple(cell for words, value in pairs for cell in (_label(words), Cell(value)))


def _rows(point: PointFacts) -> Iterator[tuple[Cell, ...]]:
    kind = point.kind + point.faces
    yield _three(("界桩号", point.number), ("代码", point.code), ("名称", point.name))
    yield _three(("等级", point.level), ("类型", kind), ("材质", point.material))
    yield (_label("所属界线"), Cell(point.line, across=3), _label("管理方"), Cell(point.duty))
    yield (_label("所在地"), Cell("\n".join(point.places), across=5, align=LEFT, height=9))
    yield _three(
        ("纵坐标 X\n（米）", shown(point.x, 3)), ("横坐标 Y\n（米）", shown(point.y, 3)), ("坐标系", point.system)
    )
    yield _three(
        ("经度 L", "" if point.lon is None else in_seconds(point.lon)),
        ("纬度 B", "" if point.lat is None else in_seconds(point.lat)),
        ("高程 H\n（米）", f"{shown(point.height, 3)}\n{point.height_system}".strip()),
    )
    method = point.method + (f" ±{round(point.accuracy_m, 3):g} 米" if point.accuracy_m else "")
    yield _three(("图幅号", point.sheet), ("比例尺", scale_words(point.scale)), ("测量方法\n与精度", method))
    yield from _references(point.references)
    yield _pictures(point)
    yield (_label("位置描述"), Cell(point.description, across=5, align=LEFT, height=16))
    yield from _signatures(point)
    yield (_label("变更历史"), Cell(point.change, across=5, align=LEFT))
    yield (_label("备注"), Cell(point.note, across=5, align=LEFT))


def _references(references: Sequence[Reference]) -> Iterator[tuple[Cell, ...]]:
    rows = max(LEAST_REFERENCES, len(references))
    heads = (Cell("名称及部位", label=True, across=2), Cell("坐标方位角", label=True))
    yield (_label("方位物", down=rows + 1), *heads, Cell("距离（米）", label=True, across=2))
    for place in range(rows):
        if place < len(references):
            each = references[place]
            words = f"{place + 1}. {each.name}{f'（{each.part}）' if each.part else ''}"
            yield (
                Cell(words, across=2, align=LEFT),
                Cell(in_minutes(each.azimuth)),
                Cell(f"{each.distance_m:.1f}", across=2),
            )
        else:
            yield (Cell(f"{place + 1}.", across=2, align=LEFT), Cell(), Cell(across=2))


def _pictures(point: PointFacts) -> tuple[Cell, ...]:
    """The sketch, and the photographs beside it: two below each other, more of them two by two."""
    sketch = () if point.sketch is None else (Picture(72, 72, svg=svg_of(point.sketch, point.number), says="位置略图"),)
    size = (54.0, 31.0) if len(point.photos) <= 2 else (26.0, 19.0)
    photos = tuple(Picture(*size, data=photo.data, caption=photo.label) for photo in point.photos if photo.data)
    return (
        _label("位置略图\n与照片"),
        Cell(across=3, height=74, pictures=sketch),
        Cell("" if photos else "（照片）", across=2, pictures=photos),
    )


def _signatures(point: PointFacts) -> Iterator[tuple[Cell, ...]]:
    rows = len(point.signed)
    for place, each in enumerate(point.signed):
        first = (_label("签字", down=rows),) if not place else ()
        yield (
            *first,
            Cell(each.side, height=10),
            Cell(f"技术人员：{each.technician}", across=2, align=LEFT),
            Cell(f"勘界办人员：{each.office}\n日期：{each.day}", across=2, align=LEFT),
        )
