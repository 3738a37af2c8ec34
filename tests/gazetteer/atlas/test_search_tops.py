"""The stored first keys of frequent texts change no answer: they only make it quicker."""

import datetime
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.atlas import search_tops
from gazetteer.atlas.models import HotText, SearchKey, SearchTop
from gazetteer.atlas.search import Box, Question, search
from gazetteer.atlas.search_build import rebuild_search, refresh_search, search_differences
from gazetteer.atlas.search_hot import hot_parts, hot_prefixes
from gazetteer.atlas.search_text import is_letters
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from tests.factories import period

DAY = datetime.date(2025, 6, 1)
TEXTS = ("屯", "新立", "新立屯", "立屯", "x", "xl", "xin", "xinlitun", "xīn", "珲春新立", "hunchun xinli", "", "新立街")


def village(home, form: str, begin: str | None = None, end: str | None = None, rank: int = 0) -> Feature:
    thing = Feature.objects.create(
        kind="hamlet", home=home, importance=rank, source="测试", point="SRID=4490;POINT(130.3 42.8)"
    )
    Name.objects.create(
        feature=thing,
        form=form,
        form_kind=FormKind.STANDARD,
        status=NameStatus.REGISTERED,
        valid=period(begin, end),
        source="测试",
    )
    return thing


@pytest.fixture
def crowded(country, monkeypatch) -> dict[str, object]:
    """Many villages of like names, of which some have ended, and a search that calls five keys many."""
    monkeypatch.setattr(search_tops, "HOT", 5)
    monkeypatch.setattr(search_tops, "KEPT", 14)
    for number in range(30):
        home = country["hunchun"] if number % 3 else country["huadian"]
        ended = "2001-01-01" if number % 4 == 0 else None
        village(home, f"{'东西南北'[number % 4] if number % 2 else ''}新立{'屯村'[number % 5 == 0]}", end=ended)
    rebuild_search()
    return country


def pages(**question) -> list[tuple[str, str]]:
    """All hits page by page, three at a time."""
    found, cursor = [], ""
    while True:
        page = search(Question(day=DAY, limit=3, cursor=cursor, **question))
        found += [(hit.subject, hit.form) for hit in page.hits]
        if page.next is None:
            return found
        cursor = page.next


def test_answers_are_those_of_all_keys(crowded) -> None:
    questions = [{"text": text} for text in TEXTS]
    questions += [{"text": text, "kinds": ("hamlet",)} for text in TEXTS]
    questions += [{"text": text, "living": True} for text in TEXTS]
    questions += [{"text": text, "within": crowded["huadian"].pk} for text in TEXTS]
    questions += [{"text": text, "box": Box(130, 42, 131, 43)} for text in TEXTS]
    assert HotText.objects.filter(text__in=["", " hamlet"]).count() == 2
    assert HotText.objects.filter(text__in=TEXTS).count() >= 8
    quick = [pages(**question) for question in questions]
    HotText.objects.all().delete()
    assert quick == [pages(**question) for question in questions]


def test_a_page_of_a_hot_text_reads_only_the_stored_keys(crowded) -> None:
    """What is taken out of the stored first keys behind the search's back is missing from a page."""
    whole = search(Question(text="屯", day=DAY, limit=3)).hits
    gone = SearchKey.objects.get(subject=whole[0].subject)
    SearchTop.objects.filter(text="屯", key=gone).delete()
    assert search(Question(text="屯", day=DAY, limit=3)).hits[0] == whole[1]
    assert search_differences()[1] == ["检索前列“屯”"]


def test_new_ended_and_deleted_names_move_the_stored_keys(crowded) -> None:
    before = SearchTop.objects.filter(text="新立").count()
    fresh = village(crowded["hunchun"], "新立", rank=100)
    refresh_search(feature_ids=[fresh.pk])
    assert SearchTop.objects.filter(text="新立").count() == before + 1
    assert search(Question(text="新立", day=DAY, limit=3)).hits[0].subject == fresh.public_id
    late = village(crowded["hunchun"], "很远很远的新立小屯子")
    refresh_search(feature_ids=[late.pk])
    assert SearchTop.objects.filter(text="新立").count() == before + 1
    assert search_differences()[1] == []
    fresh.names.all().delete()
    refresh_search(feature_ids=[fresh.pk])
    assert SearchTop.objects.filter(text="新立").count() == before
    assert search_differences()[1] == []


def test_few_names_have_no_hot_text(country) -> None:
    assert not HotText.objects.exists() and not SearchTop.objects.exists()


forms = st.lists(st.tuples(st.text("新立东a", min_size=1, max_size=11), st.integers(1, 3)), max_size=12)


@given(forms, st.integers(1, 6))
def test_hot_parts_are_those_that_counting_finds(forms: list[tuple[str, int]], limit: int) -> None:
    counted: Counter[str] = Counter()
    for form, many in forms:
        for part in {form[a:b] for a in range(len(form)) for b in range(a + 1, min(a + 8, len(form)) + 1)}:
            counted[part] += many
    assert hot_parts(forms, limit) == {part for part, many in counted.items() if many > limit and not is_letters(part)}


spellings = st.lists(st.tuples(st.tuples(*[st.text("ab1", max_size=6)] * 2), st.integers(1, 3)), max_size=12)


@given(spellings, st.integers(1, 6))
def test_hot_prefixes_are_those_that_counting_finds(things: list[tuple[tuple[str, str], int]], limit: int) -> None:
    counted: Counter[str] = Counter()
    for written, many in things:
        for text in {one[:size] for one in written for size in range(1, len(one) + 1)}:
            counted[text] += many
    assert hot_prefixes(things, limit) == {text for text, many in counted.items() if many > limit and is_letters(text)}
