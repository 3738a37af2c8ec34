"""Fields that the forms of all rooms share."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.people.calendar import usable


def validate_day(day: datetime.date) -> None:
    """A sentence at the field for a day that can only be a slip of the pen (year 1, year 9999)."""
    try:
        usable(day)
    except ValueError as error:
        raise ValidationError(f"{error}。") from error


class DayField(forms.DateField):
    """A day with the browser's own calendar, within the years that the offices know."""

    default_validators = [validate_day]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)
