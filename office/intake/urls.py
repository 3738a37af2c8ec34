"""Addresses of receipts, under /receipts/."""

from django.urls import path

from office.intake import views

urlpatterns = [
    path("", views.verify, name="receipt-verify"),
    path("<str:number>/", views.receipt_page, name="receipt-page"),
    path("<str:number>/receipt.json", views.receipt_json, name="receipt-json"),
    path("<str:number>/receipt.pdf", views.receipt_pdf, name="receipt-pdf"),
]
