"""Addresses of the boundary room."""

from django.urls import path

from boundaries.lines import edit_views, redraw_views, views
from boundaries.lines.markers import edit_views as marker_edit_views
from boundaries.lines.markers import views as marker_views

urlpatterns = [
    path("", views.line_list, name="line-list"),
    path("lines/<str:code>/", views.line_page, name="line-page"),
    path("lines/<str:code>/facts/", edit_views.edit_facts, name="line-facts"),
    path("lines/<str:code>/claims/new/", edit_views.add_claim, name="line-claim-new"),
    path("lines/<str:code>/claims/<int:pk>/remove/", edit_views.remove_claim, name="line-claim-remove"),
    path("lines/<str:code>/claims/<int:pk>/file/", edit_views.claim_file, name="line-claim-file"),
    path("lines/<str:code>/areas/new/", edit_views.add_special, name="line-special-new"),
    path("lines/<str:code>/areas/<int:pk>/end/", edit_views.end_special, name="line-special-end"),
    path("lines/<str:code>/three-way/new/", edit_views.add_three_way, name="line-three-way-new"),
    path("lines/<str:code>/redraw/", redraw_views.edge_list, name="line-redraw-list"),
    path("lines/<str:code>/redraw/back/<int:pk>/", redraw_views.take_back, name="line-redraw-back"),
    path("lines/<str:code>/redraw/<int:pk>/", redraw_views.redraw, name="line-redraw"),
    path("lines/<str:code>/markers/new/", marker_edit_views.new_marker, name="marker-new"),
    path("markers/<int:pk>/", marker_views.marker_page, name="marker-page"),
    path("markers/<int:pk>/sheet/", marker_views.marker_sheet, name="marker-sheet"),
    path("markers/<int:pk>/photos/", marker_views.add_photo, name="marker-photo-add"),
    path("markers/<int:pk>/photos/<int:photo_id>/", marker_views.photo, name="marker-photo"),
    path("markers/<int:pk>/<slug:way>/", marker_edit_views.change_marker, name="marker-change"),
]
