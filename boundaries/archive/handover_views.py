"""Hand-over on the page: a package out, a package in. Translation only."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from boundaries.archive import handover, lines, queries, refusals
from boundaries.archive.models import HandOver, Item
from boundaries.archive.refusals import Refused
from boundaries.archive.views import readers_only
from office.people.calendar import today
from office.people.requests import OfficerRequest


@require_GET
@readers_only
def handovers(request: OfficerRequest) -> HttpResponse:
    """/boundaries/archive/handovers/: what left the house and what came in, each with its proof."""
    day = today()
    seen = HandOver.objects.filter(items__in=queries.items_seen_by(request.user, day)).distinct()
    context = {
        "handovers": seen.select_related("by").prefetch_related("items")[:100],
        "fonds": queries.fonds_of(request.user, day),
        "years": queries.years_of(queries.items_seen_by(request.user, day)),
        "lines": lines.choices(request.user, day),
        "refusal": refusals.filing(request.user, day),
    }
    return render(request, "archive/handovers.html", context)


@require_POST
@readers_only
def out(request: OfficerRequest) -> HttpResponseBase:
    """Make a package of a fonds, a line or a year and send it at once."""
    asked = {name: request.POST.get(name, "").strip() for name in ("fonds", "line", "year")}
    line = lines.key_of(asked["line"])
    own = Item.objects.filter(file__series__fonds__in=queries.fonds_of(request.user, today()))
    chosen = queries.chosen(own, {**asked, "line": line or ("0" if asked["line"] else "")})
    ordered = list(chosen.select_related("file__series__fonds").order_by("archive_number"))
    name = f"archive-{today():%Y%m%d}.zip"
    try:
        with tempfile.TemporaryDirectory() as place:
            made = handover.export(request.user, ordered, request.POST.get("office", ""), Path(place) / name)
            stream = (Path(place) / name).open("rb")  # stays readable after its name is gone
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("archive-handovers")
    response = FileResponse(stream, as_attachment=True, filename=name)
    response["X-Bag-Proof"] = made.record.bag_hash
    return response


@require_POST
@readers_only
def bring_in(request: OfficerRequest) -> HttpResponse:
    """Prove a package and take its items over."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Refused(_("请选择交接包（zip）。"))
        with tempfile.TemporaryDirectory() as place:
            package = Path(place) / "package.zip"
            with package.open("wb") as written:
                for block in file.chunks():
                    written.write(block)
            taken = handover.bring_in(request.user, package, expected=request.POST.get("proof", "").strip())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        told = {"n": taken.record.items.count(), "new": taken.new}
        messages.success(request, _("已接收 %(n)d 件，其中新件 %(new)d。") % told)
    return redirect("archive-handovers")
