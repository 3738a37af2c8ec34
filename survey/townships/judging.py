"""Read and judge the bytes of a submission again and again until its reference system is confirmed."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from boundaries.lines.models import LineVersion
from office.intake.readers import read
from office.intake.staging import Row
from office.rulesets.findings import Finding
from office.spatial.systems import CATALOGUE, from_code
from survey.checks import queries, report
from survey.checks.judge import Declaration, JudgedRow, Judgement, judge


@dataclass(frozen=True)
class Judged:
    """A judgement; where the reference system is not confirmed, `judgement` is on trial under the first candidate."""

    judgement: Judgement
    confirmed: bool
    candidates: tuple[str, ...]

    @property
    def report(self) -> dict[str, Any]:
        """What the submission keeps of it: all but the rows."""
        shape = report.of_file(self.judgement)
        kept = {key: value for key, value in shape.items() if key not in {"verdicts", "findings"}}
        tried = kept["crs"]
        return {
            **kept,
            "crs": tried if self.confirmed else None,
            "tried": tried,
            "confirmed": self.confirmed,
            "candidates": list(self.candidates),
            "detail": self.judgement.read.detail,
            "findings": [finding.as_json() for finding in self.judgement.findings],
        }

    @property
    def rows(self) -> list[Row]:
        return list(self.staged())

    def staged(self) -> Iterator[Row]:
        """The rows to stage one after the other, never all of them a second time in memory."""
        return (_staged(row) for row in self.judgement.rows)


def _staged(row: JudgedRow) -> Row:
    values = {
        "cells": dict(row.values),
        "shown": row.shown,
        "hint": list(row.hint) if row.hint else None,
        "height": row.height,
        "accuracy": row.accuracy,
    }
    findings = [finding.as_json() for finding in row.findings]
    return Row(row.row, row.label, values, row.verdict, row.geometry, findings)


def judge_bytes(
    data: bytes,
    name: str,
    declared: dict[str, Any],
    day: datetime.date,
    *,
    line: LineVersion | None,
    standard: str | None = None,
    sent_before: str | None = None,
) -> Judged:
    """Read the bytes as declared and judge them; without a certain reference system, on trial under the likeliest."""
    taken = read(data, name, encoding=declared.get("encoding") or None, limits=queries.reading_limits())
    told = tuple(Finding.from_json(item) for item in declared.get("told", ()))
    taken = replace(taken, findings=(*told, *taken.findings))
    said = Declaration(crs=declared.get("crs") or None, mapping=declared.get("mapping") or {})
    context = queries.context_for(taken, said, day, line, sent_before)
    rules = queries.standard_on(day, standard)
    first = judge(taken, said, context, rules)
    codes = tuple(item.code for item in first.candidates)
    if first.crs is not None or not first.candidates or not taken.readable:
        return Judged(first, first.crs is not None, codes)
    trial = judge(taken, Declaration(crs=codes[0], mapping=said.mapping), context, rules)
    question = [finding for finding in first.findings if finding.rule == "S01"]
    trial = Judgement(
        trial.read, trial.crs, first.candidates, trial.mapping, trial.rows, (*question, *trial.findings), trial.standard
    )
    return Judged(trial, False, codes)


def label_of(code: str) -> str:
    """What people read for the code of a reference system."""
    system = CATALOGUE.get(code) or from_code(code)
    return system.label if system else code
