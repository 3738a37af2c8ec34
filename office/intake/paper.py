"""Pages on paper: HTML to PDF without asking anything outside."""

from typing import Any

import weasyprint


class OutsideFetch(Exception):
    """A page for printing asked for something that is not in itself."""


def _refuse(url: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
    raise OutsideFetch(url)


def pdf(html: str) -> bytes:
    """A PDF of a page that holds everything it needs."""
    return weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf()
