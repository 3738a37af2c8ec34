"""Pure rules of the archive: numbers, dossier lists, formats, the four checks; each in both directions."""

import dataclasses
import datetime
import io
import zipfile

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.actions import JavaScript

from boundaries.archive import checks, dossiers
from boundaries.archive.checks import Record, Version
from boundaries.archive.formats import Format, recognise
from boundaries.archive.kinds import Kind, Material, Retention, habit_of
from boundaries.archive.numbering import ArchiveNumber, parse
from office.papers.pdf import Enclosed, pdf
from office.rulesets.settings import RuleSettings

codes = st.sampled_from([2, 4, 6, 9, 12]).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))
keys = st.integers(1900, 2099).map(str) | st.tuples(codes, codes).map("-".join)
numbers = st.builds(
    ArchiveNumber,
    fonds=st.from_regex(r"\A[A-Z0-9]{4,5}\Z"),
    material=st.sampled_from(Material),
    key=keys,
    retention=st.sampled_from(Retention),
    file=st.integers(1, 9999),
    item=st.none() | st.integers(1, 999),
)


@given(numbers)
def test_a_number_is_read_as_it_was_written(number):
    assert parse(str(number)) == number


@given(numbers, numbers)
def test_two_papers_never_share_a_number(one, other):
    assert (str(one) == str(other)) == (one == other)


@pytest.mark.parametrize(
    "changes", [{"file": 0}, {"file": 10_000}, {"item": 0}, {"item": 1000}, {"fonds": "j-1"}, {"key": "吉黑线"}]
)
def test_what_no_number_can_hold_is_refused(changes):
    right = ArchiveNumber("J012", Material.RESULTS, "2223", Retention.PERMANENT, 1, 3)
    assert str(right) == "J012-ZY·2223-Y-0001-003"
    with pytest.raises(ValueError, match="案卷号|件号|档号"):
        str(dataclasses.replace(right, **changes))


@pytest.mark.parametrize("text", ["", "J012-ZY·2223-Y-1-3", "J012-ZZ·2223-Y-0001-003", "J012-ZY·2223-Y-0001-003-1"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="不是档号"):
        parse(text)


def test_every_kind_has_its_habit_and_every_law_paper_of_a_line_is_asked_for():
    assert all(habit_of(kind) for kind in Kind)
    law = [wanted.kind for wanted in dossiers.LINE if "第十三条" in wanted.clause]
    assert law == [Kind.AGREEMENT, Kind.AGREEMENT_MAP, Kind.MARK_RECORD, Kind.APPROVAL, Kind.FILING]


@pytest.mark.parametrize("key", ["line", "inspection", "change", "name"])
def test_a_dossier_tells_what_is_missing(key):
    wanted = dossiers.LISTS[key]
    kinds = [paper.kind for paper in wanted]
    assert len(kinds) == len(set(kinds))
    always = [paper for paper in wanted if not paper.when]
    assert dossiers.missing(wanted, {}) == always
    assert dossiers.missing(wanted, {always[0].kind: 2}) == always[1:]
    assert dossiers.missing(wanted, dict.fromkeys(kinds, 1)) == []


PAGE = "<html lang='zh'><title>x</title><p>界线</p></html>"


@pytest.mark.parametrize(("variant", "said"), [("pdf/a-2b", "PDF/A-2b"), ("pdf/a-3b", "PDF/A-3b"), (None, "PDF")])
def test_pdf_a_is_known_by_its_xmp(variant, said):
    found = recognise(io.BytesIO(pdf(PAGE, variant=variant)))
    assert found.label.startswith(said) and found.pages == 1 and not found.fault
    assert found.keeping == bool(variant)


def test_an_enclosed_file_keeps_pdf_a_3():
    data = pdf(PAGE, variant="pdf/a-3b", enclosed=[Enclosed("原件.csv", b"a,b")])
    assert recognise(io.BytesIO(data)).label.startswith("PDF/A-3b")
    assert pypdf.PdfReader(io.BytesIO(data)).attachments["原件.csv"] == [b"a,b"]


def written(change) -> io.BytesIO:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out


def test_a_locked_pdf_and_one_with_scripts_are_said():
    assert "口令" in recognise(written(lambda writer: writer.encrypt("secret"))).fault
    assert recognise(written(lambda writer: writer.add_open_action(JavaScript("app.alert(1)")))).active == (
        "JavaScript",
    )
    assert recognise(written(lambda writer: None)).active == ()


def ofd(root: str = "ofd:OFD", parts: bool = True) -> io.BytesIO:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        body = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        package.writestr("OFD.xml", f"<{root} {space}>{body}</{root}>")
        if parts:
            pages = '<ofd:Pages><ofd:Page ID="1" BaseLoc="a"/><ofd:Page ID="2" BaseLoc="b"/></ofd:Pages>'
            package.writestr("Doc_0/Document.xml", f"<ofd:Document {space}>{pages}</ofd:Document>")
    return out


def test_ofd_is_a_keeping_format():
    found = recognise(ofd())
    assert (found.family, found.keeping, found.pages, found.fault) == ("ofd", True, 2, "")
    assert recognise(ofd(parts=False)).fault and recognise(ofd(root="x")).fault


@pytest.mark.parametrize(
    ("data", "family", "keeping"),
    [
        (b"", "empty", False),
        (b"II*\x00" + b"x" * 20, "tiff", True),
        (b"\xff\xd8\xff\xe0", "jpeg", True),
        (b"\x89PNG\r\n\x1a\n", "png", False),
        (b"MZ\x90", "program", False),
        (b"#!/bin/sh", "program", False),
        (b"PK\x03\x04 cut off", "zip", False),
        (b"%PDF-1.7 cut off", "pdf", False),
        ("界桩号,X,Y".encode(), "text", True),
        (b"<?xml version='1.0'?><kml/>", "xml", True),
        (b"\x00\x01\x02\xff", "unknown", False),
    ],
)
def test_formats_are_known_by_their_bytes(data, family, keeping):
    found = recognise(io.BytesIO(data))
    assert (found.family, found.keeping) == (family, keeping)
    assert bool(found.fault) == (family in {"empty", "zip", "pdf"})


@given(st.binary(max_size=600), st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<?xml"]))
def test_no_bytes_make_the_recognition_fail(data, head):
    recognise(io.BytesIO(head + data))


GOOD = Version(1, "协议书.pdf", "a" * 64, "a" * 64, 10, Format("pdf", "PDF/A-3b", True, pages=2))
RIGHT = Record(
    title="边界协议书",
    responsible="两县人民政府",
    day=datetime.date(1999, 5, 1),
    precision="day",
    filed=datetime.date(2025, 10, 20),
    security="internal",
    retention="Y",
    place="",
    pages=2,
    subjects=1,
    versions=(GOOD,),
)


def version(**changes):
    return {"versions": (dataclasses.replace(GOOD, **changes),)}


def test_a_right_record_passes_everything():
    assert checks.check(RIGHT) == [] and checks.passed([]) == list(checks.RULES)
    assert {rule for rules in checks.ASPECTS.values() for rule in rules} == set(checks.RULES)


@pytest.mark.parametrize(
    ("rule", "severity", "changes"),
    [
        ("A01", "block", version(found="b" * 64)),
        ("A01", "block", version(found="")),
        ("A02", "warn", {"responsible": ""}),
        ("A03", "block", {"day": datetime.date(2025, 10, 21)}),
        ("A04", "block", {"title": " "}),
        ("A04", "block", {"versions": (), "pages": None}),
        ("A05", "info", {"day": None, "precision": "unknown"}),
        ("A06", "block", version(number=2)),
        ("A06", "warn", {"pages": 3}),
        ("A07", "warn", {"subjects": 0}),
        ("A08", "block", version(format=Format("pdf", "PDF", fault="文件加密"))),
        ("A09", "warn", version(format=Format("pdf", "PDF", pages=2))),
        ("A10", "warn", version(filename="协议书.docx")),
        ("A11", "block", {"security": "secret", "place": "3 柜"}),
        ("A12", "block", version(format=Format("pdf", "PDF/A-3b", True, pages=2, active=("JavaScript",)))),
        ("A13", "block", {"title": "协议书附图 秘密★10年"}),
    ],
)
def test_each_rule_finds_its_fault_and_nothing_else(rule, severity, changes):
    found = checks.check(dataclasses.replace(RIGHT, **changes))
    assert [(finding.rule, finding.severity) for finding in found] == [(rule, severity)]
    assert all(finding.message and finding.fix for finding in found)


def test_a_reference_without_file_passes_with_its_place():
    record = dataclasses.replace(RIGHT, versions=(), pages=None, security="secret", place="保密室 3 柜")
    assert checks.check(record) == []


def test_a_short_time_asks_less_of_the_format():
    record = dataclasses.replace(
        RIGHT, retention="D10", **version(format=Format("docx", "Word 文档"), filename="a.docx")
    )
    assert [(finding.rule, finding.severity) for finding in checks.check(record)] == [("A09", "info")]


def test_the_province_can_switch_advice_but_no_integrity():
    plain = dataclasses.replace(RIGHT, **version(format=Format("pdf", "PDF", pages=2), found=""))
    stricter = checks.check(plain, RuleSettings(severities={"A09": "block", "A01": "off"}))
    assert [(finding.rule, finding.severity) for finding in stricter] == [("A01", "block"), ("A09", "block")]
    assert [f.rule for f in checks.check(plain, RuleSettings(severities={"A09": "off"}))] == ["A01"]
