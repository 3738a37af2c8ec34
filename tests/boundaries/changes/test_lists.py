"""Lists of division changes: each row is understood or asked about; a contradiction is found where it stands."""

import datetime
import io
import json

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from boundaries.changes.lists.columns import missing, recognise
from boundaries.changes.lists.effects import Effect, Status
from boundaries.changes.lists.periods import when_of
from boundaries.changes.lists.reading import rows_of
from boundaries.changes.lists.report import report_of
from boundaries.changes.lists.simulate import simulate
from boundaries.changes.lists.snapshot import CodeSpell, Snapshot, VersionSpell
from boundaries.changes.operations import Abolish, Affiliate, Establish, Recode, Rename
from boundaries.divisions.models import Division, DivisionCode
from office.intake.readers import read
from office.rulesets.findings import Finding, blocking
from office.rulesets.models import RuleSetVersion

HEAD = "日期,原代码,原名称,变更类型,新代码,新名称,批准文件\n"


def day(year: int) -> datetime.date:
    return datetime.date(year, 1, 1)


#: 省 1 › 甲市 2（丙县 4 › 己镇 7、庚乡 8；丁县 5）、乙市 3（戊市 6，1995 年前为戊县 220221）
SNAPSHOT = Snapshot.of(
    [
        CodeSpell(1, "22", None, None),
        CodeSpell(2, "2201", None, None),
        CodeSpell(3, "2202", None, None),
        CodeSpell(4, "220121", None, None),
        CodeSpell(5, "220122", None, None),
        CodeSpell(6, "220221", None, day(1995)),
        CodeSpell(6, "220281", day(1995), None),
        CodeSpell(7, "220121100", None, None),
        CodeSpell(8, "220121200", None, None),
    ],
    [
        VersionSpell(1, "省", "province", "省", None, None, None),
        VersionSpell(2, "甲市", "prefecture", "地级市", 1, None, None),
        VersionSpell(3, "乙市", "prefecture", "地级市", 1, None, None),
        VersionSpell(4, "丙县", "county", "县", 2, None, None),
        VersionSpell(5, "丁县", "county", "县", 2, None, None),
        VersionSpell(6, "戊县", "county", "县", 3, None, day(1995)),
        VersionSpell(6, "戊市", "county", "县级市", 3, day(1995), None),
        VersionSpell(7, "己镇", "township", "镇", 4, None, None),
        VersionSpell(8, "庚乡", "township", "乡", 4, None, None),
    ],
)


def judged(*lines: str) -> tuple[list[Effect], list[Finding]]:
    rows, findings = rows_of(read((HEAD + "\n".join(lines) + "\n").encode(), "清单.csv"))
    effects, more = simulate(rows, SNAPSHOT)
    return effects, [*findings, *more]


def blocks(*lines: str) -> list[tuple[str, int | None, str | None]]:
    return [(finding.rule, finding.row, finding.field) for finding in blocking(judged(*lines)[1])]


@pytest.mark.parametrize(
    ("line", "operations"),
    [
        ("2024-03-01,220121,丙县,更名,220121,辛县,文1", [Rename(4, "辛县")]),
        ("2024-03-01,220121,丙县,撤县设市,220181,丙市,文1", [Rename(4, "丙市", "县级市"), Recode(4, "MCA", "220181")]),
        ("2024-03-01,220121,丙县,改码,220124,,文1", [Recode(4, "MCA", "220124")]),
        ("2024-03-01,220121,丙县,隶属变更,220222,丙县,文1", [Affiliate(4, 3), Recode(4, "MCA", "220222")]),
        ("2024-03-01,220121200,庚乡,并入,220121100,己镇,文1", [Abolish(8, (7,))]),
        ("2024-03-01,220121200,庚乡,撤销,220121100,己镇,文1", [Abolish(8, (7,))]),
        ("2024-03-01,220121200,庚乡,撤销,,,文1", [Abolish(8)]),
        ("2024-03-01,220121200000,庚乡,,220121200000,庚乡（撤销）,文1", [Abolish(8)]),
    ],
)
def test_a_row_that_is_understood(line, operations) -> None:
    effects, findings = judged(line)
    assert not blocking(findings)
    assert effects[0].status is Status.WOULD
    assert list(effects[0].operations) == operations


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("2024-03-01,220121,丙县,撤销,220121100,己镇,文1", ("D28", 2, "new_code")),
        ("2024-03-01,220122,丁县,撤销,220121100,己镇,文1", ("D29", 2, "new_code")),
        ("2024-03-01,220122,丁县,并入,2202,乙市,文1", ("D29", 2, "new_code")),
        ("2024-03-01,220121100,己镇,隶属变更,220121100,己镇,文1", ("D31", 2, "new_code")),
        ("2024-03-01,220121100,己镇,更名,220121100,<b>镇,文1", ("D34", 2, "new_code")),
        (",220121,丙县,更名,220121,辛县,文1", ("D12", 2, "when")),
        ("2024-02-30,220121,丙县,更名,220121,辛县,文1", ("D12", 2, "when")),
        ("2024-03-01,22012,丙县,更名,220121,辛县,文1", ("D12", 2, "old_code")),
        ("2024-03-01,220121,丙县,区划调整,220124,丙县,文1", ("D12", 2, "kind")),
        ("2024-03-01,,,更名,220121,辛县,文1", ("D12", 2, "old_code")),
        ("2024-03-01,220121,丙县,改码,2203,丙县,文1", ("D12", 2, "new_code")),
        ("2024-03-01,220199,丙县,更名,220199,辛县,文1", ("D13", 2, "old_code")),
        ("2024-03-01,220221,戊市,更名,220221,辛县,文1", ("D13", 2, "old_code")),
        ("2024-03-01,220121,丁县,更名,220121,辛县,文1", ("D14", 2, "old_name")),
        ("2024-03-01,220121,丙县,改码,220124,辛县,文1", ("D14", 2, "new_name")),
        ("2024-03-01,220121200,庚乡,并入,220121100,丁镇,文1", ("D14", 2, "new_name")),
        ("2024-03-01,220121,丙县,改码,220122,丙县,文1", ("D15", 2, "new_code")),
        ("2024-03-01,,,设立,220121100,己镇,文1", ("D15", 2, "new_code")),
        ("1990,220281,戊市,更名,220281,辛市,文1", ("D18", 2, "old_code")),
        ("1990,220221,戊县,改码,220281,戊县,文1", ("D18", 2, "new_code")),
        ("1990,220221,戊县,更名,220221,辛县,文1", ("D18", 2, "when")),
        ("2024-03-01,220121,丙县,撤县设市,220181,,文1", ("D19", 2, "new_name")),
        ("2024-03-01,220121200,庚乡,拆分,220121201,庚东乡,文1", ("D20", 2, "kind")),
        ("2024-03-01,220121200,庚乡,更名,220121200,庚乡（撤销）,文1", ("D21", 2, "kind")),
        ("2024-03-01,,,设立,220501,壬区,文1", ("D25", 2, "new_code")),
        ("2024-03-01,220121,丙县,撤销,,,文1", ("D26", 2, "new_code")),
    ],
)
def test_a_row_that_contradicts_is_asked_about_where_it_stands(line, found) -> None:
    assert found in blocks(line)


def test_a_swap_inside_one_year_is_asked_about_and_believed_with_day_and_document() -> None:
    rows = "{0},220121,丙县,改码,220122,丙县,{1}", "{0},220122,丁县,改码,220121,丁县,{1}"
    assert blocks(*(row.format("2024", "文1") for row in rows)) == [("D17", 2, "new_code"), ("D17", 3, "new_code")]
    effects, findings = judged(*(row.format("2024-03-01", "文1") for row in rows))
    assert not blocking(findings)
    assert [effect.operations for effect in effects] == [(Recode(4, "MCA", "220122"),), (Recode(5, "MCA", "220121"),)]


def test_a_code_may_be_handed_on_within_one_day() -> None:
    effects, findings = judged(
        "2024-03-01,220121,丙县,改码,220122,丙县,文1", "2024-03-01,220122,丁县,改码,220123,丁县,文1"
    )
    assert not blocking(findings)
    assert {effect.status for effect in effects} == {Status.WOULD}


def test_later_rows_see_what_earlier_ones_did() -> None:
    effects, findings = judged(
        "2024-03-01,220121,丙县,撤县设市,220181,丙市,文1", "2025-05-01,220181,丙市,更名,220181,辛市,文2"
    )
    assert not blocking(findings)
    assert effects[1].operations == (Rename(4, "辛市"),)
    assert ("D13", 3, "old_code") in blocks(
        "2024-03-01,220121,丙县,撤县设市,220181,丙市,文1", "2025-05-01,220121,丙县,更名,220121,辛县,文2"
    )


def test_several_new_from_one_old_must_say_split_and_list_all_parts() -> None:
    parts = "2024-03-01,220121200,庚乡,{0},220121201,庚东乡,文1", "2024-03-01,220121200,庚乡,{0},220121202,庚西乡,文1"
    asked = [(rule, row) for rule, row, _ in blocks(*(part.format("改码") for part in parts)) if rule == "D20"]
    assert asked == [("D20", 2), ("D20", 3)]
    effects, findings = judged(*(part.format("拆分") for part in parts))
    assert not blocking(findings)
    made = [operation for effect in effects for operation in effect.operations]
    assert [type(operation) for operation in made] == [Establish, Establish, Abolish]
    assert made[-1] == Abolish(8, ("new:220121201-2", "new:220121202-3"))


def test_a_split_whose_old_unit_stays_does_not_end_it() -> None:
    effects, findings = judged(
        "2024-03-01,220121200,庚乡,拆分,220121200,庚乡,文1", "2024-03-01,220121200,庚乡,拆分,220121202,庚西乡,文1"
    )
    assert not blocking(findings)
    assert [type(operation) for effect in effects for operation in effect.operations] == [Establish]


def test_a_merger_into_a_new_unit_founds_it_of_the_whole_of_both() -> None:
    effects, findings = judged(
        "2024-03-01,220121100,己镇,合并,220121101,壬镇,文1", "2024-03-01,220121200,庚乡,合并,220121101,壬镇,文1"
    )
    assert not blocking(findings)
    founded, *ended = [operation for effect in effects for operation in effect.operations]
    assert founded.territory.whole == (7, 8)
    assert ended == [Abolish(7, ("new:220121101-2",)), Abolish(8, ("new:220121101-2",))]


def test_what_the_register_knows_is_not_entered_again_and_duplicates_are_refused() -> None:
    line = "1995,220221,戊县,撤县设市,220281,戊市,文1"
    effects, findings = judged(line)
    assert (effects[0].status, effects[0].operations) == (Status.REGISTERED, ())
    assert not blocking(findings)
    assert ("D22", 3, None) in blocks(line, line)


def test_dates_and_documents_that_are_missing_are_said() -> None:
    rules = {finding.rule for finding in judged("2024,220121,丙县,更名,220121,辛县,")[1]}
    assert {"D23", "D24"} <= rules
    rules = {finding.rule for finding in judged("2024-03-01,220121,丙县,更名,220121,辛县,文1")[1]}
    assert not {"D23", "D24"} & rules


def test_a_code_below_another_superior_moves_the_division_and_tells_of_its_children() -> None:
    effects, findings = judged("2024-03-01,220121,丙县,改码,220222,丙县,文1")
    assert effects[0].operations == (Affiliate(4, 3), Recode(4, "MCA", "220222"))
    assert [(finding.rule, finding.evidence.get("children")) for finding in findings] == [("D25", None), ("D26", 2)]


def test_codes_used_before_are_told() -> None:
    assert "D16" in {finding.rule for finding in judged("2024-03-01,220122,丁县,改码,220221,丁县,文1")[1]}
    assert "D16" not in {finding.rule for finding in judged("2024-03-01,220122,丁县,改码,220222,丁县,文1")[1]}


cells = st.sampled_from(
    [
        "",
        "220121",
        "220121100",
        "220281",
        "2201",
        "22",
        "x",
        "2024",
        "2024-03-01",
        "1990",
        "更名",
        "合并",
        "拆分",
        "撤销",
    ]
    + ["改码", "设立", "丙县", "己镇（撤销）", "隶属变更", "撤县设市", "码位改派", "=1+1"]
)


@given(st.lists(st.lists(cells, min_size=7, max_size=7), min_size=1, max_size=6))
def test_no_list_makes_it_fall(rows) -> None:
    lines = [",".join(row) for row in rows]
    effects, findings = judged(*lines)
    clear = [effect for effect in effects if effect.status is not Status.UNCLEAR]
    refused = {finding.row for finding in blocking(findings)}
    assert not refused & {effect.row.row for effect in clear}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2020", "2020年"),
        ("2020年", "2020年"),
        ("2020-06", "2020年"),
        ("2020年6月19日", "2020年6月19日"),
        ("2020/6/19", "2020年6月19日"),
        ("20200619", "2020年6月19日"),
        ("2020-06-19 00:00:00", "2020年6月19日"),
        ("20", "None"),
        ("2020-13", "None"),
        ("去年", "None"),
    ],
)
def test_dates_as_offices_write_them(text, shown) -> None:
    assert str(when_of(text)) == shown


def test_columns_in_chinese_and_english_in_any_order() -> None:
    english = ["doc_no", "new_name", "new_code", "type", "old_name", "old_code", "year"]
    assert recognise(english)["when"] == "year"
    assert not missing(recognise(english))
    assert missing(recognise(["年份", "名称"])) == ["变更类型", "原代码", "新代码"]


def run(path, capsys) -> tuple[int, dict]:
    try:
        call_command("check_changes", str(path), "--json")
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(capsys.readouterr().out)


def test_the_command_answers_and_stores_nothing(jilin, tmp_path, capsys) -> None:
    before = Division.objects.count(), DivisionCode.objects.count()
    good = tmp_path / "变更.csv"
    good.write_text(HEAD + "2026-03-01,220122,农安县,撤县设市,220185,农安市,国函1号\n", encoding="gbk")
    code, answer = run(good, capsys)
    assert (code, answer["rows"]) == (0, 1)
    assert answer["effects"][0]["effect"] == "农安县（220122）改设为农安市（220185）"
    assert [finding["rule"] for finding in answer["findings"]] == ["D26"]
    bad = tmp_path / "bad.csv"
    bad.write_text(HEAD + "2003,220281,蛟河市,码位改派,220281,桦甸市,\n2003,220282,桦甸市,码位改派,220282,蛟河市,\n")
    code, answer = run(bad, capsys)
    assert code == 1
    assert {finding["rule"] for finding in answer["findings"]} == {"D12", "D17", "D23", "D24"}
    assert run(tmp_path / "missing.csv", capsys)[0] == 2
    (tmp_path / "empty.csv").write_bytes(b"")
    assert run(tmp_path / "empty.csv", capsys)[0] == 2
    (tmp_path / "other.csv").write_text("甲,乙\n丙,丁\n")
    assert run(tmp_path / "other.csv", capsys)[0] == 2
    assert before == (Division.objects.count(), DivisionCode.objects.count())


def test_a_workbook_reads_like_a_text(jilin) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["year", "type", "old_code", "old_name", "new_code", "new_name", "doc_no"])
    sheet.append([2020, "同名改码", 220381, "公主岭市", 220184, "公主岭市", None])
    sheet.append([datetime.date(2026, 3, 1), "更名", "220122000000", "农安县", "220122000000", "农新县", "国函1号"])
    out = io.BytesIO()
    book.save(out)
    report = report_of(out.getvalue(), "变更.xlsx")
    assert [effect.status for effect in report.effects] == [Status.REGISTERED, Status.WOULD]
    assert str(report.effects[1].row.when) == "2026年3月1日"


def test_the_rule_sets_weigh_what_a_list_is_reminded_of_but_no_contradiction(jilin) -> None:
    text = (HEAD + "2026-03-01,220122,农安县,更名,220122,农新县,\n").encode()
    report = report_of(text, "清单.csv")
    assert {finding.rule: finding.severity.value for finding in report.findings} == {"D24": "warn"}
    assert report.rules[0].startswith("changes-national")
    version = RuleSetVersion.objects.get(ruleset__key="changes-jilin")
    version.severities = {"D24": "block", "D14": "off"}
    version.save()
    assert report_of(text, "清单.csv").contradicted
    wrong = report_of((HEAD + "2026-03-01,220122,别的县,更名,220122,农新县,国函1号\n").encode(), "清单.csv")
    assert {finding.rule for finding in wrong.findings if finding.blocks} == {"D14"}
    version.severities = {"D24": "off"}
    version.save()
    assert report_of(text, "清单.csv").findings == ()
