"""Kinds from names and villages to townships by name."""

import pytest

from boundaries.changes.units import attach, kind_of, status_in_name, village_kind
from boundaries.divisions.kinds import Level


@pytest.mark.parametrize(
    ("name", "level", "kind"),
    [
        ("前郭尔罗斯蒙古族自治县", Level.COUNTY, "自治县"),
        ("公主岭市", Level.COUNTY, "县级市"),
        ("江源区", Level.COUNTY, "市辖区"),
        ("延边朝鲜族自治州", Level.PREFECTURE, "自治州"),
        ("四平地区", Level.PREFECTURE, "地区"),
        ("叶赫满族镇", Level.TOWNSHIP, "民族镇"),
        ("龙山满族乡", Level.TOWNSHIP, "民族乡"),
        ("城子街街道", Level.TOWNSHIP, "街道"),
        ("新发街道（撤销）", Level.TOWNSHIP, "街道"),
        ("某某管理区", Level.TOWNSHIP, "其他"),
    ],
)
def test_kind_by_generic_term(name: str, level: Level, kind: str) -> None:
    assert kind_of(name, level) == kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("220102001001", "居委会"),
        ("220102001199", "居委会"),
        ("220102001200", "村委会"),
        ("220102001399", "村委会"),
        ("220122400598", "虚拟单元"),
    ],
)
def test_village_kind_by_number(code: str, kind: str) -> None:
    assert village_kind(code) == kind


def test_a_status_in_the_name_is_read_not_cut_off() -> None:
    assert status_in_name("新发街道（撤销）") == "撤销"
    assert status_in_name("（工业园区）城南街道") == ""
    assert status_in_name("城子街街道") == ""


def test_villages_are_attached_by_name_never_by_code() -> None:
    register = {"22": "吉林省", "2201": "长春市", "220102": "南关区", "220102010": "永兴街道", "220102005": "鸿城街道"}
    statistics = {
        "220102": "南关区",
        "220102010": "鸿城街道",
        "220102010001": "甲社区",
        "220102400": "某开发区",
        "220102400001": "乙社区",
        "220171": "经济开发区",
        "220171001": "临河街道",
        "220171001001": "丙社区",
    }
    found = {item.code: item for item in attach(statistics, register)}
    assert found["220102010"].same == "220102005"
    assert found["220102010001"].parent == "220102005"
    assert found["220102400"].same is None and not found["220102400"].parent_is_statistical
    assert found["220102400001"].parent == "220102"
    assert "某开发区" in found["220102400001"].note
    assert found["220171"].parent == "2201"
    assert found["220171001001"].parent == "220171" and found["220171001001"].parent_is_statistical
