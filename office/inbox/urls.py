"""Addresses of the inbox."""

from django.urls import path

from office.inbox import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/reminders/", views.choose, name="inbox-choose"),
    path("calendar/<str:token>.ics", views.calendar, name="inbox-calendar"),
]
