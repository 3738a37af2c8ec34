"""Addresses of the question of everybody."""

from django.urls import path

from gazetteer.asking import views

app_name = "asking"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("places/", views.places, name="places"),
]
