"""Stage rows with their verdicts: replaced as a whole while a submission is still being checked."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from office.bulk import copy_in
from office.intake.models import StagedRow, Submission, Verdict

PARCEL = 2000  # rows that are written at once


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


def restage(submission: Submission, rows: Iterable[Row], told: Callable[[int], object] = lambda _done: None) -> None:
    """Replace the staged rows of a submission and set its counts; does not save the submission.

    Rows go in by parcels, so that a large file is never whole in memory a second time; `told` hears how many are in.
    """
    submission.staged_rows.all().delete()
    counts: Counter[str] = Counter()
    left = iter(rows)
    while parcel := [_staged(submission, row) for row in islice(left, PARCEL)]:
        copy_in(parcel)
        counts.update(row.verdict for row in parcel)
        told(counts.total())
    submission.rows_ok = counts[Verdict.OK]
    submission.rows_warn = counts[Verdict.WARN]
    submission.rows_refused = counts[Verdict.REFUSED]


def _staged(submission: Submission, row: Row) -> StagedRow:
    return StagedRow(
        submission=submission,
        row=row.row,
        label=row.label,
        values=row.values,
        verdict=row.verdict,
        geom=geos(row.geometry) if row.geometry is not None else None,
        findings=row.findings,
    )
