"""The public page on which anybody can check a certified extract: translation only."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from boundaries.archive import extracts
from office.intake.storage import digest_of


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """/archive/verify/?q=: a check code or a hash, or the PDF itself, which is hashed and not kept."""
    text, error = request.GET.get("q", "").strip(), ""
    file = request.FILES.get("file")
    if request.method == "POST":
        if file is None:
            error = _("请选择要核验的 PDF 文件。")
        elif (file.size or 0) > settings.UPLOAD_LIMIT_MB << 20:
            error = _("文件超过 %(limit)s MB，请改用校验码核验。") % {"limit": settings.UPLOAD_LIMIT_MB}
        else:
            text = digest_of(file)
    found = extracts.find(text) if text else None
    context: dict[str, Any] = {"q": "" if file else text, "asked": bool(text), "extract": found, "error": error}
    if found:
        context.update(genuine=extracts.is_genuine(found), facts=extracts.public_facts(found), by_file=bool(file))
        context["same_file"] = text.lower() == found.pdf_id
    return render(request, "archive/verify.html", context)
