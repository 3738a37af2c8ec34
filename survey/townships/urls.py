"""Addresses of the survey road, under /survey/."""

from django.urls import path

from survey.townships import views

urlpatterns = [
    path("", views.my_uploads, name="survey-list"),
    path("upload/", views.upload, name="survey-upload"),
    path("inbox/", views.inbox, name="survey-inbox"),
    path("map/", views.observations_map, name="survey-map"),
    path("<uuid:pk>/", views.upload_page, name="survey-upload-page"),
    path("<uuid:pk>/preview/", views.preview, name="survey-preview"),
    path("<uuid:pk>/declare/", views.declare, name="survey-declare"),
    path("<uuid:pk>/mapping/", views.mapping, name="survey-mapping"),
    path("<uuid:pk>/decide/", views.decide, name="survey-decide"),
    path("<uuid:pk>/rows.xlsx", views.rows_xlsx, name="survey-rows"),
    path("<uuid:pk>/original/", views.original, name="survey-original"),
]
