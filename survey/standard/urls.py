"""Addresses of the survey standard, under /survey/standard/."""

from django.urls import path, re_path

from survey.standard import views

urlpatterns = [
    path("", views.standard_list, name="standard-list"),
    path("versions/<int:pk>/", views.version_page, name="standard-version"),
    path("drafts/", views.new_draft, name="standard-new-draft"),
    path("drafts/<int:pk>/", views.draft_page, name="standard-draft"),
    re_path(
        r"^drafts/(?P<pk>[0-9]{1,9})/(?P<action>try|force|discard)/$", views.draft_action, name="standard-draft-action"
    ),
]
