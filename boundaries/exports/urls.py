"""Addresses of exports."""

from django.urls import path

from boundaries.exports import views

urlpatterns = [
    path("", views.export_page, name="export"),
]
