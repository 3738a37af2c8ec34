"""Rows as they are staged (暂存行的内容): what was sent, what it means, what the rules say of it. Pure."""

import hashlib
from collections.abc import Iterable
from typing import Any

import shapely

from gazetteer.imports.positions import Position
from gazetteer.imports.records import Record
from gazetteer.rules.judging import Judgement
from office.intake.models import Verdict
from office.intake.staging import Row
from office.rulesets.findings import Finding, by_weight

LABEL, NAMED = 120, 5
_HEAVY = frozenset({"readings", "scope"})


def source_id_of(record: Record, home_id: int | None, position: Position) -> str:
    """The number of a row in its register: its own, else made from name, kind, division and position."""
    if record.number and len(record.number) <= 60:
        return record.number
    at = f"{position.point[0]:.5f},{position.point[1]:.5f}" if position.point else ""
    text = "|".join((record.form, record.kind or "", str(home_id), at))
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def columns_of(record: Record, judgement: Judgement) -> dict[str, Any]:
    """What of a row becomes a feature and its names, derived forms included."""
    parsed = judgement.parsed
    return {
        "cells": dict(record.cells),
        "form": parsed.name,
        "kind": parsed.kind.value,
        "name": {
            "pinyin": parsed.spelling.pinyin,
            "pinyin_toned": parsed.spelling.toned,
            "initials": parsed.spelling.initials,
            "specific": parsed.parts.specific,
            "generic": parsed.parts.generic,
            "sound": parsed.sound,
            "sound_plain": parsed.sound_plain,
        },
        "others": [list(other) for other in (*record.others, *_other_spelling(record, judgement))],
        "meaning": record.meaning,
    }


def _other_spelling(record: Record, judgement: Judgement) -> list[tuple[str, str, str, str]]:
    """The spelling of the register where it is not the official one: kept beside it, not instead."""
    given = " ".join(record.pinyin.split())[:200]
    official = (judgement.pinyin, judgement.pinyin_toned)
    return [("romanised", given, "zh", "Latn")] if given and given not in official else []


def refused_row(record: Record, position: Position, findings: Iterable[Finding]) -> Row:
    """A row that is not judged further; of a classified one nothing but its number is kept."""
    told = list(findings)
    secret = any(finding.rule == "N41" for finding in told)
    values: dict[str, Any] = {"cells": {} if secret else dict(record.cells), "kind": record.kind, "home": None}
    if secret:
        return Row(record.row, "（密级行，不留内容）", values, Verdict.REFUSED, None, [_kept(each) for each in told])
    return staged_row(record, position, Verdict.REFUSED, told, values)


def staged_row(
    record: Record, position: Position, verdict: str, findings: Iterable[Finding], values: dict[str, Any]
) -> Row:
    """A row with its verdict."""
    shape = position.shape if position.shape is not None else _point(position)
    kept = [_kept(finding) for finding in by_weight(_without_bare_scope(list(findings)))]
    return Row(record.row, record.form[:LABEL], values, verdict, shape, kept)


def _without_bare_scope(findings: list[Finding]) -> list[Finding]:
    """Without the note on the scope (N12) where nothing was found in it: it would stand beside every row."""
    leaning = any(finding.rule in {"N09", "N10", "N11"} for finding in findings)
    return findings if leaning else [finding for finding in findings if finding.rule != "N12"]


def _point(position: Position) -> shapely.Point | None:
    return shapely.Point(position.point) if position.point else None


def _kept(finding: Finding) -> dict[str, Any]:
    """A finding as JSON without what is long and can be had again by judging the name alone."""
    shape = finding.as_json()
    evidence = {key: value for key, value in shape["evidence"].items() if key not in _HEAVY}
    if "names" in evidence:
        evidence["names"] = evidence["names"][:NAMED]
    return {**shape, "evidence": evidence}
