"""A course in the sentences of such papers (边界线走向说明): one paragraph for each section. No ORM, no I/O."""

from collections.abc import Sequence

from survey.course.sections import Leg, Section

AROUND = "环绕"


def text_of(title: str, sections: Sequence[Section]) -> str:
    """The whole text: a paragraph on the line, then one for each section, numbered."""
    if not sections:
        return ""
    paragraphs = [f"{number}. {paragraph_of(section)}" for number, section in enumerate(sections, 1)]
    return "\n".join([opening_of(title, sections), *paragraphs])


def opening_of(title: str, sections: Sequence[Section]) -> str:
    """Where the line begins and ends, how long it is, in how many sections it is described."""
    first, last = sections[0], sections[-1]
    total = sum(section.metres for section in sections)
    runs = len({section.begin.run for section in sections})
    apart = f"，由互不相连的{runs}部分组成" if runs > 1 else ""
    where = "" if runs > 1 else f"起于{first.begin.words}，止于{last.end.words}，"
    return f"{title}{where}全长{total}米{apart}，分{len(sections)}段说明如下。"


def paragraph_of(section: Section) -> str:
    """One section: 自…起，边界线沿…向…方向行…米，折向…方向行…米，至…。"""
    legs = "，".join(_leg(leg, number) for number, leg in enumerate(section.legs))
    said = f"自{section.begin.words}起，边界线{legs}，至{section.end.words}。"
    if len(section.legs) == 1:
        return said
    whole = f"总体走向{section.direction}，" if section.direction else ""
    return f"{said}本段{whole}长{section.metres}米。"


def _leg(leg: Leg, number: int) -> str:
    turn = "折" if number else ""
    along = f"沿{leg.along}" if leg.along else ""
    way = f"向{leg.direction}方向行" if leg.direction else f"{AROUND}一周，行"
    past = "".join(f"，经{name}{side}侧" for name, side in leg.past)
    return f"{turn}{along}{way}{leg.metres}米{past}"
