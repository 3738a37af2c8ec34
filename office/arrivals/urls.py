"""Addresses of files on their way in, under /arrivals/."""

from django.urls import path

from office.arrivals import views

urlpatterns = [
    path("<uuid:pk>/", views.arrival, name="arrival"),
    path("<uuid:pk>/take/", views.take_in, name="arrival-take"),
    path("<uuid:pk>/drop/", views.drop, name="arrival-drop"),
    path("<slug:room>/", views.arrivals, name="arrivals"),
]
