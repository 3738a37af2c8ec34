"""The officers' pages of lines: translation only."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from boundaries.lines.listing import (
    LISTED_LEVELS,
    counts_by_level,
    found,
    in_order,
    lines_seen_by,
    map_of,
    named_sections,
)
from boundaries.lines.markers.queries import markers_of
from boundaries.lines.models import LineVersion
from boundaries.lines.naming import normal_line_code
from boundaries.lines.queries import sections_by_pair
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.tables import CSV_TYPE, as_csv

PAGE_SIZE = 40


def line_list(request: OfficerRequest) -> HttpResponse:
    """/boundaries/: lines by level and text, with counts; `?export=csv` for the whole selection."""
    text, level = request.GET.get("q", "").strip(), request.GET.get("level", "")
    seen = found(lines_seen_by(request.user, today()), text)
    counts = counts_by_level(seen)
    chosen = in_order(seen.filter(level=level) if level in LISTED_LEVELS else seen, today())
    if request.GET.get("export") == "csv":
        return _as_csv(chosen)
    page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    filters = [{"value": each.value, "label": each.label, "count": counts.get(each, 0)} for each in LISTED_LEVELS]
    context = {
        "page": page,
        "filters": filters,
        "total": sum(counts.values()),
        "level": level,
        "q": text,
        "shows_sample": any(line.is_sample for line in page),
    }
    return render(request, "lines/list.html", context)


HEADINGS = ("编号", "名称", "级别", "状态", "长度（米）", "长度来源", "界桩数", "示例数据")


def _as_csv(lines: QuerySet[LineVersion]) -> HttpResponse:
    rows = (
        (
            line.code,
            line.name,
            line.get_level_display(),
            line.line.get_state_display(),
            round(line.length_m),
            line.length_source,
            vars(line)["marker_count"],
            "是" if line.is_sample else "否",
        )
        for line in lines
    )
    disposition = {"Content-Disposition": 'attachment; filename="lines.csv"'}
    return HttpResponse(as_csv(HEADINGS, rows), content_type=CSV_TYPE, headers=disposition)


def line_page(request: OfficerRequest, code: str) -> HttpResponse:
    """/boundaries/lines/LINE/: facts, map, sections and markers; other writings of the code lead here."""
    try:
        normal = normal_line_code(code)
    except ValueError as error:
        raise Http404(str(error)) from error
    if normal != code:
        return redirect("line-page", code=normal)
    day = today()
    line = get_object_or_404(lines_seen_by(request.user, day), code=code)
    sections = sections_by_pair(line, day)
    markers = list(markers_of(line.line_id, day))
    context = {
        "line": line,
        "sections": named_sections(sections, day),
        "markers": markers,
        "map": map_of(line, sections, day),
        "shows_sample": line.is_sample or any(marker.is_sample for marker in markers),
    }
    return render(request, "lines/line.html", context)
