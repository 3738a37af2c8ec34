"""Addresses of the officers' tasks."""

from django.urls import path

from boundaries.jurisdiction import views

urlpatterns = [
    path("", views.task_list, name="task-list"),
    path("<int:pk>/", views.task_page, name="task-page"),
    path("<int:pk>/finish/", views.finish, name="task-finish"),
    path("<int:pk>/cancel/", views.cancel, name="task-cancel"),
]
