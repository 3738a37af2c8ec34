"""What every page may show: the map approval stamp, the as-of date, the sample chip."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from office.people.calendar import today

UNAPPROVED = "未经审图 演示数据"


def map_stamp() -> str:
    """The 审图号 that every public map shows, or that it has none (《地图管理条例》)."""
    return settings.MAP_APPROVAL_NUMBER or UNAPPROVED


def office(request: HttpRequest) -> dict[str, Any]:
    return {
        "map_stamp": map_stamp(),
        "map_approved": bool(settings.MAP_APPROVAL_NUMBER),
        "as_of": today(),
        "demo": settings.DEMO,
    }
