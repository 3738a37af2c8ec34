"""The proposal as PDF and as Word file (优化方案的输出): one content, one drawing, two formats."""

import io

import pypdfium2
from django.template.loader import render_to_string
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from boundaries.plans.proposal import Proposal
from boundaries.plans.word_template import template
from office.intake.paper import pdf

PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOTS_PER_POINT = 3.0  # 216 dpi


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


def png_of(svg: str) -> bytes:
    """A drawing as a picture of the same shape."""
    page = f"<style>@page{{size:640px 420px;margin:0}}body{{margin:0}}svg{{display:block}}</style>{svg}"
    drawn = pypdfium2.PdfDocument(pdf(page))
    try:
        picture = drawn[0].render(scale=DOTS_PER_POINT).to_pil()
    finally:
        drawn.close()
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()
