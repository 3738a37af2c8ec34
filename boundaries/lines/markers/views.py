"""The pages of one marker, in the order of the 界桩登记表; translation only."""

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from boundaries.divisions.queries import names_of
from boundaries.lines.asking import day_of, day_within, marker_or_404
from boundaries.lines.history import events_of, fields_of
from boundaries.lines.markers.actions import sheet_of
from boundaries.lines.markers.export import system_words
from boundaries.lines.markers.judging import findings_of
from boundaries.lines.markers.models import MarkerPhoto, MarkerVersion, PhotoKind
from boundaries.lines.markers.pictures import put_photo
from boundaries.lines.markers.queries import versions_of
from boundaries.lines.markers.sheet import differences
from boundaries.lines.markers.sketch import sketch_of
from boundaries.lines.models import LineVersion
from boundaries.lines.papers.register import paper_of
from boundaries.lines.queries import members_of
from boundaries.lines.refusals import Refused, editing
from boundaries.lines.topology import Point
from office.intake.storage import open_stored
from office.papers.answers import paper_answer
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.spatial.geojson import collection, feature


def facts_context(version: MarkerVersion, line: LineVersion) -> dict[str, Any]:
    """What the page and the paper of a marker show of one version."""
    day = version.valid.lower or today()
    names = names_of([pk for pk in (line.first_id, line.second_id, version.duty_id) if pk], today())
    place = (version.point.x, version.point.y) if version.point else None
    stretches = [member.stretch.points for member in members_of(line.line_id, max(day, line.valid.lower or day))]
    return {
        "version": version,
        "line": line,
        "system": system_words(version.crs),
        "duty": names.get(version.duty_id or 0, ""),
        "sides": [names.get(line.first_id, ""), names.get(line.second_id, "")],
        "stretches": stretches,
        "sketch": sketch_of(place, stretches, version.references),
        "photos": _photos(version.photos.select_related("file").all()),
        "shows_sample": version.is_sample,
    }


def _photos(photos: QuerySet[MarkerPhoto]) -> list[dict[str, Any]]:
    """All kinds in their order, each with its picture or none."""
    there = {photo.kind: photo for photo in photos}
    return [{"kind": kind.value, "label": kind.label, "photo": there.get(kind.value)} for kind in PhotoKind]


@require_GET
def marker_page(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/markers/ID/: what stands on a day, photographs, sketch, versions side by side, changes."""
    day = day_of(request)
    version, line = marker_or_404(request, pk, day)
    versions = versions_of(pk)
    current = versions[-1]
    refusal = editing(request.user, line, today())
    if not refusal and current.valid.upper is not None:
        refusal = f"界桩已于 {current.valid.upper} 撤销。"
    elif not refusal and current.pk != version.pk:
        refusal = f"这是 {version.valid.lower or '最早'} 起的版本，请在现行版本上办理。"
    facts = facts_context(version, line)
    context = {
        **facts,
        "day": day,
        "dated": day != today(),
        "gone": day not in version.valid,
        "eras": _eras(versions, version),
        "events": events_of(version.marker),
        "findings": findings_of(sheet_of(version), line, day_within(line, today()), but=pk)
        if current.pk == version.pk
        else [],
        "map": _map(version, line, facts["stretches"]),
        "refusal": refusal,
        "kinds": PhotoKind.choices,
    }
    return render(request, "lines/marker/page.html", context)


def _eras(versions: list[MarkerVersion], shown: MarkerVersion) -> list[dict[str, Any]]:
    """The versions with what each altered, the newest first."""
    eras, before = [], None
    for version in versions:
        after = sheet_of(version).plain()
        changed: list[Any] = list(fields_of(differences(before, after))) if before else []
        eras.append({"version": version, "changed": changed, "shown": version.pk == shown.pk})
        before = after
    return eras[::-1]


REACH = 0.02  # degrees around a marker within which its line is drawn


def _map(version: MarkerVersion, line: LineVersion, stretches: list[tuple[Point, ...]]) -> dict[str, Any] | None:
    """The marker on its line; None where it has no known place."""
    if version.point is None:
        return None
    near = [points for points in stretches if _near(points, (version.point.x, version.point.y))]
    facts = {"level": line.level, "main": True, "sample": line.is_sample}
    shapes = [feature({"type": "LineString", "coordinates": points}, facts) for points in near]
    lon, lat = version.point.coords
    point = {"id": version.number, "lon": lon, "lat": lat, "label": version.number, "verdict": "plain"}
    return {
        "lines": collection(shapes),
        "points": [point | {"sample": version.is_sample}],
        "names": {"plain": "界桩"},
        "fit": [lon - 0.01, lat - 0.007, lon + 0.01, lat + 0.007],
    }


def _near(points: tuple[Point, ...], place: Point) -> bool:
    """Whether the box of a stretch comes within reach of a place."""
    return all(
        min(values) - REACH <= at <= max(values) + REACH
        for values, at in zip(zip(*points, strict=True), place, strict=True)
    )


@require_GET
def marker_sheet(request: OfficerRequest, pk: int) -> HttpResponse:
    """/boundaries/markers/ID/sheet/: the 界桩登记表 on A4; `?export=pdf|docx` as a file."""
    version, line = marker_or_404(request, pk, day_of(request))
    if request.GET.get("export") in ("pdf", "docx"):
        day = max(version.valid.lower or today(), line.valid.lower or datetime.date.min)
        return paper_answer(paper_of("forms", line, [version], day), request.GET["export"])
    return render(request, "lines/marker/sheet.html", facts_context(version, line))


@require_POST
def add_photo(request: OfficerRequest, pk: int) -> HttpResponse:
    """A photograph of the version that stands."""
    version, _line = marker_or_404(request, pk, today())
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Refused("请选择照片文件。")
        put_photo(request.user, version.pk, request.POST.get("kind", ""), file.name or "", file, today())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("照片已存入。"))
    return redirect("marker-page", pk=pk)


@require_GET
def photo(request: OfficerRequest, pk: int, photo_id: int) -> FileResponse:
    """The original of a photograph."""
    marker_or_404(request, pk, today())
    found = get_object_or_404(MarkerPhoto.objects.select_related("file"), pk=photo_id, version__marker=pk)
    return FileResponse(open_stored(found.file), content_type=found.content_type, filename=found.filename)
