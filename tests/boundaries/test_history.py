"""Change events to identities, and what is false in the source stays out."""

import pytest

from boundaries.changes import fixtures
from boundaries.changes.history import Contradiction, Event, History, Spell, history_of


def event(year: int, kind: str, same: bool, old: tuple[str, str], new: tuple[str, str]) -> Event:
    return Event(year, kind, same, *old, *new)


@pytest.fixture(scope="module")
def jilin_history() -> History:
    names = fixtures.names("jilin/divisions_mca.csv")
    return history_of(fixtures.change_events(), {code: name for code, name in names.items() if len(code) in (4, 6)})


def spells(history: History, code: str) -> list[Spell]:
    return next(item.spells for item in history.identities if item.current and item.current.code == code)


def test_gongzhuling_is_one_identity_through_six_codes(jilin_history: History) -> None:
    found = [(spell.code, spell.name, spell.begin) for spell in spells(jilin_history, "220184")]
    assert found == [
        ("222121", "怀德县", None),
        ("220321", "怀德县", 1983),
        ("220319", "公主岭市", 1985),
        ("229001", "公主岭市", 1988),
        ("220381", "公主岭市", 1995),
        ("220184", "公主岭市", 2020),
    ]


def test_the_false_swap_of_jiaohe_and_huadian_is_left_out(jilin_history: History) -> None:
    assert {spell.name for spell in spells(jilin_history, "220281")} == {"蛟河县", "蛟河市"}
    assert {spell.name for spell in spells(jilin_history, "220282")} == {"桦甸县", "桦甸市"}
    left_out = [row for row in fixtures.rows("jilin/county_changes.csv") if row["left_out"]]
    assert len(left_out) == 8
    assert sum("220281 与 220282" in row["left_out"] for row in left_out) == 4


def test_no_event_uses_the_code_of_another_time() -> None:
    assert not [item for item in fixtures.change_events() if item.year < 2020 and item.new_code == "220184"]


def test_a_reused_code_means_another_division_by_year(jilin_history: History) -> None:
    def name(code: str, year: int) -> str:
        holder = jilin_history.holder(code, year)
        assert holder is not None
        return holder.spells[-1].name

    assert (name("220302", 1983), name("220302", 1984)) == ("铁东区", "铁西区")
    assert (name("220402", 1983), name("220402", 1984)) == ("西安区", "龙山区")
    assert (name("222421", 1982), name("222421", 1984)) == ("延吉县", "龙井市")


def test_codes_may_be_exchanged_within_a_year() -> None:
    events = [
        event(1990, "recoded", True, ("220101", "甲区"), ("220102", "甲区")),
        event(1990, "recoded", True, ("220102", "乙区"), ("220101", "乙区")),
    ]
    history = history_of(events, {"220101": "乙区", "220102": "甲区"})
    assert len(history.identities) == 2
    assert {item.spells[0].code: item.spells[1].code for item in history.identities} == {
        "220101": "220102",
        "220102": "220101",
    }


def test_an_event_from_a_name_the_code_did_not_have_is_a_contradiction() -> None:
    events = [
        event(1990, "renamed", True, ("220101", "甲县"), ("220101", "乙县")),
        event(1991, "renamed", True, ("220101", "丙县"), ("220101", "丁县")),
    ]
    with pytest.raises(Contradiction, match="丙县"):
        history_of(events, {"220101": "丁县"})


def test_an_end_that_is_not_the_register_is_a_contradiction() -> None:
    with pytest.raises(Contradiction, match="220101"):
        history_of([event(1990, "renamed", True, ("220101", "甲县"), ("220101", "乙县"))], {"220101": "甲县"})


def test_founding_on_a_code_that_is_taken_is_a_contradiction() -> None:
    events = [
        event(1990, "founded", False, ("", ""), ("220101", "甲县")),
        event(1991, "founded", False, ("", ""), ("220101", "乙县")),
    ]
    with pytest.raises(Contradiction, match="已属"):
        history_of(events, {"220101": "乙县"})
