"""The day that the offices count from."""

import datetime

from django.conf import settings
from django.utils import timezone


def today() -> datetime.date:
    """The as-of day: AS_OF_DATE of the settings, else today in Changchun."""
    if settings.AS_OF_DATE:
        return datetime.date.fromisoformat(settings.AS_OF_DATE)
    return timezone.localdate()
