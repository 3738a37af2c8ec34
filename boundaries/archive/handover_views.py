"""Hand-over on the page: a package out, a package in. Translation only."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from boundaries.archive import handing, handover, lines, queries, refusals
from boundaries.archive.models import HandOver, Item
from boundaries.archive.refusals import Refused
from boundaries.archive.views import readers_only
from office.jobs import parcels
from office.jobs.queries import jobs_of
from office.people.calendar import today
from office.people.requests import OfficerRequest


@require_GET
@readers_only
def handovers(request: OfficerRequest) -> HttpResponse:
    """/boundaries/archive/handovers/: what left the house and what came in, each with its proof."""
    day, since = today(), timezone.now() - parcels.KEPT
    seen = HandOver.objects.filter(items__in=queries.items_seen_by(request.user, day)).distinct()
    context = {
        "handovers": seen.select_related("by").prefetch_related("items")[:100],
        "fonds": queries.fonds_of(request.user, day),
        "years": queries.years_of(queries.items_seen_by(request.user, day)),
        "lines": lines.choices(request.user, day),
        "refusal": refusals.filing(request.user, day),
        "jobs": jobs_of(request.user).filter(work__in=[handing.OUT, handing.IN], asked_at__gte=since)[:5],
    }
    return render(request, "archive/handovers.html", context)


@require_POST
@readers_only
def out(request: OfficerRequest) -> HttpResponse:
    """Make a package of a fonds, a line or a year: at once, or beside the page where it is large."""
    asked = {name: request.POST.get(name, "").strip() for name in ("fonds", "line", "year")}
    line = lines.key_of(asked["line"])
    own = Item.objects.filter(file__series__fonds__in=queries.fonds_of(request.user, today()))
    chosen = queries.chosen(own, {**asked, "line": line or ("0" if asked["line"] else "")})
    ordered = list(chosen.select_related("file__series__fonds").order_by("archive_number"))
    office = request.POST.get("office", "")
    try:
        if handing.large(ordered):
            handing.pack_later(request.user, ordered, office)
            messages.info(request, _("件数较多，在后台检测、打包；可以离开本页，打好后在这里下载。"))
            return redirect("archive-handovers")
        _made, token = handing.pack(request.user, ordered, office)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("archive-handovers")
    return redirect("parcel", token)


@require_POST
@readers_only
def bring_in(request: OfficerRequest) -> HttpResponse:
    """Prove a package and take its items over: at once, or beside the page where it is large."""
    file, proof = request.FILES.get("file"), request.POST.get("proof", "").strip()
    try:
        if file is None:
            raise Refused(_("请选择交接包（zip）。"))
        if (file.size or 0) > handing.AT_ONCE_BYTES:
            handing.take_later(request.user, file, proof)
            messages.info(request, _("交接包较大，在后台核对、接收；可以离开本页，结果在这里看。"))
            return redirect("archive-handovers")
        with tempfile.TemporaryDirectory() as place:
            package = Path(place) / "package.zip"
            with package.open("wb") as written:
                for block in file.chunks():
                    written.write(block)
            taken = handover.bring_in(request.user, package, expected=proof)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        told = {"n": taken.record.items.count(), "new": taken.new}
        messages.success(request, _("已接收 %(n)d 件，其中新件 %(new)d。") % told)
    return redirect("archive-handovers")
