"""An archive for tests: a fonds of the province, a line with its two sides, a registrar and officers."""

import io
from types import SimpleNamespace

import pytest

from boundaries.archive import actions, lines
from boundaries.archive.actions import Description
from boundaries.archive.kinds import Kind, Material, Retention
from boundaries.archive.models import Fonds
from boundaries.archive.shelves import Shelf
from boundaries.lines.models import Line, LineVersion
from office.papers.pdf import pdf
from office.people.roles import Role
from tests.factories import ALWAYS, appointed, make_tree


@pytest.fixture(scope="session")
def pdf_a() -> bytes:
    """A real PDF/A-3b of one page."""
    return pdf("<html lang='zh'><title>协议书</title><p>农安县与德惠市边界协议书</p></html>", variant="pdf/a-3b")


@pytest.fixture
def archive(db, pdf_a):
    """The archive with helpers to deposit and to file."""
    tree = make_tree()
    line = Line.objects.create(state="agreed", length_m=1000.0, length_source="测试")
    sides = {"first": tree["nongan"], "second": tree["dehui"]}
    named = {"code": "220122-220183", "name": "农安县与德惠市界线", "level": "county"}
    LineVersion.objects.create(line=line, computed_m=1.0, computed_from="测试", valid=ALWAYS, **sides, **named)
    place = SimpleNamespace(
        **tree,
        line=line,
        fonds=Fonds.objects.create(code="J012", name="吉林省民政厅", division=tree["province"]),
        registrar=appointed(Role.REGISTRAR, tree["province"], full_name="陈档"),
        officer=appointed(Role.BOUNDARY_OFFICER, tree["nongan"], full_name="王界"),
        stranger=appointed(Role.NAME_OFFICIAL, tree["province"], full_name="郑名"),
        pdf_a=pdf_a,
    )
    place.subject = lines.get_line(str(line.pk))

    def deposit(data: bytes = pdf_a, name: str = "协议书.pdf", **announced):
        return actions.deposit(place.registrar, name, io.BytesIO(data), **announced)

    def shelf(**changes) -> Shelf:
        usual = {"material": Material.RESULTS, "retention": Retention.PERMANENT, "line": line.pk, "key": named["code"]}
        return Shelf(**{**usual, **changes})

    def described(**changes) -> Description:
        usual = {"title": "农安县与德惠市边界协议书", "kind": Kind.AGREEMENT, "precision": "unknown"}
        return Description(**{**usual, "responsible": "农安县、德惠市人民政府", **changes})

    def filed(data: bytes = pdf_a, name: str = "协议书.pdf", *, on: Shelf | None = None, **changes):
        waiting = deposit(data, name)
        links = [(place.subject, "1")]
        details = {"deposit_id": waiting.pk, "shown": waiting.file_id, "links": links}
        return actions.file_item(place.registrar, place.fonds, on or shelf(), described(**changes), **details)

    place.deposit, place.shelf, place.described, place.filed = deposit, shelf, described, filed
    return place
