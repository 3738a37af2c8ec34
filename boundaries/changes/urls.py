"""Addresses of the changes of divisions."""

from django.urls import path

from boundaries.changes import carry_views, correction_views, import_views, operation_views, picking, step_views, views

urlpatterns = [
    path("", views.case_list, name="change-list"),
    path("new/", views.new_case, name="change-new"),
    path("new/<slug:form>/", views.new_case, name="change-new-form"),
    path("ground/", operation_views.ground, name="change-ground"),
    path("divisions/", picking.suggest, name="division-suggest"),
    path("divisions/chosen/", picking.chosen, name="division-chosen"),
    path("corrections/", correction_views.corrections, name="corrections"),
    path("corrections/version/<int:pk>/", correction_views.version_page, name="correct-version"),
    path("corrections/code/<int:pk>/", correction_views.code_page, name="correct-code"),
    path("list/", import_views.check_list, name="change-import"),
    path("list/carry/", carry_views.carry_list, name="change-list-carry"),
    path("list/<int:pk>/undo/", carry_views.undo_list, name="change-list-undo"),
    path("<int:pk>/", views.case_page, name="change-case"),
    path("<int:pk>/add/<slug:form>/", views.add_operation, name="change-add"),
    path("<int:pk>/drop/<int:place>/", views.drop_operation, name="change-drop"),
    path("<int:pk>/papers/", step_views.add_papers, name="change-papers"),
    path("<int:pk>/papers/<int:paper_pk>/", step_views.paper, name="change-paper"),
    path("<int:pk>/approve/", step_views.approve, name="change-approve"),
    path("<int:pk>/announce/", step_views.announce, name="change-announce"),
    path("<int:pk>/override/", step_views.override, name="change-override"),
    path("<int:pk>/withdraw/", step_views.withdraw, name="change-withdraw"),
    path("<int:pk>/preview/", carry_views.preview, name="change-preview"),
    path("<int:pk>/carry/", carry_views.carry_out, name="change-carry"),
    path("<int:pk>/undo/", carry_views.undo_case, name="change-undo"),
    path("<int:pk>/extend/", step_views.extend, name="change-extend"),
    path("<int:pk>/close/", step_views.close, name="change-close"),
]
