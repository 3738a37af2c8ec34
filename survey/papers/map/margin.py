"""What stands around the map (图廓整饰): title, sides, frame, north, scale, legend, signatures. No ORM, no I/O."""

from collections.abc import Iterator

from office.papers.written import in_minutes, scale_words
from survey.papers.contents.facts import SurveyFacts
from survey.papers.map.ground import short_numbers
from survey.papers.map.sheet import MapSheet
from survey.papers.map.strokes import DASHED, INK, RED, framed, symbol, text, words_width


def frame(facts: SurveyFacts, sheet: MapSheet, which: str = "") -> Iterator[str]:
    """Title with which sheet it is, both sides' names, frame, the figures of the grid between its two lines."""
    left, top, right, bottom = sheet.frame
    width = sheet.paper.width
    room = width - 2 * (20 + words_width(_stamp_words(facts), 3))
    yield text(width / 2, 12, f"{facts.line}协议书附图{which}", 6.6, anchor="middle", most=room, weight=700)
    sides = "　".join(f"{letter}方：{side.government}" for letter, side in facts.lettered())
    yield text(width / 2, 18, sides, 3.4, anchor="middle", most=width - 60)
    yield _stamp(facts, width)
    yield framed((left, top, right, bottom), 0.2)
    yield framed((left - 6, top - 6, right + 6, bottom + 6), 0.7)
    east, north = sheet.grid()
    for x, words in east:
        if left + 4 < x < right - 4:
            yield text(x, top - 1.6, words, 2.4, anchor="middle") + text(x, bottom + 3.8, words, 2.4, anchor="middle")
    for y, words in north:
        if top + 3 < y < bottom - 3:
            yield text(left - 0.5, y + 0.9, words, 2.0, anchor="end", most=5.2)
            yield text(right + 0.5, y + 0.9, words, 2.0, most=5.2)


def _stamp_words(facts: SurveyFacts) -> str:
    return " · ".join(filter(None, [facts.stamp, "示例数据" if facts.sample else ""]))


def _stamp(facts: SurveyFacts, width: float) -> str:
    said = _stamp_words(facts)
    if not said:
        return ""
    wide = words_width(said, 3) + 4
    box = framed((width - 12 - wide, 5, width - 12, 10.4), 0.3, fill="#fff", stroke=RED)
    return box + text(width - 12 - wide / 2, 8.8, said, 3, anchor="middle", fill=RED)


def north(sheet: MapSheet) -> Iterator[str]:
    """True north by the convergence beside grid north, which is up."""
    _, top, right, _ = sheet.frame
    x, y = right - 14, top + 25
    yield f'<rect x="{right - 27}" y="{top + 2}" width="25" height="33" fill="#fff" fill-opacity="0.85"/>'
    arrow = f"M{x} {y - 17}L{x + 2.6} {y}L{x} {y - 2.6}L{x - 2.6} {y}Z"
    half = f"M{x} {y - 17}L{x} {y - 2.6}L{x - 2.6} {y}Z"
    yield (
        f'<g transform="rotate({-sheet.convergence:.3f} {x} {y})">'
        f'<path d="{arrow}" fill="#fff" stroke="{INK}" stroke-width="0.3"/><path d="{half}" fill="{INK}"/>'
        f"{text(x, y - 18, '北', 3.4, anchor='middle', weight=700)}</g>"
    )
    sign = "+" if sheet.convergence >= 0 else "−"
    yield text(x, y + 4.2, "真北", 2.4, anchor="middle")
    yield text(x, y + 7.6, f"子午线收敛角 {sign}{in_minutes(abs(sheet.convergence))}", 2.1, anchor="middle", most=21.5)


def foot(facts: SurveyFacts, sheet: MapSheet, *, whole: bool = True) -> Iterator[str]:
    """Scale, legend, what the map rests on, and where the sides sign; `whole` where there are no other sheets."""
    left, _, right, bottom = sheet.frame
    top = bottom + 11
    yield from _scale(sheet, facts, (left + right) / 2, top, whole)
    yield from _legend(facts, left - 6, top)
    yield from _notes(sheet, facts, left - 6, top)
    yield from _signing(facts, right + 6, top)


def _scale(sheet: MapSheet, facts: SurveyFacts, middle: float, top: float, whole: bool) -> Iterator[str]:
    metres, length = sheet.bar()
    x = middle - length / 2
    yield text(middle, top + 3, scale_words(sheet.scale), 4, anchor="middle", weight=700)
    for number in range(4):
        fill = INK if number % 2 == 0 else "#fff"
        begin = x + length / 4 * number
        yield framed((begin, top + 9, begin + length / 4, top + 10.3), 0.2, fill=fill)
    unit, of = ("千米", 1000) if metres >= 1000 else ("米", 1)
    for share in (0, 0.5, 1):
        words = f"{metres * share / of:g}" + (f" {unit}" if share == 1 else "")
        yield text(x + length * share, top + 8, words, 2.4, anchor="middle")
    if sheet.scale != facts.scale:
        said = "本图为缩小图" if whole else "见各分幅，本图为总图和接图表"
        yield text(middle, top + 14.6, f"工作图比例尺 {scale_words(facts.scale)}，{said}", 2.4, anchor="middle")


def _legend(facts: SurveyFacts, x: float, top: float) -> Iterator[str]:
    yield text(x, top + 3, "图例", 3.2, weight=700)
    shared, _ = short_numbers([point.number for point in facts.points])
    rows = [("边界线", f'<path d="M0 0H9" stroke="{RED}" stroke-width="0.6"/>')]
    words = {"界桩点": f"界桩及编号{f'（{shared}…）' if shared else ''}", "边界点": "边界点", "三交点": "三交点"}
    for role, said in words.items():
        if any(point.role == role for point in facts.points):
            rows.append((said, symbol(role, 4.5, 0)))
    if any(not dispute.ended for dispute in facts.disputes):
        rows.append(
            ("未解决的争议段", f'<path d="M0 0H9" stroke="{RED}" stroke-width="0.6" stroke-dasharray="1.6 1"/>')
        )
    rows.append(("其他行政区域界线", f'<path d="M0 0H9" {DASHED}/>'))
    for number, (said, drawn) in enumerate(rows):
        y = top + 7.4 + number * 4
        yield f'<g transform="translate({x} {y})">{drawn}</g>' + text(x + 11, y + 0.9, said, 2.5, most=48)


def _notes(sheet: MapSheet, facts: SurveyFacts, x: float, top: float) -> Iterator[str]:
    system = f"2000国家大地坐标系，高斯—克吕格投影3°带第{sheet.zone}带（中央经线{sheet.meridian}°）"
    content = f"；{facts.foot}" if facts.foot else ""
    told = f"{system}；方里网间隔{sheet.step / 1000:g}千米{content}"
    yield text(x, top + 37, told, 2.3, most=sheet.paper.width - 24)


def _signing(facts: SurveyFacts, right: float, top: float) -> Iterator[str]:
    count = max(len(facts.sides), 2)
    wide = min(46.0, (right - 24) * 0.36 / count)
    for number, (letter, side) in enumerate(facts.lettered()):
        x = right - wide * (count - number)
        yield framed((x, top, x + wide, top + 32), 0.25)
        yield text(x + 2, top + 4.4, f"{letter}方", 2.6)
        for line, words in enumerate(_halves(side.government, wide - 4)):
            yield text(x + 2, top + 8.6 + line * 3.5, words, 2.6, most=wide - 4)
        yield text(x + 2, top + 16.4, "代表（签字盖章）：", 2.6)
        yield text(x + wide - 2, top + 29, "年　　月　　日", 2.6, anchor="end")


def _halves(words: str, most: float) -> tuple[str, ...]:
    """Words in one line, or in two of about the same length where one is too long."""
    if words_width(words, 2.6) <= most:
        return (words,)
    half = (len(words) + 1) // 2
    return words[:half], words[half:]
