"""/api/point: which divisions a point lies in (点查接口). The hot path: no schema in the way of the answer."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from boundaries.lines.point import any_area_on, divisions_at
from gazetteer.atlas.http import json_response
from gazetteer.atlas.parameters import NOT_FOUND, Day, day_or_today
from gazetteer.atlas.schemas import PointAnswer
from office.problems import not_found

router = Router()
Longitude = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False, description="经度，度，CGCS2000")]
Latitude = Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False, description="纬度，度，CGCS2000")]


@router.get("/point", summary="点所在的区划", response={200: PointAnswer, **NOT_FOUND}, url_name="point")
def show_point(request: HttpRequest, lon: Longitude, lat: Latitude, date: Day = None) -> HttpResponse:
    """自省级至乡级；落在界线上时 border 为真，sides 列出两侧。省外回答 404。"""
    day = day_or_today(date)
    found = divisions_at(lon, lat, day)
    if not found.chain and not found.sides:
        if not any_area_on(day):
            raise not_found("geometry_unknown_on_day", f"没有 {day.isoformat()} 的界线资料，不能按点查找。")
        raise not_found("outside", "这一点不在本省范围之内。")
    return json_response(
        {
            "chain": [link.as_json() for link in found.chain],
            "border": bool(found.sides),
            "sides": [link.as_json() for link in found.sides],
            "date": day.isoformat(),
        }
    )
