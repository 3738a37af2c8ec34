"""check_name at the command line: its answers and its exit codes."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.gazetteer.names.factories import make_register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tree():
    return make_register()


def check(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_name", *arguments, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_a_free_name_passes():
    code, text = check("松泉镇", "--kind", "township", "--division", "220122")
    assert code == 0
    assert "Songquan Zhen" in text
    assert "没有拦截" in text


def test_a_taken_name_is_blocked():
    code, text = check("靠山镇", "--kind", "township", "--division", "2201830000")
    assert code == 2
    code, text = check("靠山镇", "--kind", "township", "--division", "220183000000")
    assert code == 1
    assert "N09" in text
    assert "第九条（八）" in text


def test_json_is_one_object_with_the_agreed_keys():
    code, text = check("靠山镇", "--kind", "township", "--division", "220183", "--json")
    answer = json.loads(text)
    keys = {"name", "specific", "generic", "pinyin", "pinyin_toned", "readings", "scope", "findings"}
    assert code == 1
    assert keys <= answer.keys()
    assert answer["pinyin_toned"] == "Kàoshān Zhèn"
    assert answer["findings"][0]["severity"] == "block"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("靠山镇", "--kind", "castle", "--division", "220122"), "township"),
        (("靠山镇", "--kind", "township", "--division", "999999"), "999999"),
        (("靠山镇", "--kind", "township", "--division", "农安"), "农安"),
        (("靠山路", "--kind", "street", "--division", "220122", "--point", "here"), "经度,纬度"),
        (("靠山路", "--kind", "street", "--division", "220122", "--date", "昨天"), "2025-06-30"),
    ],
)
def test_unusable_input_is_told_in_one_sentence(arguments, told):
    code, text = check(*arguments)
    assert code == 2
    assert told in text


@pytest.mark.parametrize("name", ["", "\u200b", "长" * 200, "<b>alert(1)</b>", "'; DROP TABLE x; --"])
def test_bad_names_are_findings(name):
    code, text = check("--kind", "street", "--division", "220122", "--json", "--", name)
    answer = json.loads(text)
    assert code == 1
    assert answer["findings"][0]["message"]


@pytest.mark.parametrize("point", ["999,43.1", "nan,nan", "43.1,125.1", "125.1"])
def test_a_point_that_is_none_is_unusable(point: str):
    code, text = check("松泉街", "--kind", "street", "--division", "220122", "--point", point)
    assert code == 2
    assert ("是否写反了" in text) == (point == "43.1,125.1")


def test_a_name_that_is_no_text_is_unusable_and_json_stays_json(capsys):
    out = StringIO()
    with pytest.raises(CommandError) as unusable:
        call_command("check_name", "\udc80街", "--kind", "street", "--division", "220122", "--json", stdout=out)
    assert unusable.value.returncode == 2
    assert "UTF-8" in json.loads(out.getvalue())["error"]
