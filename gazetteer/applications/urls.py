"""Addresses of the naming cases, below /gazetteer/."""

from django.urls import path, re_path

from gazetteer.applications import batch_views, list_views, proceeding_views, step_views, views
from gazetteer.names import area_views, home_views

app_name = "applications"
urlpatterns = [
    path("", list_views.room, name="room"),
    path("homes/", home_views.homes, name="homes"),
    path("built-up/", area_views.built_up, name="built_up"),
    path("applications/", list_views.case_list, name="list"),
    path("applications/new/", views.case_form, name="new"),
    path("applications/check/", views.check, name="check"),
    path("applications/places/", views.places, name="places"),
    path("batches/", batch_views.batch_list, name="batches"),
    path("batches/new/", batch_views.new_batch, name="new_batch"),
    path("batches/template.xlsx", batch_views.template, name="batch_template"),
    path("batches/<int:pk>/", batch_views.batch_page, name="batch"),
    path("batches/<int:pk>/papers/", batch_views.add_papers, name="batch_papers"),
    re_path(rf"^batches/(?P<pk>\d+)/(?P<name>{'|'.join(batch_views.STEPS)})/$", batch_views.step, name="batch_step"),
    path("applications/<int:pk>/", views.case, name="case"),
    path("applications/<int:pk>/edit/", views.case_form, name="edit"),
    path("applications/<int:pk>/papers/", step_views.add_papers, name="add_papers"),
    path("applications/<int:pk>/papers/<int:paper_id>/", views.paper, name="paper"),
    path("applications/<int:pk>/papers/<int:paper_id>/remove/", step_views.remove_paper, name="remove_paper"),
    re_path(rf"^applications/(?P<pk>\d+)/(?P<name>{'|'.join(step_views.STEPS)})/$", step_views.step, name="step"),
    re_path(
        rf"^applications/(?P<pk>\d+)/(?P<name>{'|'.join(proceeding_views.PROCEEDINGS)})/$",
        proceeding_views.proceed,
        name="proceed",
    ),
]
