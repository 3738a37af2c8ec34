"""The file of a case: everything that was said and sent in, as a paper and as a package whose hashes hold."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest
from pypdf import PdfReader

from gazetteer.applications import actions, opinion_actions
from gazetteer.applications.conflicts import Conflict
from gazetteer.applications.models import Application
from gazetteer.applications.states import State
from gazetteer.casefile.contents import paper_of
from gazetteer.casefile.facts import facts_of
from gazetteer.casefile.map import drawing_of
from gazetteer.casefile.package import packed
from office.papers.content import Heading, Table, Words
from tests.gazetteer.applications.factories import DAY, World, brought_to, entered, make_world


@pytest.fixture
def world(db, settings) -> World:
    settings.AS_OF_DATE = DAY.isoformat()
    return make_world()


def told(case: Application) -> str:
    """All words of the paper of a case."""
    found = []
    for block in paper_of(facts_of(case, DAY), "未经审图").blocks:
        if isinstance(block, Heading | Words):
            found.append(block.text)
        elif isinstance(block, Table):
            found += [str(value) for row in block.rows for value in row]
    return "\n".join(found)


def opened(response) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_file_of_an_announced_case_tells_all(world) -> None:
    case = brought_to(world, State.ANNOUNCED)
    words = told(case)
    for part in ("向阳街", "农政函〔2025〕12号", "公告全文", "当地习用", "报送时", "批准时", "申请书.pdf", case.number):
        assert part in words, part
    assert "没有收到异议" in words


def test_a_draft_says_what_there_is_not_yet(world) -> None:
    words = told(entered(world))
    assert "尚无决定" in words and "还没有开始计算的期限" in words and "申请没有位置" in words
    assert "现在（2025-10-20）" in words  # judged today, because nothing is frozen yet


def test_objections_and_their_answers_are_in_it(world) -> None:
    case = brought_to(world, State.ACCEPTED)
    case = opinion_actions.raise_objection(
        world.county, case.pk, case.version, "张三", "", "与老街名相混", DAY, day=DAY
    )
    assert "张三" in told(case) and "与老街名相混" in told(case)


def test_the_pdf_opens_and_can_be_read_out(world, client) -> None:
    case = brought_to(world, State.APPROVED)
    client.force_login(world.county)
    reader = PdfReader(io.BytesIO(client.get(f"/gazetteer/applications/{case.pk}/file.pdf").content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "向阳街" in text and "办理经过" in text


def test_the_package_holds_the_papers_as_they_came_and_true_hashes(world, client) -> None:
    case = entered(world)
    actions.attach(world.county, case.pk, "other", "../../坏:名字.txt", b"\x00bytes", day=DAY)
    client.force_login(world.county)
    package = opened(client.get(f"/gazetteer/applications/{case.pk}/file.zip"))
    assert package.testzip() is None
    names = package.namelist()
    assert names[:3] == ["案卷.pdf", "案卷.json", "材料/01-申请书.pdf"]
    assert names[3].startswith("材料/02-") and names[3].endswith(".txt") and ".." not in names[3]
    assert package.read(names[2]) == "向阳街".encode() and package.read(names[3]) == b"\x00bytes"
    sums = dict(reversed(line.split("  ")) for line in package.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(names) - {"SHA256SUMS"}
    assert all(hashlib.sha256(package.read(name)).hexdigest() == digest for name, digest in sums.items())
    data = json.loads(package.read("案卷.json"))
    assert data["case"]["name"] == "向阳街" and data["papers"][0]["filename"] == "申请书.pdf"


def test_a_paper_whose_bytes_changed_is_not_packed(world) -> None:
    facts = facts_of(entered(world), DAY)
    forged = replace(facts, papers=tuple(replace(paper, sha256="0" * 64) for paper in facts.papers))
    with pytest.raises(ValueError, match="与登记的哈希不符"):
        packed(forged, b"%PDF", io.BytesIO())


@pytest.mark.parametrize("ending", ["pdf", "zip"])
def test_who_may_not_see_the_case_gets_no_file(world, client, ending: str) -> None:
    case = entered(world)
    assert client.get(f"/gazetteer/applications/{case.pk}/file.{ending}").status_code == 302
    client.force_login(world.neighbour)
    assert client.get(f"/gazetteer/applications/{case.pk}/file.{ending}").status_code == 403
    client.force_login(world.county)
    assert client.get(f"/gazetteer/applications/999999/file.{ending}").status_code == 404


def test_few_questions_for_a_long_course(world, django_assert_max_num_queries) -> None:
    case = brought_to(world, State.ANNOUNCED)
    with django_assert_max_num_queries(20):
        facts_of(case, DAY)


def test_the_map_shows_place_and_names_in_the_way() -> None:
    near = Conflict("G1", "朝阳<路>", "农安县", "block", "N09", 125.19, 44.44, 0.9)
    far = Conflict("G2", "朝阳街", "远处", "warn", "N10", 129.0, 42.0, 400.0)
    svg = drawing_of("朝阳街", [(125.18, 44.43), (125.182, 44.43)], [near, far], {"features": []}, "未经审图")
    assert "朝阳&lt;路&gt; 0.9 km" in svg and "远处" not in svg and svg.count("<circle") == 1
    assert drawing_of("朝阳街", [], [], {"features": []}, "未经审图") == ""
