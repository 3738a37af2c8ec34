"""What the public sees (发布): the one place that decides it. Everything else reads what this lets through."""

from django.db.models import QuerySet

from gazetteer.names.models import FormKind, Name, NameStatus

PUBLIC_STATUSES = (NameStatus.ANNOUNCED, NameStatus.REGISTERED, NameStatus.HISTORIC, NameStatus.ABOLISHED)


def public_names() -> QuerySet[Name]:
    """Names that were announced, or that a registered source publishes; what is approved waits for its notice."""
    return Name.objects.filter(status__in=PUBLIC_STATUSES)


def public_standard_names() -> QuerySet[Name]:
    """The public standard names of features; a feature without one is not public."""
    return public_names().filter(feature__isnull=False, form_kind=FormKind.STANDARD)


def why_not_public(name: Name) -> str | None:
    """Why the public does not see a name, for the officers' pages; None where it does."""
    if name.status in PUBLIC_STATUSES:
        return None
    if name.status == NameStatus.APPROVED:
        return "已批准，尚未公告。"
    return "尚在办理，未批准公告。"
