"""Addresses of the boundary room."""

from django.urls import path

from boundaries.lines import views

urlpatterns = [
    path("", views.line_list, name="line-list"),
    path("lines/<str:code>/", views.line_page, name="line-page"),
]
