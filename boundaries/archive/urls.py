"""Addresses of the archive, below /boundaries/archive/."""

from django.urls import path

from boundaries.archive import (
    case_views,
    correction_views,
    dossier_views,
    filing_views,
    handover_views,
    item_views,
    views,
)

urlpatterns = [
    path("", views.item_list, name="archive-list"),
    path("files/<int:pk>/", views.file_page, name="archive-file"),
    path("deposits/", filing_views.deposits, name="archive-deposits"),
    path("deposits/<uuid:pk>/", filing_views.filing, name="archive-filing"),
    path("deposits/<uuid:pk>/discard/", filing_views.discard, name="archive-discard"),
    path("reference/", filing_views.reference, name="archive-reference"),
    path("fonds/", filing_views.new_fonds, name="archive-fonds"),
    path("items/<int:pk>/", item_views.item_page, name="archive-item"),
    path("items/<int:pk>/correct/", correction_views.correction, name="archive-correction"),
    path("items/<int:pk>/step/", item_views.step, name="archive-step"),
    path("items/<int:pk>/versions/<int:number>/", item_views.download, name="archive-download"),
    path("extracts/<str:number>.pdf", item_views.extract_pdf, name="archive-extract"),
    path("lines/", dossier_views.lines_list, name="archive-lines"),
    path("lines/<str:code>/", dossier_views.line_dossier, name="archive-line"),
    path("dossiers/case/<int:pk>/papers/", case_views.case_papers, name="archive-case-papers"),
    path("dossiers/<str:kind>/<str:key>/", dossier_views.dossier, name="archive-dossier"),
    path("handovers/", handover_views.handovers, name="archive-handovers"),
    path("handovers/out/", handover_views.out, name="archive-out"),
    path("handovers/in/", handover_views.bring_in, name="archive-in"),
]
