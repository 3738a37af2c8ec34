"""The file of a case for download. Translation only."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_GET

from gazetteer.applications.models import Application
from gazetteer.applications.views import visible_case
from gazetteer.casefile.contents import paper_of
from gazetteer.casefile.facts import facts_of
from gazetteer.casefile.package import packed
from office.papers.making import filename_of
from office.papers.page import as_pdf
from office.people.calendar import today
from office.people.context import map_stamp
from office.people.requests import OfficerRequest


@require_GET
def case_pdf(request: OfficerRequest, pk: int) -> HttpResponse:
    """The file of a case as one PDF."""
    case = visible_case(request, pk)
    content = as_pdf(paper_of(facts_of(case, today()), map_stamp()))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    return response


@require_GET
def case_zip(request: OfficerRequest, pk: int) -> FileResponse:
    """The file of a case with all its papers and hashes."""
    case = visible_case(request, pk)
    facts = facts_of(case, today())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.zip"
        with path.open("wb") as made:
            packed(facts, as_pdf(paper_of(facts, map_stamp())), made)
        source = path.open("rb")  # what is open stays readable until the response closes it
    return FileResponse(source, as_attachment=True, filename=_name(case), content_type="application/zip")


def _name(case: Application) -> str:
    return f"{filename_of(f'{case.number}{case.name}')}-案卷.zip"
