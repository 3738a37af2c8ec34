"""Addresses of the papers of a survey, under /survey/lines/."""

from django.urls import path

from survey.papers import views

urlpatterns = [
    path("<int:pk>/made/", views.paper_list, name="survey-papers"),
    path("<int:pk>/made/start/", views.start, name="survey-papers-start"),
    path("<int:pk>/made/<int:paper>/attach/", views.attach, name="survey-paper-attach"),
    path("<int:pk>/made/<int:paper>/<slug:form>/", views.paper_file, name="survey-paper-file"),
    path("<int:pk>/course-text/", views.course_text, name="survey-course-text"),
    path("<int:pk>/course-text/findings/", views.course_findings, name="survey-course-findings"),
]
