"""The addresses of the vector tiles (矢量瓦片)."""

from django.http import HttpRequest, HttpResponse

from gazetteer.atlas.as_of import as_of
from gazetteer.atlas.tile_sql import LAYERS
from gazetteer.atlas.tiles import MAX_ZOOM, TileKey, tile
from office.problems import not_found

TILE_TYPE = "application/vnd.mapbox-vector-tile"
FOR_GOOD = "public, max-age=31536000, immutable"


def show_tile(request: HttpRequest, layer: str, z: int, x: int, y: int, version: int | None = None) -> HttpResponse:
    """One tile of a layer on a day; under its version and day it may be kept for good."""
    asked = as_of(request)
    key = TileKey(layer, z, x, y, asked.day)
    if not key.exists:
        layers = "、".join(LAYERS)
        raise not_found("no_such_tile", f"没有这一瓦片：图层为 {layers}，级别不超过 {MAX_ZOOM}，行列号须在级别之内。")
    found = tile(key)
    response = HttpResponse(found.content, content_type=TILE_TYPE)
    response["ETag"] = found.etag
    if asked.dated and version == found.version:
        response["Cache-Control"] = FOR_GOOD
    return response
