"""The door from cases and lists to carrying out (实施的入口): what cannot be carried out is refused in words."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from boundaries.changes.carrying import Outcome, carry_out, take_back
from boundaries.changes.case_actions import Refused, facts_of
from boundaries.changes.case_pages import map_of
from boundaries.changes.consequences import TaskDraft, drafts_of
from boundaries.changes.corrected import why_not_taken_back
from boundaries.changes.exclaves import exclaves
from boundaries.changes.gathering import broken_sense, operations_of
from boundaries.changes.models import ChangeCase, ChangeImport
from boundaries.changes.operations import Operation
from boundaries.changes.periods_of_facts import NoVersion, Overwritten
from boundaries.divisions.models import DivisionCode, DivisionVersion
from boundaries.divisions.queries import names_of
from boundaries.journal import ChangedSince
from boundaries.lines.coverage import BrokenCoverage
from boundaries.lines.rearranging import NotPossible
from office.constraints import constraint_sentence
from office.rulesets.findings import Finding


@contextmanager
def in_words() -> Iterator[None]:
    """What carrying raises becomes a refusal."""
    try:
        with transaction.atomic():
            yield
    except NotPossible as error:
        raise Refused(str(error), places=error.places) from error
    except BrokenCoverage as error:
        raise Refused(str(error), error.findings, error.places) from error
    except ChangedSince as error:
        raise Refused(why_not_taken_back(error)) from error
    except (NoVersion, Overwritten) as error:
        raise Refused(str(error)) from error
    except IntegrityError as error:
        raise Refused(constraint_sentence(error, DivisionCode, DivisionVersion)) from error


def carry(operations: Sequence[Any], day: Any, **facts: Any) -> Outcome:
    """`carrying.carry_out` for cases and lists. Raises Refused."""
    _sensible(operations, day)
    with in_words():
        return carry_out(operations, day, **facts)


def _sensible(operations: Sequence[Operation], day: datetime.date) -> None:
    """What cannot be meant is found before anything is tried. Raises Refused."""
    if found := broken_sense(operations, day):
        more = f"等 {len(found)} 处" if len(found) > 1 else ""
        raise Refused(f"变更内容不成立：{found[0].message}{more}。", found)


def taker_back(made: ChangeImport, actor: Any, reason: str) -> Any:
    """A function that takes one stored outcome of a list back. Raises Refused."""

    def take(stored: dict[str, Any]) -> None:
        with in_words():
            take_back(Outcome.from_json(stored), actor=actor, reason=f"撤销变更清单 {made.pk}：{reason}")

    return take


@contextmanager
def tried(operations: Sequence[Operation], day: datetime.date) -> Iterator[Outcome]:
    """Carry operations out, let the caller look at the register as it then is, and roll everything back (试算).

    Raises Refused, with the places and findings of what cannot be carried out.
    """
    _sensible(operations, day)
    with in_words():
        yield carry_out(operations, day, document="试算", source="试算", actor=None)
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Preview:
    """What carrying out would do: the outcome, the tasks by consequence, the map afterwards, what it leaves behind."""

    outcome: Outcome
    tasks: list[tuple[str, TaskDraft]]
    after: dict[str, Any]
    names: dict[int, str]
    findings: list[Finding]


def preview_of(case: ChangeCase) -> Preview:
    """Carry the case out and roll everything back; nothing is kept. Raises Refused."""
    if case.effective is None:
        raise Refused("没有生效日期，不能试算。")
    operations = operations_of(case)
    with tried(operations, case.effective) as outcome:
        return Preview(
            outcome,
            drafts_of(facts_of(case), outcome),
            map_of(operations, case.effective, tuple(outcome.begun.values())),
            names_of(outcome.begun.values(), case.effective),
            exclaves(outcome),
        )
