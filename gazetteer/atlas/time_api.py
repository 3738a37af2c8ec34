"""/api/days and /api/seats: through which days the map can go, and the seats of a day (时间接口)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from gazetteer.atlas.history_spans import Span
from gazetteer.atlas.http import json_response
from gazetteer.atlas.moments import Moment, drawn, moments
from gazetteer.atlas.parameters import Day, day_or_today
from gazetteer.atlas.schemas import Days
from gazetteer.atlas.seats import seats

router = Router()


@router.get("/days", summary="发生变动的日期", response=Days, by_alias=True, url_name="days")
def list_days(request: HttpRequest) -> dict[str, Any]:
    """区划、代码、范围有变动的各日，以及有界线资料的期间；只知到年的写作“1988年”。"""
    return days_json()


@router.get("/seats", summary="某日的行政中心", url_name="seats")
def list_seats(request: HttpRequest, date: Day = None) -> HttpResponse:
    """GeoJSON 要素集：地图上标出的政府驻地；该日期没有界线资料时为空。"""
    return json_response(seats(day_or_today(date)))


def days_json() -> dict[str, Any]:
    """What `/api/days` answers and the slider of the map reads."""
    return {"days": [_moment(each) for each in moments()], "drawn": [_drawn(each) for each in drawn()]}


def _moment(each: Moment) -> dict[str, Any]:
    return {"date": each.day.isoformat(), "when": each.when, "changes": each.changes}


def _drawn(each: Span) -> dict[str, str | None]:
    return {
        "from": each.begin.isoformat() if each.begin else None,
        "to": each.end.isoformat() if each.end else None,
    }
