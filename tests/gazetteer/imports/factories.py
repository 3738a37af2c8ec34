"""Registers as bytes, and imports brought to a state by the actions themselves."""

import csv
import io
from collections.abc import Sequence

from gazetteer.imports import actions
from gazetteer.imports.models import RegisterImport
from office.intake.models import StagedRow
from office.people.models import User
from tests.gazetteer.applications.factories import World

HEADINGS = ("标准名称", "地名类别", "所在（跨）行政区", "东经", "北纬", "坐标系")
HERE = ("125.18", "44.43", "CGCS2000")


def table(*rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    """A register as CSV; rows may end early."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([*row, *[""] * (len(headings) - len(row))])
    return out.getvalue().encode("utf-8-sig")


def sent(world: World, data: bytes, user: User | None = None, **said: object) -> RegisterImport:
    """A register that the county's official sent in for the county."""
    facts = {"register": "农安县二普", "home_id": world.tree["nongan"].pk, **said}
    name = str(facts.pop("name", "register.csv"))
    return actions.receive(user or world.county, name, io.BytesIO(data), **facts)[0]


def rows_of(found: RegisterImport) -> dict[str, StagedRow]:
    """The staged rows by what they are called."""
    return {row.label: row for row in found.submission.staged_rows.all()}


def rules_of(row: StagedRow) -> set[str]:
    return {finding["rule"] for finding in row.findings}
