"""The proposal as PDF and as Word file (优化方案的输出): one content, one drawing, two formats."""

import io

from django.template.loader import render_to_string
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from boundaries.plans.proposal import Proposal
from boundaries.plans.word_template import template
from office.papers.pdf import pdf
from office.papers.pictures import png_of


def as_pdf(proposal: Proposal) -> bytes:
    """A4, the comparison across the sheet."""
    return pdf(render_to_string("plans/proposal_paper.html", {"proposal": proposal}))


def as_docx(proposal: Proposal) -> bytes:
    """The same content for further work in a text program; maps as pictures."""
    document = DocxTemplate(io.BytesIO(template()))

    def picture(svg: str) -> InlineImage | str:
        return InlineImage(document, io.BytesIO(png_of(svg)), width=Mm(150)) if svg else ""

    plans = [{"part": part, "map": picture(part.svg)} for part in proposal.plans]
    context = {"p": proposal, "plans": plans, "today_map": picture(proposal.today_svg)}
    document.render(context, autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
