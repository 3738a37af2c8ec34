"""The public address of the archive, below /archive/."""

from django.urls import path

from boundaries.archive import public_views

urlpatterns = [path("verify/", public_views.verify, name="archive-verify")]
