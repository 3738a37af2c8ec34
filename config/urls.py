"""All addresses of the house; each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("office.people.urls")),
    path("boundaries/tasks/", include("boundaries.jurisdiction.urls")),
    path("boundaries/changes/", include("boundaries.changes.urls")),
    path("boundaries/plans/", include("boundaries.plans.urls")),
    path("boundaries/export/", include("boundaries.exports.urls")),
    path("boundaries/archive/", include("boundaries.archive.urls")),
    path("boundaries/", include("boundaries.lines.urls")),
    path("archive/", include("boundaries.archive.public_urls")),
    path("survey/lines/", include("survey.demarcation.urls")),
    path("survey/field/", include("survey.field.urls")),
    path("survey/lines/", include("survey.papers.urls")),
    path("survey/standard/", include("survey.standard.urls")),
    path("survey/", include("survey.townships.urls")),
    path("jobs/", include("office.jobs.urls")),
    path("", include("office.inbox.urls")),
    path("arrivals/", include("office.arrivals.urls")),
    path("receipts/", include("office.intake.urls")),
    path("gazetteer/applications/", include("gazetteer.casefile.urls")),
    path("gazetteer/imports/", include("gazetteer.imports.urls")),
    path("gazetteer/", include("gazetteer.applications.urls")),
    path("ask/", include("gazetteer.asking.urls")),
    path("", include("gazetteer.sharing.urls")),
    path("", include("gazetteer.atlas.urls")),
]
