"""Taking a redraw back (撤回重新划定): the line runs as before, and what the edges give is derived again.

Refused where later work stands on it: nobody's work is lost, and the sentence names what has to be taken back first.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pghistory
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import timezone

from boundaries.divisions.locking import lock
from boundaries.divisions.queries import names_of
from boundaries.journal import ChangedSince, Entries, left_by
from boundaries.journal import take_back as take_rows_back
from boundaries.lines.coverage import assert_coverage_from, check_now
from boundaries.lines.models import Edge, Redrawing
from boundaries.lines.periods import ONE_DAY
from boundaries.lines.rearranging import NotPossible
from boundaries.lines.redrawing import refuse_replacing
from boundaries.lines.refreshing import refresh
from boundaries.lines.refusals import Refused, refuse_empty
from boundaries.lines.regrouping import Reworked
from boundaries.lines.three_way import place_of, untied
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User


def take_back_redrawing(actor: User, pk: int, *, reason: str) -> Redrawing:
    """撤回: make the register what it was before a redraw.

    Raises Refused (also where later work stands on it), NotPossible and BrokenCoverage with the places.
    """
    why = reason.strip()[:300]
    with transaction.atomic(), pghistory.context(cause="undo", reason=why, actor=actor.pk):
        redrawing = _ready(actor, pk)
        refuse_empty(撤回理由=why)
        try:
            take_rows_back(redrawing.journal)
        except ChangedSince as error:
            raise Refused(str(error)) from error
        _derive(redrawing)
        redrawing.undone_by, redrawing.undone_at, redrawing.undone_reason = actor, timezone.now(), why
        redrawing.save(update_fields=["undone_by", "undone_at", "undone_reason"])
        facts = {"reason": why, "document": redrawing.document, "before": redrawing.after, "after": redrawing.before}
        summary = f"撤回自 {redrawing.since.isoformat()} 起的重新划定"
        record(actor, "lines.take_back_redrawing", redrawing.line or redrawing, summary, facts)
        return redrawing


def _ready(actor: User, pk: int) -> Redrawing:
    """The record under lock with both sides, once the person may take it back."""
    redrawing = Redrawing.objects.get(pk=pk)
    lock([redrawing.left_id, redrawing.right_id])
    redrawing = Redrawing.objects.select_for_update(of=("self",)).select_related("line").get(pk=pk)
    refuse_replacing(actor, Edge(left_id=redrawing.left_id, right_id=redrawing.right_id), redrawing.since)
    if redrawing.undone_at is not None:
        raise Refused("这次重新划定已经撤回。")
    return redrawing


def _derive(redrawing: Redrawing) -> None:
    """Areas, lines and chainages of the edges that stand again; what could not be drawn cannot come back either."""
    since, reworked = redrawing.since, reworked_of(redrawing.journal)
    assert_coverage_from(since, {redrawing.left_id, redrawing.right_id}, reworked.snapshots)
    refreshed = refresh(since, reworked)
    check_now()
    for point, day in untied(since, [*refreshed.lines_altered, *refreshed.lines_ended]):
        raise NotPossible(f"自 {day} 起，三交点“{point.name}”的三条界线不再终止于同一坐标（S12）", [place_of(point)])


def reworked_of(journal: Entries) -> Reworked:
    """The edges that a journal speaks of, as taking it back closes and opens them, and the divisions beside them."""
    done = Reworked()
    add: dict[bool, Callable[[int], None]] = {True: done.closed.append, False: done.opened.append}
    for entry in journal:
        if entry["model"] == "lines.edge":
            row = entry["before"] or entry["after"]
            add[entry["before"] is None](entry["id"])
            done.sides.add((row["left_id"], row["right_id"]))
            if entry["before"] is None:
                done.gone.append(GEOSGeometry(row["geom"]).extent)
    return done


def redrawings_that_left(rows: Sequence[tuple[str, int]]) -> list[str]:
    """The redraws, not taken back, that left rows as they are now; in words, the newest first."""
    return left_by(rows, _journals())


def _journals() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for redrawing in Redrawing.objects.filter(undone_at=None).select_related("by").iterator():
        yield str(redrawing), redrawing.journal


def names_of_edges(ids: list[int]) -> list[str]:
    """Edges by the divisions on their sides, as they are called on the last day of the edge."""
    found: dict[str, None] = {}
    for edge in Edge.objects.filter(pk__in=ids).order_by("pk"):
        day = edge.valid.upper - ONE_DAY if edge.valid.upper else today()
        names = names_of([edge.left_id, edge.right_id], day)
        found[f"{names.get(edge.left_id, '')}与{names.get(edge.right_id, '')}之间的界线"] = None
    return list(found) or ["已不在登记中的界线"]
