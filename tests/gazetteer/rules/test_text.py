"""Normal forms and taking apart: whatever the text, nothing crashes, and twice is once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse
from gazetteer.rules.segmentation import split
from gazetteer.rules.tables import shipped
from gazetteer.rules.text import compare_key, hidden_characters, is_han, normal_form

HAN = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=12)
ENDS = st.sampled_from(["镇", "满族乡", "街", "三路", "村", "自治县", "蒙古族自治县", ""])


@given(st.text())
def test_normal_form_is_idempotent(text):
    once = normal_form(text)
    assert normal_form(once) == once
    assert not hidden_characters(once)


@given(st.text())
def test_compare_key_is_idempotent(text):
    once = compare_key(text, shipped())
    assert compare_key(once, shipped()) == once


@given(st.text() | st.builds(str.__add__, HAN, ENDS), st.sampled_from(NameKind))
@settings(max_examples=300)
def test_any_text_can_be_taken_apart(text, kind):
    parsed = parse(text, kind)
    assert parsed.parts.whole == parsed.name == normal_form(text)
    assert all(parsed.name[item.index] == item.char for item in parsed.readings)
    assert all(item.chosen in item.candidates for item in parsed.readings)


@given(HAN, ENDS)
def test_splitting_a_specific_part_again_finds_no_generic_of_its_own(text, end):
    parts = split(text + end, NameKind.TOWNSHIP, shipped())
    assert parts.specific + "".join(parts.ethnic) + parts.generic == text + end


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("靠山\u200b镇", "靠山镇"),
        (" 靠 山 镇\u3000", "靠山镇"),
        ("Ｋ路", "K路"),
        ("⼭东路", "山东路"),
        ("街\ufe0f", "街"),
    ],
)
def test_normal_forms(typed, normal):
    assert normal_form(typed) == normal


@pytest.mark.parametrize(
    ("name", "kind", "parts"),
    [
        ("前郭尔罗斯蒙古族自治县", "county", ("前郭尔罗斯", ("蒙古族",), "自治县")),
        ("内蒙古自治区", "county", ("内蒙古", (), "自治区")),
        ("凉水朝鲜族乡", "township", ("凉水", ("朝鲜族",), "乡")),
        ("乌拉街满族镇", "township", ("乌拉街", ("满族",), "镇")),
        ("城子街街道", "subdistrict", ("城子街", (), "街道")),
        ("人民大街", "street", ("人民", (), "大街")),
        ("大街", "street", ("大", (), "街")),
        ("街", "street", ("", (), "街")),
        ("无名", "street", ("无名", (), "")),
    ],
)
def test_parts(name, kind, parts):
    found = split(name, NameKind(kind), shipped())
    assert (found.specific, found.ethnic, found.generic) == parts


def test_the_character_table_is_whole():
    characters = shipped().characters
    levels = [item.level for item in characters.values()]
    assert [levels.count(level) for level in (1, 2, 3)] == [3500, 3000, 1605]
    assert all(is_han(char) and item.readings for char, item in characters.items())
    assert "濛" not in characters
    assert shipped().regular["濛"] == "蒙"


@given(st.characters())
def test_plain_characters_are_their_own_normal_form(char: str) -> None:
    """The short way for plain text gives what the long way gives: what is seen and not folded stays."""
    whole = normal_form(f"{char}\u200b")  # a hidden character leads the long way
    assert normal_form(char) == whole
