"""The pages of the standard: read by every officer, written by the province, refusals said where they arise."""

import pytest

from survey.standard import actions, queries
from survey.standard.differing import flat
from survey.standard.models import DraftState, StandardDraft
from survey.standard.trying import try_draft
from tests.survey.standard.test_actions import Silent, write

LIST = "/survey/standard/"


@pytest.fixture
def draft(officer, base):
    return actions.make_draft(officer, base, "2026.1")


def posted(draft, **changed) -> dict:
    """Every field of the page as a browser sends it."""
    return {"seen": draft.content_hash, **flat(draft.content), **changed}


def test_the_list_shows_versions_and_how_to_begin(client, road, officer, base):
    client.force_login(officer)
    page = client.get(LIST).content.decode()
    assert "2025.1" in page and "施行中" in page and "没有起草中的版本" in page
    answer = client.post(f"{LIST}drafts/", {"base": base.pk, "label": "2026.1"})
    draft = StandardDraft.objects.get()
    assert answer.url == draft.get_absolute_url() and "2026.1" in client.get(LIST).content.decode()
    again = client.post(f"{LIST}drafts/", {"base": base.pk, "label": "2026.1"})
    assert again.status_code == 409 and "已有同名" in again.content.decode()


def test_others_read_only(client, road, draft):
    client.force_login(road.officer)
    assert "不在您的管辖范围" in client.get(LIST).content.decode()
    page = client.get(draft.get_absolute_url()).content.decode()
    assert 'name="S05/lb_xy_m"' not in page and "经纬度与 X、Y 相差" in page
    assert client.post(draft.get_absolute_url(), posted(draft)).status_code == 409


def test_a_version_shows_what_differs_from_the_one_before(client, officer, base):
    client.force_login(officer)
    page = client.get(f"{LIST}versions/{base.pk}/").content.decode()
    assert "与 2025.1 不同之处" in page and "0.5 米" in page
    assert client.get(f"{LIST}versions/999999/").status_code == 404


def test_a_draft_is_saved_and_shows_the_difference(client, officer, draft):
    client.force_login(officer)
    answer = client.post(draft.get_absolute_url(), posted(draft, **{"S05/lb_xy_m": "0.2", "severity/S24": "block"}))
    assert answer.status_code == 302
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "0.5 米 → 0.2 米" in page and "提醒 → 拦截" in page and "2 项" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("S05/lb_xy_m", "半米", "应是数字"),
        ("S05/lb_xy_m", "nan", "应是数字"),
        ("S30/max_rows", "1e309", "应是数字"),
        ("severity/S24", "off", "只能调严"),
        ("steps/plan/days", "400", "不能早于"),
        ("scales/township", "7", "请从列出的比例尺"),
        ("required_papers", [], "不能去掉"),
        ("example/county", "220122-220183-001Q", "规则和例子要一起写"),
    ],
)
def test_what_was_typed_stays_beside_what_is_wrong(client, officer, draft, field, value, words):
    client.force_login(officer)
    answer = client.post(draft.get_absolute_url(), posted(draft, **{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 409 and words in page and str(value or "") in page
    draft.refresh_from_db()
    assert flat(draft.content)["S05/lb_xy_m"] == 0.5


def test_trial_force_and_discard(client, officer, draft):
    client.force_login(officer)
    url = draft.get_absolute_url()
    nothing = client.post(f"{url}try/", {"seen": draft.content_hash})
    assert nothing.status_code == 409 and "没有可试算的" in nothing.content.decode()
    draft = write(officer, draft, S03__corridor_m=500)
    assert client.post(f"{url}try/", {"seen": draft.content_hash}).status_code == 302
    try_draft(Silent(), draft.pk, draft.content_hash)
    assert "会拦下 0 件中的 0 件" in client.get(url).content.decode()
    for day, words in (("", "请填写施行日期"), ("2020-01-01", "不能早于今天")):
        refused = client.post(f"{url}force/", {"seen": draft.content_hash, "from_day": day})
        assert refused.status_code == 409 and words in refused.content.decode()
    done = client.post(f"{url}force/", {"seen": draft.content_hash, "from_day": "2026-01-01"})
    assert done.status_code == 302 and "待施行" in client.get(done.url).content.decode()
    assert client.get(url).status_code == 200
    second = actions.make_draft(officer, queries.versions().first(), "2026.2")
    gone = client.post(f"{second.get_absolute_url()}discard/", {"seen": second.content_hash, "reason": "重写"})
    second.refresh_from_db()
    assert gone.url == LIST and second.state == DraftState.DISCARDED
    assert "重写" in client.get(second.get_absolute_url()).content.decode()


def test_the_list_asks_a_fixed_number_of_questions(client, officer, base, django_assert_max_num_queries):
    client.force_login(officer)
    for number in range(4):
        actions.make_draft(officer, base, f"草{number}")
    with django_assert_max_num_queries(20):
        client.get(LIST)
