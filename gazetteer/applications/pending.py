"""Names under application, for the judging of others (在办名称, N09 to N11 and N32)."""

from collections.abc import Iterator

from boundaries.divisions.queries import ids_below
from gazetteer.applications.models import Application
from gazetteer.applications.states import RUNNING
from gazetteer.names.actions import middle_of
from gazetteer.names.pending import PendingQuestion
from gazetteer.names.queries import paths_of
from gazetteer.rules.context import Candidate, Standing
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import ParsedName, parse
from office.people.calendar import today


def pending_names(question: PendingQuestion) -> Iterator[Candidate]:
    """The names of running cases of the same kind in the scope that share characters or sound."""
    wanted = question.name
    running = Application.objects.filter(kind=wanted.kind, state__in=[str(state) for state in RUNNING])
    if question.within is not None:
        running = running.filter(home_id__in=ids_below(question.within, today()))
    if question.exclude:
        running = running.exclude(pk=question.exclude)
    rows = [
        (case, parsed)
        for case in running.only("pk", "year", "serial", "name", "home_id", "geom")
        if _alike(parsed := parse(case.name, NameKind(wanted.kind)), wanted)
    ]
    paths = paths_of((case.home_id for case, _ in rows), today())
    for case, parsed in rows:
        middle = middle_of(case.geom)
        yield Candidate(
            id=f"A{case.pk}",
            parsed=parsed,
            place=f"{paths.get(case.home_id, '')}，{case.number}",
            point=(middle.x, middle.y) if middle else None,
            standing=Standing.PENDING,
        )


def _alike(first: ParsedName, second: ParsedName) -> bool:
    return first.key == second.key or (bool(first.sound_plain) and first.sound_plain == second.sound_plain)
