"""Questions about registers that came in: whose, how far; their rows, problems first."""

import datetime

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from boundaries.divisions.queries import ids_below
from boundaries.jurisdiction.queries import divisions_of
from gazetteer.imports.choices import matched_rows
from gazetteer.imports.models import RegisterImport
from office.intake.models import StagedRow, State
from office.people.models import User
from office.people.roles import Role


def imports_for(user: User, day: datetime.date) -> QuerySet[RegisterImport]:
    """What a person sent, and what was sent for the divisions in the person's charge; the latest first."""
    mine = ids_below(divisions_of(user, Role.NAME_OFFICIAL, day), day)
    found = RegisterImport.objects.filter(Q(submission__sender=user) | Q(home__in=mine))
    return found.select_related("submission__sender", "submission__file").order_by("-submission__sent_at")


def counts_by_state(imports: QuerySet[RegisterImport]) -> list[tuple[State, int]]:
    """(state, how many) for the filter above the list; states without any are left out."""
    found = dict(imports.order_by().values_list("submission__state").annotate(Count("pk")))
    return [(state, found[state.value]) for state in State if found.get(state.value)]


def rows_by_weight(found: RegisterImport, show: str = "") -> QuerySet[StagedRow]:
    """The rows, problems first; only those of a verdict, or those for which the register offers something."""
    whens = [When(verdict=value, then=Value(rank)) for rank, value in enumerate(("refused", "warn", "ok"))]
    rows = matched_rows(found) if show == "matched" else found.submission.staged_rows.all()
    if show in ("refused", "warn", "ok"):
        rows = rows.filter(verdict=show)
    return rows.annotate(rank=Case(*whens, output_field=IntegerField())).order_by("rank", "row")
