"""Operations survive being written as JSON; what is not an operation is refused with a sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.changes.combinations import merge_as_new, merge_into, split, transfer
from boundaries.changes.operations import (
    Abolish,
    Affiliate,
    Cut,
    Establish,
    MoveBoundary,
    MoveSeat,
    Recode,
    Rename,
    Territory,
    key_of,
    label_of,
    refs_of,
)
from boundaries.changes.serial import (
    as_json,
    content_hash,
    operation_from_json,
    operations_as_json,
    operations_from_json,
)
from boundaries.divisions.kinds import Level, Scheme

ids = st.integers(1, 10**9)
words = st.text("吉林省长春市新镇A", min_size=1, max_size=8)
refs = ids | words.map(lambda key: f"new:{key}")
points = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
lines = st.lists(points, min_size=2, max_size=5, unique=True).map(tuple)
cuts = st.builds(Cut, refs, lines, points)
territories = st.builds(Territory, st.lists(refs).map(tuple), st.lists(cuts, max_size=3).map(tuple))
codes = st.sampled_from(["22", "2201", "220122", "220122100", "220122100001"])
operations = st.one_of(
    st.builds(
        Establish,
        key=words,
        name=words,
        kind=words,
        level=st.sampled_from([Level.COUNTY, Level.TOWNSHIP]),
        parent=refs,
        code=st.none() | codes,
        scheme=st.sampled_from(Scheme),
        territory=territories,
        seat=words,
    ),
    st.builds(Abolish, ids, st.lists(refs).map(tuple)),
    st.builds(Affiliate, refs, refs),
    st.builds(MoveBoundary, ids, refs, territories),
    st.builds(MoveSeat, refs, words, st.none() | points),
    st.builds(Rename, ids, words, st.none() | words),
    st.builds(Recode, refs, st.sampled_from(Scheme), codes),
)


@given(st.lists(operations, max_size=4))
def test_operations_come_back_from_json(made) -> None:
    written = json.loads(json.dumps(operations_as_json(made), allow_nan=False))
    assert list(operations_from_json(written)) == made
    assert content_hash(operations_from_json(written)) == content_hash(made)


@given(operations, words)
def test_unknown_keys_are_refused(made, key) -> None:
    with pytest.raises(ValueError, match="不认识的项"):
        operation_from_json({**as_json(made), f"x{key}": 1})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "操作应为对象"),
        ({"type": "merge"}, "操作类型“merge”不认识"),
        ({"type": "abolish"}, "缺少“division”"),
        ({"type": "abolish", "division": True}, "正整数"),
        ({"type": "abolish", "division": "new:a"}, "正整数"),
        ({"type": "abolish", "division": 3, "into": 4}, "应为列表"),
        ({"type": "abolish", "division": 3, "into": ["new:"]}, "“into”第 1 项应为区划编号"),
        ({"type": "recode", "division": 3, "scheme": "MCA", "code": "2201x2"}, "位数字"),
        ({"type": "recode", "division": 3, "scheme": "GB", "code": "2201"}, "MCA、NBS"),
        ({"type": "rename", "division": 3, "name": " "}, "不能为空"),
        ({"type": "rename", "division": 3, "name": 5}, "应为文字"),
        ({"type": "move_seat", "division": 3, "place": "甲", "point": [200, 40]}, "超出经纬度范围"),
        ({"type": "move_seat", "division": 3, "place": "甲", "point": [float("nan"), 40]}, "超出经纬度范围"),
        ({"type": "move_seat", "division": 3, "place": "甲", "point": [1, 2, 3]}, "经度, 纬度"),
        (
            {
                "type": "move_boundary",
                "giver": 1,
                "taker": 2,
                "territory": {"cuts": [{"of": 1, "line": [[1, 2], [1, 2]]}]},
            },
            "至少要有两个不同的点",
        ),
    ],
)
def test_what_is_no_operation_is_refused(value, said) -> None:
    with pytest.raises(ValueError, match=said):
        operation_from_json(value)


def test_a_merger_ends_the_givers_in_the_new_unit() -> None:
    unit = Establish("a", "新镇", "镇", Level.TOWNSHIP, 9)
    founded, *ended = merge_as_new(unit, [1, 2])
    assert isinstance(founded, Establish)
    assert founded.territory.whole == (1, 2)
    assert ended == [Abolish(1, ("new:a",)), Abolish(2, ("new:a",))]
    assert merge_into(3, [1, 2]) == (Abolish(1, (3,)), Abolish(2, (3,)))


def test_a_split_leaves_the_giver_or_ends_it_in_all_its_parts() -> None:
    parts = [Establish(key, key, "镇", Level.TOWNSHIP, 9) for key in "ab"]
    assert split(1, parts, stays=True) == tuple(parts)
    assert split(1, parts, stays=False)[-1] == Abolish(1, ("new:a", "new:b"))


def test_words_and_references() -> None:
    move = MoveBoundary(1, 2, Territory(whole=(5,), cuts=(Cut(1, ((1.0, 2.0), (3.0, 4.0)), (2.0, 2.0)),)))
    assert label_of(move) == "行政区域界线变更"
    assert refs_of(move) == (1, 2, 5)
    assert refs_of(Establish("a", "甲镇", "镇", Level.TOWNSHIP, 9, territory=Territory((1,)))) == ("new:a", 9, 1)
    assert refs_of(transfer([7], 8)[0]) == (7, 8)
    assert key_of("new:a") == "a"
    assert key_of(7) is None
