"""Public addresses: pages, tiles, the API with its contract, notices."""

from django.urls import path

from gazetteer.atlas import views
from gazetteer.atlas.api import api, opened, unknown_path
from gazetteer.atlas.feeds import NoticeFeed
from gazetteer.atlas.http import public_read
from gazetteer.atlas.tile_views import show_tile

tile = public_read(show_tile)

urlpatterns = [
    path("", views.show_map, name="map"),
    path("areas/<str:code>/", views.show_area_page, name="area-page"),
    path("names/<str:public_id>/", views.show_name_page, name="name-page"),
    path("notices/", views.list_notices, name="notices"),
    path("feeds/notices.atom", public_read(NoticeFeed()), name="notice-feed"),
    path("healthz", views.health, name="health"),
    path("tiles/<str:layer>/<int:z>/<int:x>/<int:y>.mvt", tile, name="tile"),
    path("tiles/v<int:version>/<str:layer>/<int:z>/<int:x>/<int:y>.mvt", tile, name="tile-version"),
    path("api/", (opened(api.urls[0]), *api.urls[1:])),
    path("api/<path:rest>", public_read(unknown_path)),
]
