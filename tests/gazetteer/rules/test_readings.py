"""Readings: Jilin's own, those that need a local decision, and those that a person confirmed."""

import pytest

from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse
from gazetteer.rules.readings import Decided, Reading


def reading(name: str, char: str, *decisions: Decided) -> Reading:
    parsed = parse(name, NameKind.OTHER, decisions)
    return next(item for item in parsed.readings if item.char == char)


@pytest.mark.parametrize(
    ("name", "char", "chosen"),
    [
        ("珲春", "珲", "hún"),
        ("桦甸", "甸", "diàn"),
        ("二道甸子", "甸", "diàn"),
        ("长白山", "长", "cháng"),
        ("长岭", "长", "cháng"),
        ("伯都讷", "都", "dū"),
        ("查干湖", "干", "gān"),
        ("月亮泡", "泡", "pāo"),
        ("柞木村", "柞", "zuò"),
        ("洮儿河", "洮", "táo"),
        ("大赉", "赉", "lài"),
        ("扶余", "余", "yú"),
        ("乾安", "乾", "qián"),
        ("浑江", "浑", "hún"),
        ("长子县", "子", "zǐ"),
        ("长子县", "长", "zhǎng"),
    ],
)
def test_place_readings_are_settled(name, char, chosen):
    found = reading(name, char)
    assert (found.chosen, found.confirmed) == (chosen, True)


@pytest.mark.parametrize(("name", "char"), [("八里堡", "堡"), ("黄鱼圈", "圈"), ("十家堡", "堡")])
def test_local_readings_wait_for_a_person(name, char):
    found = reading(name, char)
    assert not found.confirmed
    assert len(found.candidates) > 1


def test_a_decision_settles_its_context_only():
    decision = Decided("堡", "十家堡", "pù")
    assert reading("十家堡", "堡", decision).confirmed
    assert reading("十家堡", "堡", decision).chosen == "pù"
    assert not reading("八里堡", "堡", decision).confirmed


def test_the_longer_context_wins():
    everywhere, here = Decided("圈", "", "quān"), Decided("圈", "马圈", "juàn")
    assert reading("马圈沟", "圈", everywhere, here).chosen == "juàn"
    assert reading("圈河", "圈", everywhere, here).chosen == "quān"
