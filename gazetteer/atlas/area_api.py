"""/api/areas: divisions by code or public id (区划接口)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from gazetteer.atlas.area_facts import address_of, area_facts, area_feature
from gazetteer.atlas.area_lists import children, history
from gazetteer.atlas.parameters import GONE, Cursor, Day, Limit, RecordedDay, SchemeName, day_or_today
from gazetteer.atlas.recorded_facts import division_recorded, recorded_area, rows_recorded
from gazetteer.atlas.schemas import AreaAnswer, Children, History

router = Router()
GEOJSON = {"responses": {200: {"content": {"application/geo+json": {"schema": {"type": "object"}}}}}}


@router.get(
    "/areas/{code}.geojson",
    summary="区划的图形",
    response={200: None, **GONE},
    openapi_extra=GEOJSON,
    url_name="area_geojson",
)
def show_area_geometry(request: HttpRequest, code: str, date: Day = None, scheme: SchemeName = None) -> HttpResponse:
    """GeoJSON 要素，图形为发布用的概化图形；该日期没有图形时 geometry 为 null，原因见 geometry_reason。"""
    day = day_or_today(date)
    text = area_feature(address_of(code, day, scheme), day)
    return HttpResponse(text, content_type="application/geo+json; charset=utf-8")


@router.get("/areas/{code}", summary="某日的区划", response={200: AreaAnswer, **GONE}, by_alias=True, url_name="area")
def show_area(
    request: HttpRequest, code: str, date: Day = None, scheme: SchemeName = None, recorded: RecordedDay = None
) -> dict[str, Any]:
    """名称、级别、代码、上级、有效期、前身与后继，以及同一代码的其他含义。已撤销的回答 410 及后继。

    带 recorded= 时按那一日终了时的登记回答；前身、后继、面积不随登记回溯，留空。
    """
    day = day_or_today(date)
    if recorded:
        return recorded_area(code, day, recorded, scheme)
    return area_facts(address_of(code, day, scheme), day)


@router.get(
    "/areas/{code}/children",
    summary="下级区划",
    response={200: Children, **GONE},
    by_alias=True,
    url_name="area_children",
)
def list_children(
    request: HttpRequest,
    code: str,
    date: Day = None,
    scheme: SchemeName = None,
    limit: Limit = 200,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """某日的直接下级，按代码排列。"""
    day = day_or_today(date)
    address = address_of(code, day, scheme)
    found, following = children(address, day, limit, cursor)
    return {
        "id": f"D{address.division_id}",
        "scheme": address.scheme,
        "date": day.isoformat(),
        "children": found,
        "next": following,
    }


@router.get(
    "/areas/{code}/history", summary="沿革", response={200: History, **GONE}, by_alias=True, url_name="area_history"
)
def show_history(
    request: HttpRequest, code: str, date: Day = None, scheme: SchemeName = None, recorded: RecordedDay = None
) -> dict[str, Any]:
    """各时期的名称、隶属和代码，以及有记载的变更；alterations 为登记本身的改动，录入更正与法定变更分开注明。

    带 recorded= 时各时期按那一日终了时的登记列出。
    """
    day = day_or_today(date)
    if recorded:
        meant = division_recorded(code, day, recorded, scheme)
        told: tuple[Any, Any] | None = rows_recorded(meant.division_id, recorded)
        return {**history(meant.division_id, day, told), "scheme": meant.scheme, "recorded": recorded.isoformat()}
    address = address_of(code, day, scheme)
    return {**history(address.division_id, day), "scheme": address.scheme}
