"""/areas/CODE/history/: all periods of a division side by side, or two days of it (沿革页面)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boundaries.divisions.kinds import Scheme
from gazetteer.atlas.area_facts import address_of, brief, chain_with_codes, why_no_geometry
from gazetteer.atlas.as_of import AsOf, as_of
from gazetteer.atlas.history_page import Past, all_spans, columns_of, days_compared, lineage_of, read_past
from gazetteer.atlas.recorded_facts import alterations_shown
from gazetteer.atlas.views import gone_page
from office.problems import Problem


@require_safe
def show_history(request: HttpRequest, code: str) -> HttpResponse:
    """The history of a division by code or public id; codes out of force lead to whom they belonged to."""
    try:
        at = as_of(request)
        division_id = _division(code, at, request.GET.get("scheme", ""))
        recorded = as_of(request, "recorded")
        two = [as_of(request, name) for name in ("a", "b")] if request.GET.get("a") else []
    except Problem as problem:
        return gone_page(request, problem)
    return render(request, "atlas/history.html", _context(division_id, at, two, recorded))


def _division(code: str, at: AsOf, scheme: str) -> int:
    try:
        return address_of(code, at.day, Scheme(scheme) if scheme in Scheme.values else None).division_id
    except Problem as problem:
        if problem.status == 410 and "id" in problem.extra:
            return int(problem.extra["id"][1:])
        raise


def _context(division_id: int, at: AsOf, two: list[AsOf], recorded: AsOf) -> dict[str, Any]:
    past = read_past(division_id, recorded.day if recorded.dated else None)
    days = sorted(each.day for each in two)
    columns = days_compared(past, days) if days else columns_of(past, all_spans(past))[::-1]
    area = brief(division_id, at.day)
    return {
        "area": area,
        "chain": [
            {"code": step["code"] or step["id"], "name": step["name"]} for step in chain_with_codes(division_id, at.day)
        ],
        "columns": columns,
        "a": days[0] if days else None,
        "b": days[-1] if days else None,
        "lineage": lineage_of(division_id, at),
        "recorded": recorded,
        "alterations": alterations_shown(division_id),
        "no_map": _why_no_map(past, area["level"], at, recorded),
        "at": at,
        "shows_sample": any(column["sample"] for column in columns),
    }


def _why_no_map(past: Past, level: str, at: AsOf, recorded: AsOf) -> str | None:
    if recorded.dated and not past.versions:
        return f"到 {recorded.day.isoformat()} 为止，登记中还没有这个区划。"
    if recorded.dated:
        return f"以下为 {recorded.day.isoformat()} 终了时的登记。范围和面积由界线推算，不随登记日期回溯，此处不列。"
    return None if past.shapes else why_no_geometry(past.division_id, level, at.day)
