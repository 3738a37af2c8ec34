"""Names under application, for the judging of others (在办名称, N09 to N11 and N32)."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from boundaries.divisions.queries import ids_below
from gazetteer.applications.models import Application
from gazetteer.applications.states import RUNNING
from gazetteer.names.actions import middle_of
from gazetteer.names.gathering import sounds_alike
from gazetteer.names.pending import PendingQuestion
from gazetteer.names.queries import paths_of
from gazetteer.rules.context import Candidate, Standing
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import ParsedName, parse
from office.people.calendar import today


def pending_names(question: PendingQuestion) -> Iterator[Candidate]:
    """The names of running cases of the same kind in the scope that share characters or sound."""
    wanted = question.name
    running = _running(NameKind(wanted.kind), question.within)
    if question.exclude:
        running = running.exclude(pk=question.exclude)
    parsed = ((case, parse(case.name, NameKind(wanted.kind))) for case in running.only(*_COLUMNS))
    for _, candidate in _candidates([(case, name) for case, name in parsed if _alike(name, wanted)]):
        yield candidate


def running_names(kind: NameKind, within: frozenset[int] | None) -> Iterator[tuple[int, Candidate]]:
    """Number and name of every running case of a kind in the scope, for bulk judging."""
    running = _running(kind, within).only(*_COLUMNS)
    return _candidates([(case, parse(case.name, kind)) for case in running])


_COLUMNS = ("pk", "year", "serial", "name", "home_id", "geom")


def _running(kind: NameKind, within: frozenset[int] | None) -> QuerySet[Application]:
    running = Application.objects.filter(kind=kind, state__in=[str(state) for state in RUNNING]).order_by("pk")
    return running if within is None else running.filter(home_id__in=ids_below(within, today()))


def _candidates(cases: Sequence[tuple[Application, ParsedName]]) -> Iterator[tuple[int, Candidate]]:
    paths = paths_of((case.home_id for case, _ in cases), today())
    for case, parsed in cases:
        middle = middle_of(case.geom)
        yield (
            case.pk,
            Candidate(
                id=f"A{case.pk}",
                parsed=parsed,
                place=f"{paths.get(case.home_id, '')}，{case.number}",
                point=(middle.x, middle.y) if middle else None,
                standing=Standing.PENDING,
            ),
        )


def _alike(first: ParsedName, second: ParsedName) -> bool:
    return first.key == second.key or sounds_alike(first, second)
