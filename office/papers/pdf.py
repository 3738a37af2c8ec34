"""Pages on paper: HTML to PDF without asking anything outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse

PDF_TYPE = "application/pdf"


class OutsideFetch(Exception):
    """A page for printing asked for something that is not in itself."""


class _Inside(URLFetcher):
    """Gives pictures that the page carries as data: addresses, nothing else."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if not url.startswith("data:image/"):
            raise OutsideFetch(url[:200])
        return super().fetch(url, headers)


@dataclass(frozen=True)
class Enclosed:
    """A file that a PDF carries inside (附件); PDF/A allows it from part 3 on."""

    name: str
    data: bytes
    description: str = ""


KEEPING = "pdf/a-2u"  # what our own papers are: fonts inside, text that can be read out


def pdf(html: str, *, variant: str | None = KEEPING, enclosed: Sequence[Enclosed] = ()) -> bytes:
    """A PDF/A of a page that holds everything it needs; `variant` as WeasyPrint names it, pdf/a-3u to enclose files."""
    attachments = [
        weasyprint.Attachment(
            string=file.data, name=file.name, description=file.description or file.name, relationship="Source"
        )
        for file in enclosed
    ]
    document = weasyprint.HTML(string=html, url_fetcher=_Inside(fail_on_errors=True))
    return document.write_pdf(pdf_variant=variant, attachments=attachments or None)
