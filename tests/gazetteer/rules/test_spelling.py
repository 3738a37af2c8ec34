"""The official spelling: all divisions of county level and above, and the rules of 1984 one by one."""

import csv
import re
from pathlib import Path

import pytest

from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse
from gazetteer.rules.spelling import number_of

HERE = Path(__file__).resolve().parent
JILIN = HERE.parents[2] / "fixtures" / "jilin" / "divisions_mca.csv"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def pinyin(name: str, kind: str) -> str:
    return parse(name, NameKind(kind)).spelling.pinyin


def test_every_division_of_county_level_and_above():
    right = {row["name"]: row["pinyin"] for row in rows(HERE / "spellings.csv")}
    names = [row["name"] for row in rows(JILIN) if len(row["code"]) < 9]
    assert len(names) == 70
    assert {name: pinyin(name, "county") for name in names} == right


def test_every_township_has_a_sane_spelling():
    names = [row["name"].partition("（")[0] for row in rows(JILIN) if len(row["code"]) == 9]
    assert len(names) == 975
    shape = re.compile(r"^([A-Z][a-zü']*)( [A-Z][a-zü']*)* (Zhen|Xiang|Jiedao)$")
    for name in names:
        kind = "subdistrict" if name.endswith("街道") else "township"
        assert shape.match(pinyin(name, kind)), name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("靠山镇", "Kaoshan Zhen"),
        ("永安乡", "Yong'an Xiang"),
        ("伯都乡", "Bodu Xiang"),
        ("毛都站镇", "Maoduzhan Zhen"),
        ("查干花镇", "Chaganhua Zhen"),
        ("月亮泡镇", "Yueliangpao Zhen"),
        ("黄松甸镇", "Huangsongdian Zhen"),
        ("乌拉街满族镇", "Wulajie Manzu Zhen"),
        ("莫莫格蒙古族乡", "Momoge Mongolzu Xiang"),
        ("三骏满族蒙古族锡伯族乡", "Sanjun Manzu Mongolzu Xibezu Xiang"),
        ("前郭尔罗斯镇", "Qian Gorlos Zhen"),
        ("乌兰敖都乡", "Wulan'aodu Xiang"),
    ],
)
def test_townships(name, expected):
    assert pinyin(name, "township") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("二马路", "2 Malu"),
        ("经五路", "Jing 5 Lu"),
        ("第九弄", "Di-9 Long"),
        ("三环路", "3 Huanlu"),
        ("十二道街", "12 Daojie"),
        ("五一路", "Wuyi Lu"),
        ("统一路", "Tongyi Lu"),
        ("一匡街", "Yikuang Jie"),
        ("人民大街", "Renmin Dajie"),
        ("东莱南街", "Donglai Nanjie"),
        ("南小街", "Nan Xiaojie"),
        ("岭南路", "Lingnan Lu"),
        ("健康胡同", "Jiankang Hutong"),
        ("长安街", "Chang'an Jie"),
    ],
)
def test_streets(name, expected):
    assert pinyin(name, "street") == expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("靠山屯", "hamlet", "Kaoshantun"),
        ("二道甸子", "hamlet", "Erdaodianzi"),
        ("靠山村", "village_seat", "Kaoshancun"),
        ("春城社区", "village_seat", "Chuncheng Shequ"),
        ("第二松花江", "natural", "Di'er Songhua Jiang"),
        ("查干湖", "natural", "Chagan Hu"),
        ("松花江大桥", "facility", "Songhuajiang Daqiao"),
        ("黑龙江省", "county", "Heilongjiang Sheng"),
        ("内蒙古自治区", "county", "Nei Mongol Zizhiqu"),
        ("新疆维吾尔自治区", "county", "Xinjiang Uygur Zizhiqu"),
    ],
)
def test_other_kinds(name, kind, expected):
    assert pinyin(name, kind) == expected


def test_tones_and_initials():
    spelling = parse("珲春市", NameKind.COUNTY).spelling
    assert (spelling.toned, spelling.initials) == ("Húnchūn Shì", "hcs")
    assert parse("绿园区", NameKind.COUNTY).spelling.toned == "Lǜyuán Qū"


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("二", 2), ("十", 10), ("十二", 12), ("四十二", 42), ("一百零二", None), ("五一", None), ("", None)],
)
def test_numerals(numeral, value):
    assert number_of(numeral) == value
