"""Addresses of long jobs."""

from django.urls import path

from office.jobs import views

urlpatterns = [
    path("parcels/<str:token>/", views.parcel, name="parcel"),
    path("parcels/<str:token>/file/", views.parcel_file, name="parcel-file"),
    path("<uuid:pk>/", views.standing, name="long-job"),
    path("<uuid:pk>/bar/", views.bar, name="long-job-bar"),
    path("<uuid:pk>/again/", views.again, name="long-job-again"),
    path("<uuid:pk>/result/", views.result, name="long-job-result"),
]
