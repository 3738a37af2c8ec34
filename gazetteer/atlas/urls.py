"""Public addresses: pages, notices, data."""

from django.urls import include, path

from gazetteer.atlas import views
from gazetteer.atlas.feeds import NoticeFeed
from gazetteer.atlas.http import public_read

urlpatterns = [
    path("", views.show_map, name="map"),
    path("areas/<str:code>/", views.show_area_page, name="area-page"),
    path("names/<str:public_id>/", views.show_name_page, name="name-page"),
    path("notices/", views.list_notices, name="notices"),
    path("feeds/notices.atom", public_read(NoticeFeed()), name="notice-feed"),
    path("healthz", views.health, name="health"),
    path("", include("gazetteer.atlas.data_urls")),
]
