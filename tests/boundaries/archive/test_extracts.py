"""Certified extracts: a PDF/A that proves itself, told to anybody without the names of people."""

import io

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from boundaries.archive import actions, extracts
from boundaries.archive.formats import recognise
from boundaries.archive.models import Extract, Use
from boundaries.archive.refusals import Refused
from office.intake.storage import open_stored


@pytest.fixture
def issued(archive):
    archive.item = archive.filed()
    archive.extract = extracts.issue(
        archive.registrar, archive.item.pk, Extract.Kind.COPY, purpose="土地确权", applicant="李四", pages="1"
    )
    return archive


def pdf_of(extract: Extract) -> bytes:
    with open_stored(extract.pdf) as stream:
        return stream.read()


def test_a_copy_carries_the_original_and_its_code(issued):
    data = pdf_of(issued.extract)
    assert recognise(io.BytesIO(data)).label.startswith("PDF/A-3u")
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert reader.attachments["协议书.pdf"] == [issued.pdf_a]
    words = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    for part in (issued.extract.check_code, issued.item.archive_number, issued.extract.number):
        assert part in words
    assert Use.objects.get(act="extracted").purpose == "土地确权"


def test_an_extract_is_found_by_code_and_hash_but_not_by_its_number(issued):
    code = issued.extract.check_code
    for text in (code, code.lower().replace("-", " "), issued.extract.content_hash, issued.extract.pdf_id.upper()):
        assert extracts.find(text) == issued.extract
    for text in (issued.extract.number, "AAAA-BBBB-CCCC", "0" * 64, ""):
        assert extracts.find(text) is None


def test_anybody_can_verify_and_no_person_is_named(issued, client):
    page = client.get("/archive/verify/", {"q": issued.extract.check_code}).content.decode()
    assert issued.extract.number in page and issued.item.archive_number in page and "真实" in page
    for private in ("李四", "陈档", "土地确权", issued.item.title):
        assert private not in page
    assert "没有这样的" in client.get("/archive/verify/", {"q": issued.extract.number}).content.decode()


def test_the_pdf_itself_can_be_verified_and_a_changed_one_is_not_ours(issued, client):
    data = pdf_of(issued.extract)
    right = client.post("/archive/verify/", {"file": SimpleUploadedFile("a.pdf", data)}).content.decode()
    assert issued.extract.number in right and "真实" in right
    wrong = client.post("/archive/verify/", {"file": SimpleUploadedFile("a.pdf", data + b" ")}).content.decode()
    assert issued.extract.number not in wrong and "没有这样的" in wrong


def test_who_may_issue_and_with_what(archive):
    item = archive.filed()
    kind = Extract.Kind.CERTIFICATE
    with pytest.raises(Refused, match="须由档案管理员"):
        extracts.issue(archive.officer, item.pk, kind, purpose="x", applicant="y")
    with pytest.raises(Refused, match="须写明利用目的"):
        extracts.issue(archive.registrar, item.pk, kind, purpose=" ", applicant="y")
    secret = archive.described(security="secret", title="代称", place="3 柜")
    reference = actions.file_item(archive.registrar, archive.fonds, archive.shelf(), secret)
    with pytest.raises(Refused, match="涉密件不在本系统"):
        extracts.issue(archive.registrar, reference.pk, kind, purpose="x", applicant="y")
    assert not Extract.objects.exists()


def test_an_extract_is_never_changed(issued):
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        Extract.objects.update(check_code="AAAA-BBBB-CCCC")
