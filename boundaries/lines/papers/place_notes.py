"""边界点位置说明: where each point is, in words: places, coordinates, height, reference objects. No ORM, no I/O."""

from collections.abc import Iterator, Sequence

from boundaries.lines.papers.facts import PointFacts
from office.papers.content import Heading, Paper, Words
from office.papers.written import in_minutes, in_seconds


def place_notes(line: str, points: Sequence[PointFacts], foot: str = "") -> Paper:
    """边界点位置说明: a paragraph for each point."""
    blocks = [block for number, point in enumerate(points, 1) for block in _described(number, point)]
    sample = any(point.sample for point in points)
    return Paper(f"{line}边界点位置说明", tuple(blocks), (f"共 {len(points)} 点",), sample=sample, foot=foot)


def _described(number: int, point: PointFacts) -> Iterator[Heading | Words]:
    marker = "号界桩" if point.role == "界桩点" else f"号{point.role}"
    yield Heading(f"{number}. {point.number}{marker}", 2)
    stone = f"{point.material}{point.kind}{point.faces}"
    said = [
        f"系{stone}界桩" if stone and point.role == "界桩点" else "",
        f"位于{'与'.join(point.places)}" if point.places else "",
    ]
    if point.lon is not None and point.lat is not None:
        said.append(f"东经{in_seconds(point.lon)}，北纬{in_seconds(point.lat)}")
    if point.x is not None and point.y is not None:
        said.append(f"{point.system} X={point.x:.3f}米，Y={point.y:.3f}米")
    if point.height is not None:
        said.append(f"高程{point.height:.3f}米（{point.height_system}）")
    words = "，".join(filter(None, said)) or "位置未测定"
    references = "；".join(
        f"{place}. {each.name}{f'（{each.part}）' if each.part else ''}，坐标方位角{in_minutes(each.azimuth)}，"
        f"距离{each.distance_m:.1f}米"
        for place, each in enumerate(point.references, 1)
    )
    yield Words(f"{words}。{f'方位物：{references}。' if references else ''}{point.description}")
