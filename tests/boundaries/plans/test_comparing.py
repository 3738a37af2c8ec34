"""Rules of the comparison and of provisional codes, on plain values."""

from hypothesis import given
from hypothesis import strategies as st

from boundaries.changes.ground import Ground, Unit, with_founded
from boundaries.changes.operations import Establish, Recode, new_ref
from boundaries.divisions.kinds import Level, Scheme
from boundaries.plans.comparing import Cell, Row, compare
from boundaries.plans.provisional import with_codes

REFUSED = {
    "refusal": {"message": "不在范围内", "places": []},
    "operations": [{"label": "更名", "text": "某镇更名"}],
    "findings": [],
    "authority": None,
    "papers": [],
    "deadlines": [],
    "protected": None,
}


def test_a_row_says_whether_the_plans_differ() -> None:
    assert Row("面积", (Cell("1"), Cell("2"))).differs
    assert not Row("面积", (Cell("1"), Cell("1"), None)).differs
    assert Row("规则", (Cell(findings=({"rule": "D01", "message": "x"},)), Cell())).differs


def test_a_refused_plan_answers_only_what_needs_no_trial() -> None:
    rows = {row.label: row.cells[0] for row in compare([REFUSED])}
    assert rows["结论"] == Cell("不能实施", ("不在范围内",), bad=True)
    assert rows["勘定工作量"] is None
    assert rows["批准机关"] == Cell("不能判断")
    assert rows["所涉保护名录"] == Cell("不能判断", ("保护名录尚未建立",))
    assert all(cell is None for row in compare([None]) for cell in row.cells)


def town(key: str, code: str | None = None) -> Establish:
    return Establish(key, "新镇", "镇", Level.TOWNSHIP, 7, code)


COUNTY = Unit(7, "某县", "county", "县", "220122")


@given(st.sets(st.integers(1, 999), max_size=998), st.integers(1, 4))
def test_provisional_codes_are_free_and_below_the_superior(taken: set[int], count: int) -> None:
    used = {f"220122{number:03}" for number in taken}
    operations = [town(str(number)) for number in range(count)]
    coded, made = with_codes(operations, with_founded({7: COUNTY}, operations), used)
    assert not used & set(made)
    assert len(set(made)) == len(made) == min(count, 999 - len(taken))
    assert all(code.startswith("220122") and len(code) == 9 for code in made)
    assert [item.name for item in coded] == ["新镇"] * count


def test_whoever_has_a_code_or_gets_one_keeps_it() -> None:
    given_one = town("a", "220122101")
    later = [town("b"), Recode(new_ref("b"), Scheme.MCA, "220122102")]
    operations = [given_one, *later]
    coded, made = with_codes(operations, with_founded({7: COUNTY}, operations), ())
    assert (list(coded), made) == (operations, [])


def test_without_a_code_above_there_is_none_below() -> None:
    coded, made = with_codes([town("a")], Ground({}), ())
    assert (coded, made) == ((town("a"),), [])
