"""D36 at the check of a list (清单与已实施变更的牵连): what carrying it out would refuse is said beforehand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from boundaries.changes.lists.effects import Effect, Status
from boundaries.changes.same_day import meddlers
from office.rulesets.findings import Finding


def with_clashes(effects: Sequence[Effect]) -> tuple[list[Effect], list[Finding]]:
    """The effects, unclear where changes carried out for their day or a later one meddle, and why, row by row."""
    would = sorted((item for item in effects if item.status is Status.WOULD), key=lambda item: item.row.when.begin)
    found: list[Finding] = []
    for _, together in groupby(would, key=lambda item: item.row.when):
        found += _of_one_day(list(together))
    rows = {finding.row for finding in found}
    clear = [replace(item, status=Status.UNCLEAR, operations=()) if item.row.row in rows else item for item in effects]
    return clear, found


def _of_one_day(together: Sequence[Effect]) -> Iterator[Finding]:
    """Asked once for what happens together, as carrying does; row by row only where something is in the way."""
    day = together[0].row.when.begin
    whole = meddlers([operation for item in together for operation in item.operations], day)
    if not whole:
        return
    single = [(item, finding) for item in together for finding in meddlers(item.operations, day)]
    for item, finding in single or [(together[0], finding) for finding in whole]:
        yield finding.at(row=item.row.row, field="when")
