"""Addresses of name registers that come in, under /gazetteer/imports/."""

from django.urls import path

from gazetteer.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.import_list, name="list"),
    path("upload/", views.upload, name="upload"),
    path("<uuid:pk>/", views.page, name="page"),
    path("<uuid:pk>/declare/", views.declare, name="declare"),
    path("<uuid:pk>/mapping/", views.mapping, name="mapping"),
    path("<uuid:pk>/choose/", views.choose, name="choose"),
    path("<uuid:pk>/decide/", views.decide, name="decide"),
    path("<uuid:pk>/rows.xlsx", views.rows_xlsx, name="rows"),
    path("<uuid:pk>/original/", views.original, name="original"),
]
