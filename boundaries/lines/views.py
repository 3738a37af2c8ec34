"""The officers' pages of lines: translation only."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from boundaries.divisions.queries import names_of
from boundaries.lines.asking import day_of, day_within, line_or_404
from boundaries.lines.facts import facts_hash
from boundaries.lines.history import events_of, versions_of_line
from boundaries.lines.listing import (
    LISTED_LEVELS,
    counts_by_level,
    found,
    in_order,
    lines_seen_by,
    map_of,
    named_sections,
)
from boundaries.lines.markers.export import results_table
from boundaries.lines.markers.judging import findings_of_line
from boundaries.lines.markers.models import Kind, MarkerState, MarkerVersion
from boundaries.lines.markers.queries import markers_of
from boundaries.lines.models import LineVersion
from boundaries.lines.naming import normal_line_code
from boundaries.lines.papers.register import paper_of
from boundaries.lines.queries import sections_by_pair
from boundaries.lines.redraw_pages import redrawings_of
from boundaries.lines.refusals import editing
from office.papers.answers import paper_answer
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.tables import Cell, table_file

PAGE_SIZE = 40


@require_GET
def line_list(request: OfficerRequest) -> HttpResponse:
    """/boundaries/: lines of a day by level and text, with counts; `?export=csv|xlsx` for the whole selection."""
    day = day_of(request)
    text, level = request.GET.get("q", "").strip(), request.GET.get("level", "")
    seen = found(lines_seen_by(request.user, day), text)
    counts = counts_by_level(seen)
    chosen = in_order(seen.filter(level=level) if level in LISTED_LEVELS else seen, day)
    if request.GET.get("export") in ("csv", "xlsx"):
        return _exported(chosen, request.GET["export"])
    page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    filters = [{"value": each.value, "label": each.label, "count": counts.get(each, 0)} for each in LISTED_LEVELS]
    context = {
        "page": page,
        "filters": filters,
        "total": sum(counts.values()),
        "level": level,
        "q": text,
        "day": day,
        "dated": day != today(),
        "shows_sample": any(vars(line)["shows_sample"] for line in page),
    }
    return render(request, "lines/list.html", context)


HEADINGS = ("编号", "名称", "级别", "状态", "长度（米）", "长度来源", "界桩数", "示例数据")


def _exported(lines: QuerySet[LineVersion], kind: str) -> HttpResponse:
    rows: list[tuple[Cell, ...]] = [
        (
            line.code,
            line.name,
            line.get_level_display(),
            line.line.get_state_display(),
            round(line.length_m),
            line.length_source,
            vars(line)["marker_count"],
            "是" if vars(line)["shows_sample"] else "否",
        )
        for line in lines
    ]
    return table_file("lines", kind, "界线", HEADINGS, rows, (22, 36, 8, 10, 12, 50, 8, 10))


@require_GET
def line_page(request: OfficerRequest, code: str) -> HttpResponse:
    """/boundaries/lines/LINE/: facts, map, sections, markers, history; other writings of the code lead here."""
    try:
        normal = normal_line_code(code)
    except ValueError as error:
        raise Http404(str(error)) from error
    if normal != code:
        return redirect("line-page", code=normal)
    asked = day_of(request)
    line = line_or_404(request, code, asked)
    day = day_within(line, asked)
    markers = list(markers_of(line.line_id, day))
    chosen = _filtered(markers, request)
    if request.GET.get("export") in ("csv", "xlsx"):
        return results_table(chosen, f"markers-{code}", request.GET["export"])
    if request.GET.get("export") in ("pdf", "docx"):
        return paper_answer(paper_of("table", line, chosen, day), request.GET["export"])
    sections = sections_by_pair(line, day)
    context = {
        "line": line,
        "day": day,
        "asked": asked,
        "gone": day != asked,
        "dated": asked != today(),
        "sections": named_sections(sections, day),
        "markers": markers,
        "chosen": chosen,
        "filters": _filters(markers),
        "kind": request.GET.get("kind", ""),
        "state": request.GET.get("state", ""),
        "q": request.GET.get("q", "").strip(),
        "findings": findings_of_line(line, markers, day),
        "map": map_of(line, sections, day, markers),
        "refusal": editing(request.user, line, today()) or ("" if line.pk == line.line.now.pk else _past(line)),
        "seen": facts_hash(line.line),
        "shows_sample": line.is_sample or any(marker.is_sample for marker in markers),
        **_beside(line, day),
    }
    return render(request, "lines/line.html", context)


def _past(line: LineVersion) -> str:
    return f"这是 {line.valid.lower or '最早'} 起的旧版本，请在现行版本上登记。"


def _filtered(markers: list[MarkerVersion], request: OfficerRequest) -> list[MarkerVersion]:
    kind, state, text = (request.GET.get(name, "").strip() for name in ("kind", "state", "q"))
    return [
        marker
        for marker in markers
        if (not kind or marker.kind == kind)
        and (not state or marker.state == state)
        and (not text or text in f"{marker.number} {marker.name} {marker.description} {marker.note}")
    ]


def _filters(markers: list[MarkerVersion]) -> list[dict[str, Any]]:
    kinds = [
        {"key": "kind", "value": each.value, "label": each.label, "count": sum(m.kind == each for m in markers)}
        for each in Kind
    ]
    troubled = [
        {"key": "state", "value": each.value, "label": each.label, "count": sum(m.state == each for m in markers)}
        for each in MarkerState
        if each != MarkerState.STANDING
    ]
    return kinds + [item for item in troubled if item["count"]]


def _beside(line: LineVersion, day: Any) -> dict[str, Any]:
    """What stands beside a line: claims, special areas, three-way points, versions, recorded changes."""
    areas = list(line.line.special_areas.filter(Q(valid__contains=day)))
    claims = list(line.line.claims.all())
    points = list(line.line.three_way_points.filter(valid__contains=day).select_related("junction", "marker"))
    ids = {line.first_id, line.second_id} | {pk for area in areas for pk in (area.owner_id, area.user_id)}
    names = names_of(ids, day)
    return {
        "first": names.get(line.first_id, ""),
        "second": names.get(line.second_id, ""),
        "areas": [{"area": a, "owner": names.get(a.owner_id, ""), "user": names.get(a.user_id, "")} for a in areas],
        "claims": [{"claim": claim, "side": names.get(claim.side_id, "")} for claim in claims],
        "points": points,
        "versions": versions_of_line(line.line),
        "events": events_of(line.line),
        "redrawings": redrawings_of(line),
    }
