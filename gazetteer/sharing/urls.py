"""Addresses for other programs, all of them open."""

from django.urls import path, re_path

from gazetteer.sharing import views

urlpatterns = [
    path("reconcile/", views.reconcile, name="reconcile"),
    re_path(r"^reconcile/suggest/(?P<what>entity|type|property)/$", views.suggest, name="reconcile-suggest"),
    path("reconcile/properties/", views.properties, name="reconcile-properties"),
    path("reconcile/preview/<str:public_id>/", views.preview, name="reconcile-preview"),
    path("names/<str:public_id>.lpf.json", views.linked_place, name="linked-place"),
    path("areas/<str:code>/names.lpf.json", views.linked_places, name="linked-places"),
]
