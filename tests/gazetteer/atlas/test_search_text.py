"""How names and questions are folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.atlas.search_text import (
    after_prefix,
    fold,
    grams,
    has_tone,
    is_latin,
    latin_key,
    like_literal,
    spelling_key,
    splits,
    stem,
    toned_pattern,
    wanted_grams,
)
from gazetteer.rules.kinds import NameKind


@pytest.mark.parametrize("text", ["húnchūn", "hún chūn", "Hun Chun", "HUNCHUN", "hun'chun", "hun chun"])
def test_spellings_of_one_reading_share_a_key(text: str) -> None:
    assert latin_key(text) == "hunchun"


@pytest.mark.parametrize("text", ["lǜyuán", "lüyuan", "lvyuan", "luyuan"])
def test_u_with_dots_is_found_by_every_way_to_type_it(text: str) -> None:
    assert latin_key(text) == "luyuan"


def test_spelling_keeps_the_apostrophe() -> None:
    assert spelling_key("Ji’ān Shì") == "ji'an shi"


@pytest.mark.parametrize(
    ("name", "kind", "short"),
    [
        ("珲春市", NameKind.COUNTY, "珲春"),
        ("延边朝鲜族自治州", NameKind.COUNTY, "延边"),
        ("前郭尔罗斯蒙古族自治县", NameKind.COUNTY, "前郭尔罗斯"),
        ("长白朝鲜族自治县", NameKind.COUNTY, "长白"),
        ("吉林省", NameKind.COUNTY, "吉林"),
        ("莽卡满族乡", NameKind.TOWNSHIP, "莽卡"),
        ("沙河镇", NameKind.TOWNSHIP, "沙河"),
        ("新发街道（撤销）", NameKind.SUBDISTRICT, "新发"),
        ("城子街街道", NameKind.SUBDISTRICT, "城子街"),
        ("市", NameKind.COUNTY, "市"),
    ],
)
def test_stem(name: str, kind: NameKind, short: str) -> None:
    assert stem(name, kind) == short


def test_traditional_characters_meet_regular_ones() -> None:
    assert fold("樺甸") == "桦甸"


def test_tone_marks() -> None:
    assert has_tone("húnchun")
    assert not has_tone("lü")
    assert toned_pattern("hún chun") == "húnch_n%"


def test_letters_are_told_from_characters() -> None:
    assert is_latin("Ji'an")
    assert not is_latin("珲春")
    assert not is_latin("훈춘")
    assert not is_latin("222404")


def test_a_question_is_split_at_either_end() -> None:
    pairs = {(split.ancestor, split.rest) for split in splits("延边珲春")}
    assert ("延边", "珲春") in pairs
    assert ("珲春", "延边") in pairs
    assert all(len(ancestor) >= 2 for ancestor, _ in pairs)
    assert {("yanbian", "hunchun"), ("hunchun", "yanbian")} == {
        (split.ancestor, split.rest) for split in splits("yanbian hunchun")
    }


@given(st.text(min_size=1, max_size=40))
def test_a_form_has_the_grams_of_every_part_of_it(text: str) -> None:
    folded = fold(text)
    for start in range(len(folded)):
        for end in range(start + 1, len(folded) + 1):
            assert set(wanted_grams(folded[start:end])) <= set(grams(folded))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8), st.text(max_size=5))
def test_every_continuation_lies_before_the_end_of_the_prefix(key: str, more: str) -> None:
    assert key <= key + more < after_prefix(key)


def test_wildcards_mean_themselves() -> None:
    assert like_literal(r"50%_\ ") == r"50\%\_\\ "
