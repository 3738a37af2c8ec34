"""边界线走向说明 as a paper: the text as it stands, and the sections as a table for the spreadsheet. No ORM, no I/O."""

from office.papers.content import LEFT, RIGHT, Column, Paper, Table, Words
from office.papers.written import in_minutes
from survey.papers.contents.facts import SurveyFacts


def course_paper(facts: SurveyFacts) -> Paper:
    """One paragraph for each section; what is empty is said to be missing."""
    text = facts.course.strip() or "（走向说明尚未编写。）"
    told = "方位以真北为准，按十六方位表示；长度为 CGCS2000 椭球面长度。"
    blocks = [Words(told, small=True), *(Words(line) for line in text.splitlines() if line.strip())]
    return Paper(f"{facts.line}走向说明", tuple(blocks), sample=facts.sample, foot=facts.foot, tables=_table(facts))


def _table(facts: SurveyFacts) -> tuple[Table, ...]:
    columns = (
        Column("序号", 9),
        Column("起", 40),
        Column("止", 40),
        Column("走向", 20),
        Column("真方位角", 20),
        Column("长度（米）", 20, RIGHT, 1),
        Column("折线", 80, LEFT),
    )
    rows = tuple(
        (
            number,
            section.begin.name,
            section.end.name,
            section.direction,
            "" if section.azimuth is None else in_minutes(section.azimuth),
            section.length_m,
            "；".join(f"{leg.direction} {leg.metres} 米" for leg in section.legs),
        )
        for number, section in enumerate(facts.sections, 1)
    )
    return (Table(columns, rows),) if rows else ()
