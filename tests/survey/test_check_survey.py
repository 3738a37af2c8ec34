"""The command: keys to the letter, exit codes, nothing stored."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from office.intake.models import Submission
from tests.survey.corpus import bad, good


def run(*arguments: str) -> tuple[int, dict]:
    sink = io.StringIO()
    try:
        call_command("check_survey", *arguments, "--json", stdout=sink)
    except SystemExit as end:
        return int(end.code or 0), json.loads(sink.getvalue())
    except CommandError as error:
        return error.returncode, json.loads(sink.getvalue())
    raise AssertionError("the command always says how it ended")


@pytest.fixture
def on_disk(tmp_path):
    def write(data: tuple[str, bytes]) -> str:
        (tmp_path / data[0]).write_bytes(data[1])
        return str(tmp_path / data[0])

    return write


def test_a_clean_file(road, on_disk):
    code, answer = run(on_disk(good.csv_file("gbk")), "--crs", "EPSG:4530", "--line", "220183-220122")
    assert code == 0
    assert {"file", "format", "encoding", "crs", "candidates", "columns", "rows", "verdicts", "findings", "files"} <= (
        answer.keys()
    )
    assert (answer["format"], answer["encoding"], answer["crs"], answer["rows"]) == ("CSV", "GBK", "EPSG:4530", 12)
    assert answer["verdicts"][0] == {"row": 2, "verdict": "ok"} and answer["findings"] == []
    assert answer["files"][0]["file"] == "农德线界桩点.csv"
    assert not Submission.objects.exists()


def test_an_undeclared_file_asks(road, on_disk):
    code, answer = run(on_disk(good.csv_file()))
    assert code == 1 and answer["crs"] is None
    assert answer["candidates"] == ["EPSG:4530", "EPSG:2366", "EPSG:2418"]
    assert [finding["rule"] for finding in answer["findings"]] == ["S01"]


def test_several_files_stand_side_by_side(road, on_disk):
    code, answer = run(on_disk(good.geojson()), on_disk(good.kml()), on_disk(bad.empty()[:2]))
    assert code == 1 and "file" not in answer
    assert [item["format"] for item in answer["files"]] == ["GeoJSON", "KML", None]
    assert {finding["rule"] for finding in answer["findings"]} == {"S04", "F01"}


@pytest.mark.parametrize("maker", [bad.empty, bad.cut_zip, bad.bomb_by_ratio, bad.path_outside, bad.gpx_with_entities])
def test_an_unreadable_file_is_unusable_input(road, on_disk, maker):
    name, data, rule = maker()
    code, answer = run(on_disk((name, data)))
    assert code == 2 and [finding["rule"] for finding in answer["findings"]] == [rule]


@pytest.mark.parametrize(
    "wrong",
    [["--crs", "banana"], ["--line", "99-98"], ["--line", "x"], ["--standard", "1999"], ["--encoding", "klingon"]],
)
def test_unusable_options(road, on_disk, wrong):
    assert run(on_disk(good.csv_file()), *wrong)[0] == 2


def test_a_file_that_is_not_there(road):
    code, answer = run("/nowhere/a.csv")
    assert code == 2 and answer["findings"][0]["rule"] == "F16"


def test_a_shapefile_on_disk_needs_no_zip(road, tmp_path):
    for suffix, data in good.shapefile_parts().items():
        (tmp_path / f"a{suffix}").write_bytes(data)
    code, answer = run(str(tmp_path / "a.shp"))
    assert code == 0 and answer["format"] == "Shapefile"


def test_a_named_standard_and_words_for_people(road, on_disk, capsys):
    code, answer = run(on_disk(good.csv_file()), "--standard", "2025.1", "--crs", "4530")
    assert code == 0 and answer["standard"] == "2025.1"
    with pytest.raises(SystemExit):
        call_command("check_survey", on_disk(good.csv_file()), stdout=(sink := io.StringIO()))
    assert "怎么办" in sink.getvalue() and "坐标系待确认" in sink.getvalue()
