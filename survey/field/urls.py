"""Addresses of field work, under /survey/field/."""

from django.urls import path

from survey.field import api, item_views, views
from survey.field.exchange import views as exchange

urlpatterns = [
    path("", views.page, name="field-page"),
    path("sw.js", views.worker, name="field-worker"),
    path("session.json", api.session, name="field-session"),
    path("work.json", api.works, name="field-works"),
    path("work/<str:code>.json", api.work, name="field-work"),
    path("photos/<str:sha256>/", api.photo, name="field-photo"),
    path("items/", api.items, name="field-items"),
    path("items/states.json", api.states, name="field-states"),
    path("records/", item_views.records, name="field-records"),
    path("records/accept/", item_views.accept_waiting, name="field-accept"),
    path("items/<uuid:key>/", item_views.item, name="field-item"),
    path("items/<uuid:key>/settle/", item_views.settle, name="field-settle"),
    path("photos/<int:pk>/file/", item_views.photo_file, name="field-photo-file"),
    path("packages/", exchange.packages, name="field-packages"),
    path("packages/out/", exchange.take_out, name="field-take-out"),
    path("packages/back/", exchange.give_back, name="field-give-back"),
    path("packages/<uuid:pk>/", exchange.returned, name="field-return"),
]
