"""Who holds which role over which subtree of divisions, and when (管辖)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F

from boundaries.divisions.models import Division
from office.people.roles import Role


class Appointment(models.Model):
    """A role of a person over one division and everything below it, in one period (任职)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    division = models.ForeignKey(Division, models.PROTECT, related_name="appointments", verbose_name="管辖区划")
    valid = DateRangeField("任期")

    class Meta:
        verbose_name = "任职"
        constraints = [
            ExclusionConstraint(
                name="appointment_once_at_a_time",
                expressions=[
                    (F("user"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (F("division"), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="此人在此区划的同一角色任期重叠。",
            ),
        ]
