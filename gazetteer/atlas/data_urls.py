"""Addresses of public data: tiles, and the API with its contract."""

from django.urls import path

from gazetteer.atlas.api import api, opened, unknown_path
from gazetteer.atlas.http import public_read
from gazetteer.atlas.tile_views import show_tile

tile = public_read(show_tile)

urlpatterns = [
    path("tiles/<str:layer>/<int:z>/<int:x>/<int:y>.mvt", tile, name="tile"),
    path("tiles/v<int:version>/<str:layer>/<int:z>/<int:x>/<int:y>.mvt", tile, name="tile-version"),
    path("api/", (opened(api.urls[0]), *api.urls[1:])),
    path("api/<path:rest>", public_read(unknown_path)),
]
