"""Receipts on screen, as JSON, on paper; and the page on which anybody can check one. Translation only."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from office.intake import receipts
from office.intake.models import Receipt
from office.intake.storage import DamagedFile, open_stored
from office.papers.pdf import pdf


def _receipt(request: HttpRequest, number: str) -> Receipt:
    """The receipt, for its sender and those whose room lets them see the submission; else 404."""
    receipt = get_object_or_404(Receipt.objects.select_related("submission__file"), number=number)
    if not receipts.may_see(request.user, receipt.submission):
        raise Http404(f"没有编号为 {number} 的回执")
    return receipt


def _facts(receipt: Receipt) -> dict[str, Any]:
    return {
        "receipt": receipt,
        "facts": receipts.facts(receipt),
        "file_hash": receipt.content["files"][0]["sha256"],
        "genuine": receipts.is_genuine(receipt),
    }


@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """/receipts/?q=: whether a number or a hash is one of ours; no names and no file names are told."""
    text = request.GET.get("q", "").strip()
    found = receipts.find(text) if text else None
    context: dict[str, Any] = {"q": text, "asked": bool(text), "receipt": found}
    if found:
        context.update(_facts(found))
        context["counts"] = found.content["counts"]
    return render(request, "intake/verify.html", context)


@login_required
@require_GET
def receipt_page(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as it looks on paper, and whether the original is whole."""
    receipt = _receipt(request, number)
    try:
        with open_stored(receipt.submission.file):
            whole, why = True, ""
    except DamagedFile as damaged:
        whole, why = False, str(damaged)
    return render(request, "intake/receipt.html", {**_facts(receipt), "whole": whole, "why": why})


@login_required
@require_GET
def receipt_json(request: HttpRequest, number: str) -> HttpResponse:
    """The content of a receipt with its hash: canonical JSON of `content` gives `content_hash`."""
    receipt = _receipt(request, number)
    shape = {"content": receipt.content, "content_hash": receipt.content_hash, "algorithm": "sha256"}
    response = JsonResponse(shape, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{receipt.number}.json"'
    return response


@login_required
@require_GET
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt on paper."""
    receipt = _receipt(request, number)
    page = render_to_string("intake/receipt_paper.html", {**_facts(receipt), "host": request.get_host()})
    response = HttpResponse(pdf(page), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{receipt.number}.pdf"'
    return response
