"""Questions about survey files: whose, where, how far; their rows; the accepted observations."""

import datetime
from collections.abc import Iterable

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from boundaries.divisions.queries import ids_below, names_of
from boundaries.jurisdiction.queries import divisions_of
from boundaries.lines.models import LineVersion
from boundaries.lines.queries import lines_beside, lines_on
from office.intake.models import StagedRow, State, Verdict
from office.people.models import User
from office.people.roles import Role
from survey.townships.models import Observation, SurveyUpload

_OPEN_INBOX = (State.SUBMITTED, State.ACCEPTED, State.RETURNED)


def uploads_of(user: User) -> QuerySet[SurveyUpload]:
    """What a person sent, the latest first."""
    return _with_facts(SurveyUpload.objects.filter(submission__sender=user))


def uploads_for(user: User, day: datetime.date) -> QuerySet[SurveyUpload]:
    """What an officer of boundaries has or had to decide, the waiting ones first."""
    mine = ids_below(divisions_of(user, Role.BOUNDARY_OFFICER, day), day)
    theirs = SurveyUpload.objects.filter(
        Q(counties__in=mine) | Q(line__in=lines_beside(mine, day)), submission__state__in=_OPEN_INBOX
    ).distinct()
    waiting = Case(
        When(submission__state=State.SUBMITTED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return _with_facts(theirs).annotate(rank=waiting).order_by("rank", "-submission__sent_at")


def _with_facts(uploads: QuerySet[SurveyUpload]) -> QuerySet[SurveyUpload]:
    return (
        uploads.select_related("submission__sender", "submission__file")
        .prefetch_related("line__versions")
        .prefetch_related("counties", "submission__receipts")
        .order_by("-submission__sent_at")
    )


def counts_by_state(uploads: QuerySet[SurveyUpload]) -> list[tuple[State, int]]:
    """(state, how many) for the filter above a list; states without any are left out."""
    found = dict(uploads.order_by().values_list("submission__state").annotate(Count("pk", distinct=True)))
    return [(state, found[state.value]) for state in State if found.get(state.value)]


def county_names(uploads: Iterable[SurveyUpload], day: datetime.date) -> dict[int, str]:
    """Names of all counties of some uploads, by division."""
    return names_of({county.pk for upload in uploads for county in upload.counties.all()}, day)


def rows_by_weight(upload: SurveyUpload, verdict: str = "") -> QuerySet[StagedRow]:
    """The rows of an upload, problems first; only those of one verdict if given."""
    whens = [When(verdict=value, then=Value(rank)) for rank, value in enumerate(("refused", "warn", "ok"))]
    rows = upload.submission.staged_rows.annotate(rank=Case(*whens, output_field=IntegerField())).order_by(
        "rank", "row"
    )
    return rows.filter(verdict=verdict) if verdict in Verdict.values else rows


def lines_to_choose(user: User, day: datetime.date) -> QuerySet[LineVersion]:
    """The lines that a sender is likeliest to mean: those of the own divisions and below."""
    tops = [*divisions_of(user, Role.SURVEYOR, day), *divisions_of(user, Role.BOUNDARY_OFFICER, day)]
    mine = ids_below(tops, day)
    return lines_on(day).filter(Q(first__in=mine) | Q(second__in=mine), line__locked=False).order_by("code")


def observations_seen_by(user: User, day: datetime.date) -> QuerySet[Observation]:
    """Accepted observations, not undone, in the counties or on the lines that a person looks after."""
    tops = [*divisions_of(user, Role.BOUNDARY_OFFICER, day), *divisions_of(user, Role.SURVEYOR, day)]
    mine = ids_below(tops, day)
    uploads = SurveyUpload.objects.filter(
        Q(counties__in=mine) | Q(line__in=lines_beside(mine, day)) | Q(submission__sender=user)
    )
    found = Observation.objects.filter(undone_at__isnull=True, submission__survey__in=uploads)
    return found.prefetch_related("line__versions")
