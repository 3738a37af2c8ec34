"""Papers of a change filed from its case, compared with their hash; edges that papers speak of."""

import datetime

import pytest
from django.contrib.gis.geos import LineString, Point

from boundaries.archive import subjects
from boundaries.archive.case_filing import Chosen, file_papers, usual
from boundaries.archive.kinds import Kind
from boundaries.archive.models import Deposit, Item
from boundaries.archive.refusals import Refused
from boundaries.changes.case_actions import add_paper, draft_case, facts_of
from boundaries.changes.followups import ARCHIVE, papers
from boundaries.changes.operations import Rename
from boundaries.lines.models import Edge, Junction, LineEdge
from office.intake.storage import name_of
from office.people.roles import Role
from tests.boundaries.archive.test_pages import ROOT, client_of
from tests.boundaries.changes.test_case_actions import Outcome
from tests.factories import ALWAYS, appointed

DAY = datetime.date(2025, 3, 1)


@pytest.fixture
def case(archive):
    officer = appointed(Role.BOUNDARY_OFFICER, archive.province)
    made = draft_case(officer, "农安镇更名", [Rename(archive.town.pk, "新农安镇")], DAY)
    for kind in ("application", "approval", "maps"):
        add_paper(officer, made, kind, f"{kind}.pdf", archive.pdf_a + kind.encode())
    made.approved_on, made.approval_document, made.authority = DAY, "吉政函〔2025〕1号", "吉林省人民政府"
    return made


def all_of(case) -> list[Chosen]:
    return [Chosen(paper.pk, paper.file_id, usual(paper, case)) for paper in case.papers.all()]


def test_papers_become_items_of_the_dossier_of_their_case(archive, case):
    made = file_papers(archive.registrar, case, archive.fonds, all_of(case))
    assert [item.kind for item in made] == [Kind.CHANGE_APPLICATION, Kind.APPROVAL, Kind.CHANGE_MAP_PLAN]
    assert [item.archive_number for item in made] == [f"J012-WS·2025-Y-0001-00{place}" for place in (1, 2, 3)]
    assert made[0].file.title == "农安镇更名"
    approval = made[1]
    assert (approval.day, approval.document_number, approval.responsible) == (
        DAY,
        "吉政函〔2025〕1号",
        "吉林省人民政府",
    )
    assert approval.versions.get().file_id == case.papers.get(kind="approval").file_id
    assert approval.subjects.get().subject_id == str(case.pk)
    with pytest.raises(Refused, match="已归档，档号"):
        file_papers(archive.registrar, case, archive.fonds, all_of(case)[:1])


def test_another_case_of_the_year_gets_a_file_of_its_own(archive, case):
    file_papers(archive.registrar, case, archive.fonds, all_of(case)[:1])
    officer = appointed(Role.BOUNDARY_OFFICER, archive.province)
    other = draft_case(officer, "又一更名", [Rename(archive.town.pk, "又新农安镇")], DAY)
    add_paper(officer, other, "application", "申请书.pdf", archive.pdf_a + b"other")
    made = file_papers(archive.registrar, other, archive.fonds, all_of(other))
    assert made[0].archive_number == "J012-WS·2025-Y-0002-001"
    later = file_papers(archive.registrar, case, archive.fonds, all_of(case)[1:2])
    assert later[0].archive_number == "J012-WS·2025-Y-0001-002"


def test_all_or_none_and_only_the_bytes_that_were_shown(archive, case, settings):
    chosen = all_of(case)
    with pytest.raises(Refused, match="上传和归档之间变了"):
        file_papers(
            archive.registrar, case, archive.fonds, [chosen[0], Chosen(chosen[1].paper, "0" * 64, chosen[1].described)]
        )
    place = settings.ARCHIVE_DIR / name_of(chosen[2].shown)
    place.chmod(0o600)
    place.write_bytes(b"touched")
    with pytest.raises(Refused, match="A01"):
        file_papers(archive.registrar, case, archive.fonds, chosen)
    with pytest.raises(Refused, match="没有选中"):
        file_papers(archive.registrar, case, archive.fonds, [])
    with pytest.raises(Refused, match="不在本事项"):
        file_papers(archive.registrar, case, archive.fonds, [Chosen(0, "", chosen[0].described)])
    assert not Item.objects.exists() and not Deposit.objects.exists()
    page = client_of(archive.registrar).get(f"{ROOT}dossiers/case/{case.pk}/papers/").content.decode()
    assert "不符，不能归档" in page


def test_only_a_registrar_over_the_superior_files(archive, case):
    near = appointed(Role.REGISTRAR, archive.nongan)
    for user in (archive.officer, archive.stranger, appointed(Role.REGISTRAR, archive.dehui)):
        with pytest.raises(Refused):
            file_papers(user, case, archive.fonds, all_of(case))
    case.superior_id = archive.province.pk
    with pytest.raises(Refused):
        file_papers(near, case, archive.fonds, all_of(case))


def test_the_page_files_what_is_ticked(archive, case):
    client, address = client_of(archive.registrar), f"{ROOT}dossiers/case/{case.pk}/papers/"
    assert "从事项归档材料" in client.get(f"{ROOT}dossiers/case/{case.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert "农安镇更名 行政区划变更申请书" in page and page.count("与登记时的 SHA-256 相符") == 3
    paper = case.papers.get(kind="application")
    form = {"fonds": archive.fonds.pk, "security": "internal"}
    mine = {"wanted": "on", "kind": "change_application", "title": "申请书", "day": "2025", "shown": paper.file_id}
    form |= {f"p{paper.pk}-{name}": value for name, value in {**mine, "paper": paper.pk}.items()}
    assert client.post(address, {**form, f"p{paper.pk}-day": "去年"}).status_code == 422
    assert client.post(address, {**form, "security": "secret"}).status_code == 422
    answer = client.post(address, form, follow=True).content.decode()
    assert "已归档 1 件" in answer and Item.objects.get().title == "申请书"
    page = client.get(address).content.decode()
    assert "J012-WS·2025-Y-0001-001" in page and "2 份未归档" in page


def test_case_and_task_lead_to_the_dossier(archive, case):
    officer = client_of(appointed(Role.BOUNDARY_OFFICER, archive.province))
    address = f"/boundaries/archive/dossiers/case/{case.pk}/"
    assert address in officer.get(f"/boundaries/changes/{case.pk}/").content.decode()
    drafts = {draft.kind: draft for draft in papers(facts_of(case), Outcome(DAY))}
    assert drafts[ARCHIVE].subject.url == address and drafts[ARCHIVE].subject.id == str(case.pk)


@pytest.fixture
def edge(archive):
    start, end = (Junction.objects.create(point=Point(125.0 + east, 44.5)) for east in (0.0, 0.1))
    sides = {"left": archive.nongan, "right": archive.dehui, "start": start, "end": end}
    facts = {"level": "county", "state": "agreed", "source": "测试", "valid": ALWAYS}
    made = Edge.objects.create(geom=LineString((125.0, 44.5), (125.1, 44.5)), **sides, **facts)
    LineEdge.objects.create(line=archive.line, edge=made, position=1, reversed=False, valid=ALWAYS)
    return made


def test_a_paper_speaks_of_an_edge_and_its_pages(archive, edge):
    item, client = archive.filed(), client_of(archive.registrar)
    step = {"step": "link", "subject_type": "edge", "subject": f"第 {edge.pk} 号边", "subject_pages": "12—14"}
    page = client.post(f"{ROOT}items/{item.pk}/step/", step, follow=True).content.decode()
    assert f"第 {edge.pk} 号边（农安县—德惠市）" in page and "第 12—14 页" in page
    assert 'href="/boundaries/lines/220122-220183/"' in page
    link = item.subjects.get(subject_type="edge")
    assert set(link.divisions.all()) == {archive.nongan, archive.dehui}


def test_an_edge_is_found_by_its_number_only(archive):
    for text in ("", "甲", "999999999", "9" * 30):
        with pytest.raises(subjects.UnknownSubject):
            subjects.find("edge", text)


def test_a_case_of_elsewhere_is_not_even_named_in_the_archive(archive, case):
    pages = [f"{ROOT}dossiers/case/{case.pk}/", f"{ROOT}dossiers/case/{case.pk}/papers/"]
    near = client_of(appointed(Role.BOUNDARY_OFFICER, archive.nongan))
    far = client_of(appointed(Role.REGISTRAR, archive.dehui))
    for page in pages:
        assert "农安镇更名" in near.get(page).content.decode()
        refused = far.get(page)
        assert refused.status_code == 404 and "农安镇更名" not in refused.content.decode()
    assert far.post(pages[1], {}).status_code == 404
    case.__class__.objects.filter(pk=case.pk).update(superior=archive.province)
    assert {near.get(page).status_code for page in pages} == {404}
    assert {client_of(archive.registrar).get(page).status_code for page in pages} == {200}
