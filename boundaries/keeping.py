"""Record time (登记时间): what the register said before, kept by the database whenever a legal fact is changed.

A row that is changed or deleted leaves its former content in an event table, written by a trigger, so
that nobody can write around it. Closing a version (a legal change) and mending one (a correction of an
entry error) both leave a trace; the context of the event tells them apart.
"""

from collections.abc import Callable
from typing import Any

import pghistory
import pgtrigger


def kept(*, sample: str = "") -> Callable[[Any], Any]:
    """Keep the former content of rows of a model; not of sample rows where `sample` names their mark."""
    real = f"NOT OLD.{sample}" if sample else "true"
    changed = pgtrigger.Condition(f"OLD.* IS DISTINCT FROM NEW.* AND {real}")
    deleted = pgtrigger.Condition(real)
    return pghistory.track(
        pghistory.UpdateEvent("before", row=pghistory.Old, condition=changed),
        pghistory.DeleteEvent("deleted", condition=deleted),
    )
