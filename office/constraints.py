"""Broken database constraints, said in words."""

from django.db import IntegrityError, models


def constraint_sentence(model: type[models.Model], error: IntegrityError) -> str:
    """What the broken database constraint says to the user; raises the error again where it says nothing."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return str(constraint.violation_error_message)
    raise error
