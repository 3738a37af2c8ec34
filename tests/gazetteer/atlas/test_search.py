"""A place is found by any of its names, and every hit says why."""

import datetime

import pytest

from boundaries.divisions.models import Area
from gazetteer.atlas.models import SearchKey
from gazetteer.atlas.search import Box, Hit, Question, search
from gazetteer.atlas.search_build import refresh_search, search_differences
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from office.problems import Problem
from tests.factories import ALWAYS, period

DAY = datetime.date(2025, 6, 1)


def ask(text: str, **more) -> list[Hit]:
    return search(Question(text=text, day=more.pop("day", DAY), **more)).hits


def first(text: str, **more) -> Hit:
    return ask(text, **more)[0]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("珲春", "standard"),
        ("珲春市", "standard"),
        ("hunchun", "pinyin"),
        ("húnchūn", "pinyin_toned"),
        ("hún chūn", "pinyin_toned"),
        ("hun chun", "pinyin"),
        ("Hunchun Shi", "pinyin"),
        ("hc", "initials"),
        ("hcs", "initials"),
        ("延边珲春", "standard"),
        ("珲春延边", "standard"),
        ("吉林省延边珲春市", "standard"),
        ("yanbian hunchun", "pinyin"),
        ("珲春县", "former"),
        ("훈춘", "minority"),
    ],
)
def test_hunchun_by_any_of_its_names(country, text: str, how: str) -> None:
    hit = first(text)
    assert (hit.name, hit.how) == ("珲春市", how)
    assert hit.path == ("吉林省", "延边朝鲜族自治州")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("huadian", "桦甸市"),
        ("ji'an", "集安市"),
        ("ji’an", "集安市"),
        ("jian", "集安市"),
        ("jí'ān", "集安市"),
        ("qian gorlos", "前郭尔罗斯蒙古族自治县"),
        ("前郭", "前郭尔罗斯蒙古族自治县"),
        ("qianguo", "前郭尔罗斯蒙古族自治县"),
        ("樺甸", "桦甸市"),
    ],
)
def test_others(country, text: str, name: str) -> None:
    assert first(text).name == name


def test_one_character_finds_it_anywhere_in_the_name(country) -> None:
    assert {hit.name for hit in ask("春")} == {"长春市", "珲春市", "珲春岭", "春化镇"}


def test_wrong_tones_find_nothing(country) -> None:
    assert ask("hùn chùn") == []


def test_homophones_do_not_answer_characters(country) -> None:
    assert ask("浑春") == []


def test_the_matched_form_is_told(country) -> None:
    assert first("珲春县").form == "珲春县"
    assert first("延边珲春").ancestor == "延边朝鲜族自治州"


def test_a_day_before_the_change_shows_the_name_of_the_day(country) -> None:
    hit = first("珲春", day=datetime.date(1980, 1, 1))
    assert (hit.name, hit.how) == ("珲春县", "standard")
    assert first("珲春市", day=datetime.date(1980, 1, 1)).how == "later"


def test_filters(country) -> None:
    assert {hit.name for hit in ask("春", kinds=("natural",))} == {"珲春岭"}
    assert {hit.name for hit in ask("春", within=country["yanbian"].pk)} == {"珲春市", "珲春岭", "春化镇"}
    assert {hit.name for hit in ask("", box=Box(130, 42, 131, 43))} == {"珲春岭"}
    assert {hit.name for hit in ask("", within=country["hunchun"].pk)} == {"珲春市", "春化镇", "珲春岭"}


def test_pages_give_every_hit_once(country) -> None:
    whole = [hit.subject for hit in ask("春")]
    found, cursor = [], ""
    while True:
        page = search(Question(text="春", day=DAY, limit=1, cursor=cursor))
        found += [hit.subject for hit in page.hits]
        if page.next is None:
            break
        cursor = page.next
    assert found == whole


def test_a_foreign_cursor_is_refused(country) -> None:
    with pytest.raises(Problem):
        search(Question(text="春", day=DAY, cursor="%%%"))


def test_wildcards_are_letters(country) -> None:
    assert ask("%") == []
    assert ask("%春") == []


def test_what_is_not_announced_is_not_found(country) -> None:
    feature = Feature.objects.create(kind="hamlet", home=country["hunchun"], source="测试")
    name = Name.objects.create(
        feature=feature,
        form="新立屯",
        form_kind=FormKind.STANDARD,
        status=NameStatus.APPROVED,
        valid=ALWAYS,
        source="测试",
    )
    refresh_search(feature_ids=[feature.pk])
    assert ask("新立屯") == []
    name.status = NameStatus.REGISTERED
    name.save()
    refresh_search(feature_ids=[feature.pk])
    assert [hit.name for hit in ask("新立屯")] == ["新立屯"]


def test_refreshing_equals_rebuilding(country) -> None:
    refresh_search(division_ids=[country["yanbian"].pk], feature_ids=[country["hill"].pk])
    compared, differing = search_differences()
    assert compared == SearchKey.objects.count()
    assert differing == []


def test_a_stale_key_is_told(country) -> None:
    SearchKey.objects.filter(subject=f"D{country['jian'].pk}").update(form="集安县")
    assert search_differences()[1] == [f"D{country['jian'].pk}"]


def test_few_queries(country, django_assert_num_queries) -> None:
    ask("延边珲春")
    with django_assert_num_queries(4):  # ancestors, hot texts, hits, titles
        ask("延边珲春")


def test_where_a_division_lies_follows_its_area_at_once(mapped) -> None:
    assert (first("农安县").lon, first("农安镇").sample) == (125.5, True)
    Area.objects.filter(division=mapped["west"]).update(label_point="SRID=4490;POINT(125.25 44.5)")
    assert first("农安县").lon == 125.25
    Area.objects.filter(division=mapped["west"]).update(valid=period("2025-09-01"))
    assert (first("农安县").lon, first("农安县").lat) == (None, None)


@pytest.mark.parametrize("text", ["_", "'", "\x00", "\ue000", " · "])
def test_marks_alone_name_nothing(country, text: str) -> None:
    assert ask(text) == []
