"""Who changes a division waits for whoever is changing it (区划锁定)."""

from collections.abc import Iterable

from django.db import models

from boundaries.divisions.models import Division


def lock(divisions: Iterable[int]) -> None:
    """Lock divisions to the end of the transaction, in one order for everybody, so that nobody waits in a circle."""
    rows: models.QuerySet[Division] = Division.objects.select_for_update().filter(pk__in=set(divisions)).order_by("pk")
    list(rows.values_list("pk", flat=True))
