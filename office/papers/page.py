"""A paper as PDF/A (版式文件): its content as HTML, set in the faces of GB/T 9704."""

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from office.papers import faces
from office.papers.content import (
    Block,
    Cell,
    Form,
    Heading,
    NewPage,
    Paper,
    Picture,
    Seals,
    Table,
    Title,
    Words,
    groups,
    places,
    shown,
)  # fmt: skip
from office.papers.pdf import pdf
from office.papers.pictures import as_address, fitted
from office.papers.widths import column_widths

SAMPLE = "示例数据"


def as_pdf(paper: Paper) -> bytes:
    """The paper as a PDF/A-2u."""
    return pdf(as_html(paper))


def as_html(paper: Paper) -> str:
    """The page that the PDF is made of."""
    head = "" if paper.bare else f"<h1>{_text(paper.heading or paper.title)}</h1>{_facets(paper)}"
    body = "".join(_block(block, paper.sheet.room[0]) for block in paper.blocks)
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(paper.title)}</title>'
        f"<style>{_style(paper)}</style></head><body>{head}{body}</body></html>"
    )


@cache
def _template() -> Template:
    return Template((Path(__file__).parent / "paper.css").read_text("utf-8"))


def _style(paper: Paper) -> str:
    sheet = paper.sheet
    return _template().substitute(
        width=f"{sheet.width}mm",
        height=f"{sheet.height}mm",
        margins=" ".join(f"{each}mm" for each in sheet.margins),
        mark=_quoted(SAMPLE) if paper.sample and not paper.bare else "none",
        number="none" if paper.bare else '"— " counter(page) " —"',
        foot=_quoted(paper.foot) if paper.foot and not paper.bare else "none",
        figure="0" if paper.bare else "2mm 0",
        song=faces.STACKS[faces.SONG],
        hei=faces.STACKS[faces.HEI],
        fang=faces.STACKS[faces.FANG],
        kai=faces.STACKS[faces.KAI],
        title=faces.TITLE,
        text=faces.TEXT,
        leading=faces.LEADING,
        cell=faces.CELL,
        red=faces.RED,
    )


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "").replace('"', "”").replace("\n", " ").replace("<", "〈") + '"'


def _text(words: str) -> str:
    """Line breaks as they are; a long number may break behind its hyphens."""
    return re.sub(r"(?<=[0-9A-Z])-(?=[0-9A-Z])", "-<wbr>", escape(words)).replace("\n", "<br>")


def _facets(paper: Paper) -> str:
    return f'<p class="facets">{"　".join(_text(each) for each in paper.facets)}</p>' if paper.facets else ""


def _block(block: Block, room: float) -> str:
    match block:
        case Title():
            return f"<h1>{_text(block.text)}</h1>"
        case Heading():
            tag = "h2" if block.level == 1 else "h3"
            return f"<{tag}>{_text(block.text)}</{tag}>"
        case Words():
            kinds = [block.align, *(["indent"] if block.indent else []), *(["small"] if block.small else [])]
            kinds += ["together"] if block.together else []
            return f'<p class="{" ".join(kinds)}">{_text(block.text)}</p>'
        case Table():
            return "".join(_table(block, room))
        case Form():
            return "".join(_form(block))
        case Picture():
            return _picture(block)
        case Seals():
            return _seals(block)
        case NewPage():
            return '<div class="new"></div>'


def _widths(widths: Iterator[float] | list[float]) -> str:
    known = list(widths)
    total = sum(known)
    return "<colgroup>" + "".join(f'<col style="width:{width / total * 100:.3f}%">' for width in known) + "</colgroup>"


def _table(table: Table, room: float) -> Iterator[str]:
    yield "<table>" + _widths(list(column_widths(table, room))) + "<thead>"
    if table.grouped:
        titles = iter(table.columns)
        yield "<tr>"
        for group, count in groups(table.columns):
            covered = [next(titles) for _ in range(count)]
            yield (
                f'<th colspan="{count}">{_text(group)}</th>'
                if group
                else f'<th rowspan="2">{_text(covered[0].title)}</th>'
            )
        yield "</tr><tr>" + "".join(f"<th>{_text(each.title)}</th>" for each in table.columns if each.group) + "</tr>"
    else:
        yield "<tr>" + "".join(f"<th>{_text(column.title)}</th>" for column in table.columns) + "</tr>"
    yield "</thead><tbody>"
    for row in table.rows:
        yield "<tr>"
        for column, value in zip(table.columns, row, strict=True):
            yield f'<td class="{column.align}">{_text(shown(value, column.digits))}</td>'
        yield "</tr>"
    yield "</tbody></table>" + (f'<p class="note">{_text(table.note)}</p>' if table.note else "")


def _form(form: Form) -> Iterator[str]:
    yield "<table>" + _widths(list(form.widths)) + "<tbody>"
    here = -1
    for row, _, cell in places(form):
        if row != here:
            yield "</tr><tr>" if here >= 0 else "<tr>"
            here = row
        yield _cell(cell)
    yield "</tr></tbody></table>"


def _cell(cell: Cell) -> str:
    tag = "th" if cell.label else "td"
    spans = f' colspan="{cell.across}"' if cell.across > 1 else ""
    spans += f' rowspan="{cell.down}"' if cell.down > 1 else ""
    height = f' style="height:{cell.height}mm"' if cell.height else ""
    pictures = "".join(_picture(each) for each in cell.pictures)
    inside = f'<div class="row">{pictures}</div>' if len(cell.pictures) > 1 else pictures
    return f'<{tag}{spans}{height} class="{cell.align}">{_text(cell.text)}{inside}</{tag}>'


def _picture(picture: Picture) -> str:
    says = escape(picture.says or picture.caption)
    if picture.svg:
        size = f"width:{picture.width}mm;height:{picture.height}mm"
        svg = sized(picture.svg, picture.width, picture.height)
        drawn = f'<div role="img" aria-label="{says}" style="{size}">{svg}</div>'
    else:
        width, height = fitted(picture.data, picture.width, picture.height)
        drawn = f'<img src="{as_address(picture.data)}" alt="{says}" style="width:{width:.2f}mm;height:{height:.2f}mm">'
    caption = f"<figcaption>{_text(picture.caption)}</figcaption>" if picture.caption else ""
    return f"<figure>{drawn}{caption}</figure>"


def sized(svg: str, width: float, height: float) -> str:
    """A drawing with its size on paper said in itself."""
    return svg.replace("<svg ", f'<svg style="width:{width}mm;height:{height}mm" ', 1)


def _seals(seals: Seals) -> str:
    cells = "".join(
        f"<td>{_text(name)}<br>{'<br>'.join(_text(line) for line in lines)}</td>" for name, lines in seals.sides
    )
    return f'<div class="seals"><table><tbody><tr>{cells}</tr></tbody></table></div>'
