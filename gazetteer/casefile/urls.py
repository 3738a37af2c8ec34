"""Addresses of the files of cases, below those of the cases."""

from django.urls import path

from gazetteer.casefile import views

app_name = "casefile"
urlpatterns = [
    path("<int:pk>/file.pdf", views.case_pdf, name="pdf"),
    path("<int:pk>/file.zip", views.case_zip, name="zip"),
]
