"""Stage rows with their verdicts: replaced as a whole while a submission is still being checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from office.intake.models import StagedRow, Submission, Verdict


@dataclass(frozen=True)
class Row:
    """One row to stage; `geometry` in the register's system, or None."""

    row: int
    label: str
    values: dict[str, Any]
    verdict: str
    geometry: BaseGeometry | None
    findings: list[dict[str, Any]]


def geos(shape: BaseGeometry) -> GEOSGeometry:
    """A Shapely geometry in the register's system as GeoDjango keeps it."""
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=settings.REGISTER_SRID)


def restage(submission: Submission, rows: Iterable[Row]) -> None:
    """Replace the staged rows of a submission and set its counts; does not save the submission."""
    submission.staged_rows.all().delete()
    staged = [
        StagedRow(
            submission=submission,
            row=row.row,
            label=row.label,
            values=row.values,
            verdict=row.verdict,
            geom=geos(row.geometry) if row.geometry is not None else None,
            findings=row.findings,
        )
        for row in rows
    ]
    StagedRow.objects.bulk_create(staged, batch_size=2000)
    submission.rows_ok = sum(row.verdict == Verdict.OK for row in staged)
    submission.rows_warn = sum(row.verdict == Verdict.WARN for row in staged)
    submission.rows_refused = sum(row.verdict == Verdict.REFUSED for row in staged)
