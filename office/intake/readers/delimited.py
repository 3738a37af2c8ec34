"""Delimited text (CSV, TXT): encoding, delimiter, heading, rows."""

import csv
import io
import itertools
import re
from dataclasses import replace

from office.intake import columns
from office.intake.readers import cadastre, encodings, faults, headless
from office.intake.readers.shapes import Limits, ReadFile, ReadRow, Unreadable
from office.rulesets.findings import Finding

_DELIMITERS = {
    ",": "逗号分隔",
    "\t": "制表符分隔",
    ";": "分号分隔",
    "|": "竖线分隔",
    "，": "全角逗号分隔",
    " ": "空格分隔",
}
_CRS_LINE = re.compile(r"坐标系|CGCS ?2000|EPSG|西安 ?80|北京 ?54|WGS|GCJ|BD-?09|火星|百度|高德", re.IGNORECASE)
csv.field_size_limit(1_000_000)


def delimiter_of(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of cells, more than one."""
    lines = [line for line in text[:20000].splitlines() if line.strip()][:30]
    best, best_score = ",", 0.0
    for mark in _DELIMITERS:
        counts = [_cells(line, mark) for line in lines]
        usual = max(set(counts), key=counts.count, default=1)
        score = counts.count(usual) / max(len(counts), 1) if usual > 1 else 0.0
        score *= 0.5 if mark == " " else 1.0
        if score > best_score:
            best, best_score = mark, score
    return best


def _cells(line: str, mark: str) -> int:
    if mark == " ":
        return len(line.split())
    try:
        return len(next(csv.reader([line], delimiter=mark)))
    except csv.Error:
        return 1


def _records(text: str, mark: str, limit: int) -> list[list[str]]:
    if mark == " ":
        return [line.split() for line in itertools.islice(text.splitlines(), limit)]
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        return [[cell.strip() for cell in record] for record in itertools.islice(reader, limit)]
    except csv.Error as error:
        raise Unreadable(faults.damaged(f"引号或单元格不完整（{error}）")) from error


def read_delimited(start: ReadFile, data: bytes, encoding: str | None, limits: Limits) -> ReadFile:
    """Rows of a delimited text; every cell stays text as written, without the space around it."""
    text, name, findings = encodings.decode(data, encoding)
    if cadastre.is_cadastre(text):
        found = cadastre.read_cadastre(start, text.lstrip("\ufeff"), name, limits)
        return replace(found, findings=(*findings, *found.findings))
    mark = delimiter_of(text)
    records = _records(text, mark, limits.max_rows + 50)
    if not any(any(record) for record in records):
        raise Unreadable(faults.empty())
    result = tabulate(replace(start, format="CSV", encoding=name, detail=_DELIMITERS[mark]), records)
    return replace(result, findings=(*findings, *result.findings, *_cut_number(result, text)))


def _cut_number(read: ReadFile, text: str) -> list[Finding]:
    """F02 of the last row where the text ends without a line end in a number with fewer decimals than all above.

    The last copied byte may be in the middle of a number, which then still reads as one, at another place.
    """
    if text.endswith(("\n", "\r")) or len(read.rows) < 3 or not read.columns:
        return []
    *above, last = [str(row.values[read.columns[-1]]) for row in read.rows]
    decimals = {len(cell.partition(".")[2]) for cell in above if columns.is_number(cell)}
    whole = {len(cell.partition(".")[0].lstrip("-")) for cell in above if columns.is_number(cell)}
    fewer = len(decimals) == 1 and len(last.partition(".")[2]) < min(decimals)
    shorter = decimals == {0} and len(whole) == 1 and last.isdigit() and len(last) < min(whole)
    if not columns.is_number(last) or not (fewer or shorter):
        return []
    return [faults.cut_number(read.rows[-1].number, last)]


def tabulate(start: ReadFile, records: list[list[str]]) -> ReadFile:
    """Heading and rows out of a grid of cells; titles above the heading may declare the reference system.

    A table without a known heading is named by its format or its numbers where they leave no doubt (`headless`).
    """
    head, named = columns.heading(records), None
    if head is None or (not columns.known(head[1]) and len(head[1]) != headless.usual_width(records)):
        named = headless.named(records, start.name)
    if named is not None:
        headings, first, end, titles = named.headings, named.first, named.end, named.first
    elif head is not None:
        headings, first, end = columns.unique(_without_empty_end(head[1])), head[0] + 1, len(records)
        titles = head[0]
    else:
        headings, first, end, titles = columns.unique([""] * max(map(len, records))), 0, len(records), 0
    rows, findings = _rows(records[:end], headings, first)
    above = " ".join(cell for record in records[:titles] for cell in record if cell)
    stated = above if _CRS_LINE.search(above) else None
    if not rows:
        findings.append(faults.no_rows("表头以下没有数据行"))
    return replace(
        start,
        format=headless.CASS if named is not None and named.cass else start.format,
        columns=headings,
        rows=tuple(rows),
        findings=(*(named.findings if named is not None else ()), *findings),
        crs=stated,
        crs_source="text" if stated else "",
    )


def _without_empty_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _rows(records: list[list[str]], headings: tuple[str, ...], first: int) -> tuple[list[ReadRow], list[Finding]]:
    rows, findings = [], []
    for index, record in enumerate(records[first:], first + 1):
        if not any(record):
            continue
        cells = record if len(record) <= len(headings) else _without_empty_end(record)
        if len(cells) != len(headings):
            findings.append(faults.short_row(index, len(cells), len(headings)))
        rows.append(ReadRow(index, dict(itertools.zip_longest(headings, cells[: len(headings)], fillvalue=""))))
    return rows, findings
