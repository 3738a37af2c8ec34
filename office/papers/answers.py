"""A paper that leaves the house at once (导出文书), as the answer to a request."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from office.papers.book import as_xlsx
from office.papers.content import Paper
from office.papers.document import as_docx
from office.papers.making import TYPES, filename_of
from office.papers.models import Form
from office.papers.page import as_pdf

SETTERS: dict[Form, Callable[[Paper], bytes]] = {Form.PDF: as_pdf, Form.DOCX: as_docx, Form.XLSX: as_xlsx}


def paper_answer(paper: Paper, form: str) -> HttpResponse:
    """The paper as a file under its title; `form` is pdf, docx or, of one with a table, xlsx."""
    chosen = Form(form)
    name = f"{filename_of(paper.title)}.{chosen}"
    answer = HttpResponse(SETTERS[chosen](paper), content_type=TYPES[chosen])
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
