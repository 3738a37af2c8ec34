"""Addresses of the adjustment plans."""

from django.urls import path

from boundaries.plans import plan_views, views

urlpatterns = [
    path("", views.study_list, name="plan-list"),
    path("new/", views.new_study, name="study-new"),
    path("<int:pk>/", views.study_page, name="study-page"),
    path("<int:pk>/edit/", views.edit_study, name="study-edit"),
    path("<int:pk>/plan/", views.new_plan, name="plan-new"),
    path("<int:pk>/compute/", views.compute_all, name="study-compute"),
    path("<int:pk>/reopen/", views.reopen, name="study-reopen"),
    path("<int:pk>/export/pdf/", views.export, {"form": "pdf"}, name="study-pdf"),
    path("<int:pk>/export/docx/", views.export, {"form": "docx"}, name="study-docx"),
    path("<int:pk>/<int:number>/", plan_views.plan_page, name="plan-page"),
    path("<int:pk>/<int:number>/edit/", plan_views.edit_plan, name="plan-edit"),
    path("<int:pk>/<int:number>/add/<slug:form>/", plan_views.add_operation, name="plan-add"),
    path("<int:pk>/<int:number>/drop/<int:place>/", plan_views.drop_operation, name="plan-drop"),
    path("<int:pk>/<int:number>/compute/", plan_views.compute, name="plan-compute"),
    path("<int:pk>/<int:number>/adopt/", plan_views.adopt, name="plan-adopt"),
    path("<int:pk>/<int:number>/remove/", plan_views.remove, name="plan-remove"),
]
