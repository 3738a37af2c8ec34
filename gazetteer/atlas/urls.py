"""Public addresses: pages, notices, data."""

from django.urls import include, path
from django.views.decorators.cache import cache_control

from gazetteer.atlas import export_views, views
from gazetteer.atlas.feeds import NoticeFeed
from gazetteer.atlas.history_views import show_history
from gazetteer.atlas.http import public_read

fresh = cache_control(no_cache=True)  # a page is asked for again each time, so that a change shows

urlpatterns = [
    path("", fresh(views.show_map), name="map"),
    path("areas/<str:code>/", fresh(views.show_area_page), name="area-page"),
    path("areas/<str:code>/<str:what>.<str:ending>", export_views.download, name="area-download"),
    path("areas/<str:code>/history/", fresh(show_history), name="area-history-page"),
    path("names/<str:public_id>/", fresh(views.show_name_page), name="name-page"),
    path("notices/", fresh(views.list_notices), name="notices"),
    path("feeds/notices.atom", public_read(NoticeFeed()), name="notice-feed"),
    path("healthz", views.health, name="health"),
    path("", include("gazetteer.atlas.data_urls")),
]
