"""From the cells of a list to its rows (读行): what is missing or unreadable is said with row and column."""

from collections.abc import Mapping
from dataclasses import dataclass

from boundaries.changes.lists import faults
from boundaries.changes.lists.columns import LABELS, recognise
from boundaries.changes.lists.periods import When, when_of
from boundaries.changes.lists.words import ENDED, Meaning, meaning_of, plain_name, status_of
from boundaries.divisions.kinds import normal_code
from office.intake.readers.shapes import ReadFile, ReadRow, Value
from office.rulesets.findings import Finding


@dataclass(frozen=True)
class ListRow:
    """One row of a list, understood as far as its cells go; codes without filling zeros."""

    row: int
    when: When
    meaning: Meaning
    word: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    document: str

    @property
    def content(self) -> tuple[object, ...]:
        """What makes two rows the same change."""
        return (self.when, self.meaning, self.old_code, self.old_name, self.new_code, self.new_name)


def rows_of(file: ReadFile, days: Mapping[int, str] | None = None) -> tuple[list[ListRow], list[Finding]]:
    """The rows that can be followed, and what is wrong with the others; blank rows are passed over.

    `days` holds days that a person filled in beside rows that give only a year; the file itself stays as it is.
    """
    columns = recognise(file.columns)
    rows: list[ListRow] = []
    findings: list[Finding] = []
    for raw in file.rows:
        cells = {field: _text(raw.values.get(heading)) for field, heading in columns.items()}
        if not any(cells.values()):
            continue
        filled = (days or {}).get(raw.number, "").strip()
        if filled and not _a_day_in(cells.get("when", ""), filled):
            findings.append(faults.day_outside_year(raw.number, filled, cells.get("when", "")))
            filled = ""
        row, found = _row(raw, {**cells, "when": filled} if filled else cells)
        findings += found
        if row:
            rows.append(row)
    return rows, findings


def _a_day_in(written: str, filled: str) -> bool:
    """Whether what was filled in is one day of the year that the list gives."""
    day, year = when_of(filled), when_of(written)
    return day is not None and year is not None and day.exact and year.holds(day)


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().lstrip("'")


def _row(raw: ReadRow, cells: Mapping[str, str]) -> tuple[ListRow | None, list[Finding]]:
    number = raw.number
    found: list[Finding] = []
    when = when_of(cells.get("when", ""))
    if when is None:
        found.append(faults.no_date(number, cells.get("when", "")))
    codes: dict[str, str] = {}
    for field in ("old_code", "new_code"):
        try:
            codes[field] = normal_code(cells[field]) if cells.get(field) else ""
        except ValueError as error:
            found.append(faults.bad_code(number, field, LABELS[field], cells[field], str(error)))
    word, document = cells.get("kind", ""), cells.get("document", "")
    if found or when is None:
        return None, found
    row = ListRow(
        number,
        when,
        _meaning(word, cells),
        word,
        codes["old_code"],
        plain_name(cells.get("old_name", "")),
        codes["new_code"],
        plain_name(cells.get("new_name", "")),
        document,
    )
    return row, _remarks(row, cells.get("when", ""))


def _meaning(word: str, cells: Mapping[str, str]) -> Meaning:
    """The meaning of the kind; where it says nothing, a status 撤销 inside a name says it."""
    meaning = meaning_of(word)
    if meaning is Meaning.UNCLEAR and ENDED & {status_of(cells.get(key, "")) for key in ("old_name", "new_name")}:
        return Meaning.ABOLISH
    return meaning


def _remarks(row: ListRow, date: str) -> list[Finding]:
    found = []
    if not row.when.exact:
        found.append(faults.day_missing(row.row, date))
    if not row.document:
        found.append(faults.document_missing(row.row))
    for field, name in (("old_name", row.old_name), ("new_name", row.new_name)):
        if status_of(name):
            found.append(faults.status_in_name(row.row, field, name, status_of(name)))
    return found
