"""Questions to the archive: what a person sees, what is missing, what was done with an item."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from boundaries.archive.models import Act, Deposit, File, Fonds, Item, SubjectLink, Use
from boundaries.archive.subjects import Subject
from boundaries.divisions.models import Division
from boundaries.divisions.queries import ids_answered_for, ids_below
from boundaries.jurisdiction.queries import appointments_on
from office.people.calendar import year_of_text
from office.people.models import User
from office.people.roles import Role


def fonds_of(user: User, day: datetime.date) -> QuerySet[Fonds]:
    """The fonds into which a person may write: those of the divisions over which they are registrar."""
    held = appointments_on(user, day).filter(role=Role.REGISTRAR).values_list("division_id", flat=True)
    return Fonds.objects.filter(division__in=ids_below(list(held), day))


def _held(user: User, day: datetime.date) -> list[int]:
    """The divisions over which a person is registrar or boundary officer."""
    roles = (Role.REGISTRAR, Role.BOUNDARY_OFFICER)
    return list(appointments_on(user, day).filter(role__in=roles).values_list("division_id", flat=True))


def knows_of(user: User, subject: Subject, day: datetime.date) -> bool:
    """Whether a person may be told of a guarded thing: it concerns their divisions, or a paper about it is theirs."""
    own = ids_answered_for(_held(user, day), day)
    if Division.objects.filter(pk__in=own).filter(pk__in=subject.divisions).exists():
        return True
    return items_about(items_seen_by(user, day), subject.type, subject.id).exists()


def items_seen_by(user: User, day: datetime.date) -> QuerySet[Item]:
    """The items a registrar or boundary officer may read: of fonds below them, or about divisions below them."""
    own = ids_below(_held(user, day), day)
    links = SubjectLink.objects.filter(item=OuterRef("pk"), divisions__in=own)
    return Item.objects.filter(Q(file__series__fonds__division__in=own) | Exists(links))


def chosen(items: QuerySet[Item], asked: Mapping[str, str]) -> QuerySet[Item]:
    """Items by fonds code, line id, kind, year and text; an empty value asks for nothing, no year finds nothing."""
    if asked.get("fonds"):
        items = items.filter(file__series__fonds__code=asked["fonds"])
    if asked.get("line"):
        links = SubjectLink.objects.filter(item=OuterRef("pk"), subject_type="line", subject_id=asked["line"])
        items = items.filter(Exists(links))
    if asked.get("kind"):
        items = items.filter(kind=asked["kind"])
    if written := asked.get("year", "").strip():
        year = year_of_text(written)
        items = items.filter(day__year=year) if year else items.none()
    if text := asked.get("q", "").strip():
        words = Q(title__icontains=text) | Q(document_number__icontains=text) | Q(responsible__icontains=text)
        items = items.filter(words | Q(archive_number__icontains=text) | Q(file__title__icontains=text))
    return items


def listed(items: QuerySet[Item]) -> QuerySet[Item]:
    """Items as a list shows them: file, fonds, number of versions, newest format, whether anything is sample."""
    sample = SubjectLink.objects.filter(item=OuterRef("pk"), is_sample=True)
    return (
        items.select_related("file__series__fonds")
        .annotate(version_count=Count("versions"), sample=Exists(sample))
        .order_by("archive_number")
    )


def counts_by_kind(items: QuerySet[Item]) -> dict[str, int]:
    return dict(items.order_by().values_list("kind").annotate(Count("pk", distinct=True)))


def years_of(items: QuerySet[Item]) -> list[int]:
    """The years of the papers, newest first."""
    years = items.filter(day__isnull=False).order_by().values_list("day__year", flat=True).distinct()
    return sorted(years, reverse=True)


def items_about(items: QuerySet[Item], subject_type: str, subject_id: str) -> QuerySet[Item]:
    """Those items that speak of one thing."""
    links = SubjectLink.objects.filter(item=OuterRef("pk"), subject_type=subject_type, subject_id=subject_id)
    return items.filter(Exists(links))


def loan_of(item: Item) -> Use | None:
    """The loan that is out, if the paper is lent."""
    return item.uses.filter(act=Act.BORROWED, ended_by__isnull=True).first()


def loans_out(user: User, day: datetime.date) -> QuerySet[Use]:
    """Papers of a person's fonds that are lent, those due first."""
    out = Use.objects.filter(act=Act.BORROWED, ended_by__isnull=True, item__file__series__fonds__in=fonds_of(user, day))
    return out.select_related("item").order_by("due")


def deposits_of(user: User) -> QuerySet[Deposit]:
    """What a person uploaded and has not filed yet."""
    return Deposit.objects.filter(deposited_by=user, version__isnull=True, discarded_at__isnull=True).select_related(
        "file"
    )


def files_to_choose(user: User, day: datetime.date) -> QuerySet[File]:
    """Files into which a person may put papers, those with the newest papers first."""
    own = File.objects.filter(series__fonds__in=fonds_of(user, day)).annotate(last=Max("items__filed_at"))
    return own.select_related("series__fonds").order_by(F("last").desc(nulls_last=True), "archive_number")


def contents(item: Item) -> dict[str, Any]:
    """What the hash of an item vouches for: its description and the hashes of its versions."""
    versions = sorted((version.number, version.file_id, version.filename) for version in item.versions.all())
    described = {"archive_number": item.archive_number, **description_of(item)}
    return {**described, "versions": [list(version) for version in versions]}


def description_of(item: Item) -> dict[str, Any]:
    """What is said of an item; a retention that was never decided again is not part of it."""
    revised = {"revised_retention": item.revised_retention} if item.revised_retention else {}
    return {
        "title": item.title,
        "document_number": item.document_number,
        "responsible": item.responsible,
        "day": item.day,
        "precision": item.precision,
        "kind": item.kind,
        "security": item.security,
        "place": item.place,
        "copies": item.copies,
        "pages": [item.first_page, item.last_page],
        "note": item.note,
        **revised,
    }


def kinds_by_subject(subject_type: str, subject_ids: list[str]) -> dict[str, dict[str, int]]:
    """How many items of each kind speak of each of some things of one type."""
    links = SubjectLink.objects.filter(subject_type=subject_type, subject_id__in=subject_ids).order_by()
    counts: dict[str, dict[str, int]] = {}
    for subject_id, kind, count in links.values_list("subject_id", "item__kind").annotate(Count("pk")):
        counts.setdefault(subject_id, {})[kind] = count
    return counts
