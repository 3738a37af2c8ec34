"""The corpus of strange files: what each answers; a part of them in every run, all of them in the long one."""

import datetime
import time

import pytest
import shapely

from office.intake.readers import read_many
from survey.checks.context import Context, LineContext
from survey.checks.judge import Declaration, Judgement, judge
from survey.checks.standards import Standard
from tests.survey.corpus import good, strange

LINE = LineContext("220122-220183", "示例线", shapely.LineString([(lon, lat) for _, lon, lat in good.POINTS]))
CONTEXT = Context(day=datetime.date(2025, 10, 20), line=LINE)
CASES = strange.cases()
SMALL = [case for index, case in enumerate(CASES) if not case.heavy or index % 6 == 0]
TRUE = [(round(lon, 6), round(lat, 6)) for _, lon, lat in good.POINTS]


def judgements(name: str, data: bytes, crs: str | None) -> list[Judgement]:
    return [judge(item, Declaration(crs=crs), CONTEXT, Standard()) for item in read_many(data, name)]


def _place(row) -> tuple[float, float] | None:
    return (round(row.geometry.x, 6), round(row.geometry.y, 6)) if row.geometry.geom_type == "Point" else None


def check(case: strange.Case) -> None:
    begun = time.monotonic()
    results = judgements(case.name, case.data, case.crs)
    assert time.monotonic() - begun < 30
    findings = [finding for result in results for finding in result.all_findings]
    assert all(finding.message and finding.fix for finding in findings)
    accepted = [row for result in results for row in result.rows if row.verdict != "refused"]
    blocks = {finding.rule for finding in findings if finding.blocks}
    if case.rule == "~":  # strange, but allowed
        assert all(_place(row) in {*TRUE, None} for row in accepted)
    elif case.rule is None:
        assert [_place(row) for row in accepted] == TRUE, findings
    else:
        assert case.rule in blocks or (case.rule == "*" and (blocks or case.spare)), findings
        assert case.spare or not accepted, (findings, accepted[:2])
        assert all(_place(row) in {*TRUE, None} for row in accepted)


def test_there_are_enough_of_them():
    assert len(CASES) >= 200
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", SMALL, ids=lambda case: case.id)
def test_a_strange_file(case):
    check(case)


@pytest.mark.soak
@pytest.mark.parametrize("case", [case for case in CASES if case not in SMALL], ids=lambda case: case.id)
def test_a_strange_file_of_the_full_corpus(case):
    check(case)
