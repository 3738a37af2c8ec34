"""XLSX workbooks: the sheet that holds a table, with values where cells are formulas."""

from dataclasses import replace
from typing import Any

from office.intake import columns
from office.intake.readers import faults, isolated
from office.intake.readers.delimited import tabulate
from office.intake.readers.shapes import Limits, ReadFile, Unreadable


def read_workbook(start: ReadFile, data: bytes, limits: Limits) -> ReadFile:
    """The first sheet whose headings are best known; merged heads of two lines become one heading."""
    result, _ = isolated.run({"in.xlsx": data}, {"kind": "workbook", "path": "in.xlsx"}, limits)
    sheets = [sheet for sheet in result["sheets"] if any(any(_text(cell) for cell in row) for row in sheet["grid"])]
    if not sheets:
        raise Unreadable(faults.empty())
    chosen = max(sheets, key=_known)
    grid = [[_text(cell) for cell in row] for row in chosen["grid"]]
    read = tabulate(replace(start, format="XLSX", encoding="UTF-8", detail=chosen["title"]), grid)
    findings = list(read.findings)
    rows_read = {row.number for row in read.rows}
    for row, column, cell in chosen["formulas"]:
        if row in rows_read and column <= len(read.columns):
            findings.append(faults.formula(cell, row, read.columns[column - 1]))
    others = [sheet["title"] for sheet in sheets if sheet is not chosen]
    if others:
        findings.append(faults.not_read("工作表", others))
    return replace(read, findings=tuple(findings))


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _known(sheet: dict[str, Any]) -> int:
    lines = [[_text(cell) for cell in row] for row in sheet["grid"][:20]]
    return max((len(columns.recognise([cell for cell in line if cell])) for line in lines), default=0)
