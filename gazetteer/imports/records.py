"""A row of a register taken apart (登记行): plain values, cleaned of what no text can hold. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gazetteer.imports.kinds import kind_of
from gazetteer.rules.facts import Facts
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.text import normal_form
from office.intake.readers.shapes import ReadRow
from office.spatial.numbers import number

LONGEST = 200
_BETWEEN = re.compile(r"[、，,；;/|\n]+")
_SCRIPTS = {"HANGUL": ("ko", "Kore"), "MONGOLIAN": ("mn", "Mong")}


@dataclass(frozen=True)
class Record:
    """One row; `name` as typed, `form` its normal form, `others` further forms as (kind, form, language, script)."""

    row: int
    cells: Mapping[str, Any]
    name: str
    form: str
    kind: NameKind | None
    kind_text: str
    division: str
    crossing: str
    pinyin: str
    facts: Facts
    others: tuple[tuple[str, str, str, str], ...]
    meaning: str
    security: str
    number: str

    @property
    def label(self) -> str:
        return self.form[:LONGEST]


def clean(value: Any) -> Any:
    """A cell that JSON and PostgreSQL can hold: no NUL, no half of a surrogate pair."""
    if not isinstance(value, str):
        return value
    return (
        value.replace("\x00", "").encode("utf-8", "replace").decode() if not value.isascii() or "\0" in value else value
    )


def record_of(row: ReadRow, mapping: Mapping[str, str]) -> Record:
    """A row by the meaning of its columns; the mapping is complete."""
    cells = {heading: clean(value) for heading, value in row.values.items()}

    def text(field: str) -> str:
        value = cells.get(mapping[field]) if field in mapping else None
        return "" if value is None else str(value).strip()

    name = text("name") or text("specific") + text("generic")
    form = normal_form(name)
    kind_text, code = text("kind"), text("gb_class")
    minority = _parts(text("minority"))
    return Record(
        row=row.number,
        cells={heading: value for heading, value in cells.items() if value not in (None, "")},
        name=name,
        form=form,
        kind=kind_of(kind_text, code, form),
        kind_text=kind_text or code,
        division=text("division"),
        crossing=text("crossing"),
        pinyin=text("pinyin"),
        facts=_facts(text, minority, "minority" in mapping),
        others=tuple(_others(text, form, minority)),
        meaning="\n".join(dict.fromkeys(filter(None, (text("meaning"), text("history"))))),
        security=text("security"),
        number=text("id"),
    )


def _facts(text: Any, minority: list[str], asked: bool) -> Facts:
    return Facts(
        length_m=number(text("length")),
        width_m=number(text("width")),
        area_m2=number(text("area")),
        minority_forms=tuple(minority) if asked else None,
    )


def _parts(text: str) -> list[str]:
    return [part for part in map(str.strip, _BETWEEN.split(text)) if part and part not in {"无", "—", "-", "/"}]


def _others(text: Any, form: str, minority: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """The further forms of a row, each once; a form like the standard name is none."""
    seen = {form}
    fields = (("alias", "alias"), ("both", "former"), ("former", "former"), ("short", "short"))
    for field, form_kind in fields:
        for other in map(normal_form, _parts(text(field))):
            if other and other not in seen and len(other) <= LONGEST:
                seen.add(other)
                yield form_kind, other, "zh", "Hans"
    for other in minority:
        if other not in seen and len(other) <= LONGEST:
            seen.add(other)
            yield ("minority", other, *_language_of(other, text("language")))


def _language_of(form: str, said: str) -> tuple[str, str]:
    for letters, language in _SCRIPTS.items():
        if unicodedata.name(form[0], "").startswith(letters):
            return ("mnc", "Mong") if letters == "MONGOLIAN" and "满" in said else language
    return "und", "Zyyy"
