"""The addresses of the vector tiles (矢量瓦片)."""

import datetime

from django.http import HttpRequest, HttpResponse

from gazetteer.atlas.tile_sql import LAYERS
from gazetteer.atlas.tiles import MAX_ZOOM, TileKey, tile
from office.people.calendar import today
from office.problems import bad_parameter, not_found

TILE_TYPE = "application/vnd.mapbox-vector-tile"
FOR_GOOD = "public, max-age=31536000, immutable"


def show_tile(request: HttpRequest, layer: str, z: int, x: int, y: int, version: int | None = None) -> HttpResponse:
    """One tile of a layer on a day; under its version and day it may be kept for good."""
    asked_day = request.GET.get("date", "")
    key = TileKey(layer, z, x, y, _day(asked_day))
    if not key.exists:
        layers = "、".join(LAYERS)
        raise not_found("no_such_tile", f"没有这一瓦片：图层为 {layers}，级别不超过 {MAX_ZOOM}，行列号须在级别之内。")
    found = tile(key)
    response = HttpResponse(found.content, content_type=TILE_TYPE)
    response["ETag"] = found.etag
    if asked_day and version == found.version:
        response["Cache-Control"] = FOR_GOOD
    return response


def _day(text: str) -> datetime.date:
    if not text:
        return today()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise bad_parameter("date", f"date 应为 2020-06-19 这样的日期，现为“{text[:40]}”。") from error
