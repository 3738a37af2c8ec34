"""Broken database constraints, said in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction


def constraint_sentence(error: IntegrityError, *touched: type[models.Model]) -> str:
    """What the broken constraint of one of the models says to the user; raises the error again where none says it."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in (each for model in touched for each in model._meta.constraints):
        if constraint.name == name:
            return str(constraint.violation_error_message)
    raise error


@contextmanager
def constraints_said_as(refused: type[Exception], *touched: type[models.Model]) -> Iterator[None]:
    """A broken constraint of one of the models is raised as `refused` with its sentence.

    The transaction around it stays usable.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refused(constraint_sentence(error, *touched)) from error
