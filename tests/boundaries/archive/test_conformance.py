"""What calls itself PDF/A is looked into; our own papers are what they say, as far as their objects tell."""

import io

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject

from boundaries.archive.conformance import faults
from boundaries.archive.formats import recognise
from office.papers.pdf import Enclosed, pdf

PAGE = "<html lang='zh'><title>登记表</title><p>界桩登记表 <b>Jilin</b> 1999—2025 조선어</p></html>"


def opened(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def changed(change) -> bytes:
    """Our paper after somebody changed its objects; the claim stays in its XMP."""
    writer = pypdf.PdfWriter(clone_from=opened(pdf(PAGE)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("variant", ["pdf/a-2u", "pdf/a-3u", "pdf/a-3b"])
def test_our_own_papers_lack_nothing_that_can_be_seen(variant: str) -> None:
    data = pdf(PAGE, variant=variant)
    assert faults(opened(data), variant.removeprefix("pdf/a-")) == []
    found = recognise(io.BytesIO(data))
    assert found.keeping and found.label == f"PDF/A-{variant.removeprefix('pdf/a-')}（按文件自述）"


def test_a_paper_is_pdf_a_without_being_asked() -> None:
    assert recognise(io.BytesIO(pdf(PAGE))).label.startswith("PDF/A-2u")


def _no_intent(writer: pypdf.PdfWriter) -> None:
    del writer.root_object["/OutputIntents"]


def _no_fonts(writer: pypdf.PdfWriter) -> None:
    for page in writer.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            for name in [name for name in descriptor if name.startswith("/FontFile")]:
                del descriptor[name]


def _mute(writer: pypdf.PdfWriter) -> None:
    for page in writer.pages:
        for font in page["/Resources"]["/Font"].values():
            del font.get_object()["/ToUnicode"]


def _script(writer: pypdf.PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})
    writer.root_object[NameObject("/OpenAction")] = action


def _attachment(writer: pypdf.PdfWriter) -> None:
    writer.add_attachment("a.txt", b"a")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_no_intent, "没有色彩输出意图"),
        (_no_fonts, "没有嵌入"),
        (_mute, "没有对应的 Unicode"),
        (_script, "打开时运行"),
        (_attachment, "不许带附件"),
    ],
)
def test_what_contradicts_its_claim_is_no_keeping_format(change, said: str) -> None:
    found = recognise(io.BytesIO(changed(change)))
    assert not found.keeping and found.label.startswith("自称 PDF/A-2u，但") and said in found.label


def test_part_three_may_carry_the_original() -> None:
    data = pdf(PAGE, variant="pdf/a-3u", enclosed=[Enclosed("原件.txt", b"x")])
    assert faults(opened(data), "3u") == []
