"""The officers' pages of lines: who sees which, filters, counts, export."""

import pytest

from boundaries.divisions.models import Division
from boundaries.divisions.queries import resolve_code
from boundaries.lines.markers.judging import findings_of_line
from boundaries.lines.markers.queries import compare_chainages, markers_of
from boundaries.lines.models import LineVersion
from office.people.calendar import today
from office.people.roles import Role
from tests.boundaries.lines.factories import make_line, make_marker
from tests.factories import appointed, make_division, make_tree


@pytest.fixture
def lines(db):
    tree = make_tree()
    outside = make_division("黑龙江省", "23", level="province", kind="省", external=True)
    return tree | {
        "outside": outside,
        "border": make_line("2223", "吉林省与黑龙江省界线", tree["province"], outside, "province"),
        "county": make_line("220122-220183", "农安县与德惠市界线", tree["nongan"], tree["dehui"]),
    }


def test_officer_sees_all_lines_with_counts(client, lines) -> None:
    client.force_login(appointed(Role.BOUNDARY_OFFICER, lines["nongan"]))
    page = client.get("/boundaries/").content.decode()
    assert "吉林省与黑龙江省界线" in page and "农安县与德惠市界线" in page
    assert "全部 2" in page and "1,361.482" in page


def test_inspector_of_the_neighbour_sees_the_shared_line_only(client, lines) -> None:
    client.force_login(appointed(Role.INSPECTOR, lines["outside"]))
    page = client.get("/boundaries/").content.decode()
    assert "吉林省与黑龙江省界线" in page and "农安县与德惠市界线" not in page
    assert client.get("/boundaries/lines/220122-220183/").status_code == 404


def test_filter_by_level_and_text(client, lines) -> None:
    client.force_login(appointed(Role.BOUNDARY_OFFICER, lines["nongan"]))
    assert "农安县与" not in client.get("/boundaries/?level=province").content.decode()
    assert "吉林省与黑" not in client.get("/boundaries/?q=德惠").content.decode()
    assert "没有符合条件的界线" in client.get("/boundaries/?q=不存在").content.decode()


def test_export_holds_the_selection(client, lines) -> None:
    client.force_login(appointed(Role.BOUNDARY_OFFICER, lines["nongan"]))
    rows = client.get("/boundaries/?export=csv&level=province").content.decode("utf-8-sig").splitlines()
    assert rows[1] == "2223,吉林省与黑龙江省界线,省级,已勘定,1361482,测试,0,否"
    assert len(rows) == 2


def test_line_page_shows_markers_and_other_writings_lead_to_it(client, lines) -> None:
    client.force_login(appointed(Role.BOUNDARY_OFFICER, lines["nongan"]))
    make_marker(lines["border"], "2223001Q", point="POINT(125 45)", chainage_m=10.5)
    assert client.get("/boundaries/lines/2322/").url == "/boundaries/lines/2223/"
    assert client.get("/boundaries/lines/abc/").status_code == 404
    assert "2223001Q" in client.get("/boundaries/lines/2223/").content.decode()


def test_list_costs_the_same_for_many_lines(client, lines, django_assert_max_num_queries) -> None:
    client.force_login(appointed(Role.BOUNDARY_OFFICER, lines["nongan"]))
    for n in range(20):
        make_line(f"2201{n:02}-2202{n:02}", f"线{n}", lines["nongan"], lines["dehui"])
    with django_assert_max_num_queries(11):
        client.get("/boundaries/")


def test_real_line_has_its_nineteen_sections(client, jilin) -> None:
    division = resolve_code("22", today()).division_id
    client.force_login(appointed(Role.BOUNDARY_OFFICER, Division.objects.get(pk=division)))
    response = client.get("/boundaries/lines/2223/")
    sections = response.context["sections"]
    assert (sections[0].first, sections[0].second) == ("镇赉县", "泰来县")
    assert (sections[-1].first, sections[-1].second) == ("珲春市", "东宁市")
    assert len({(section.first, section.second) for section in sections}) == 19
    assert sum(section.length_m for section in sections) == pytest.approx(response.context["line"].length_m, rel=1e-6)


def test_the_sample_markers_keep_the_rules_of_numbers(jilin) -> None:
    day = today()
    lines = LineVersion.objects.filter(line__marker_versions__isnull=False, valid__contains=day).distinct()
    assert lines.count() > 10
    for line in lines.select_related("line"):
        found = findings_of_line(line, list(markers_of(line.line_id, day)), day)
        assert [finding.message for finding in found] == [], line.code
    assert compare_chainages().differences == []


def test_a_real_line_with_sample_markers_says_so_in_the_list(client, lines) -> None:
    client.force_login(appointed(Role.BOUNDARY_OFFICER, lines["nongan"]))
    assert not client.get("/boundaries/").context["shows_sample"]
    make_marker(lines["border"], "2223001Q", is_sample=True)
    page = client.get("/boundaries/")
    assert page.context["shows_sample"] and "示例数据" in page.content.decode()
