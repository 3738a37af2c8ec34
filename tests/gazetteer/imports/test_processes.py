"""Many rows are judged in several processes: the same rows come out, and a failing process fails the whole."""

from collections.abc import Iterator

import pytest

from gazetteer.imports.judging import Judging, Source
from gazetteer.imports.processes import ProcessFailed, together
from tests.gazetteer.applications.factories import DAY
from tests.gazetteer.imports.factories import HERE, table

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_rows_come_out(world, monkeypatch):
    rows = [(f"{char}树屯", "居民点", home, *HERE) for char in "松柳榆" for home in ("农安镇", "德惠市", "")]
    source = Source("册", world.tree["city"].pk, DAY)

    def judged() -> tuple[list[object], dict]:
        judging = Judging(table(*rows), "a.csv", source)
        found = sorted(judging.rows(), key=lambda row: row.row)
        return [(row.row, row.verdict, row.values, row.findings, row.geometry.wkt) for row in found], judging.report()

    alone = judged()
    monkeypatch.setattr("gazetteer.imports.judging.MANY", 1)
    monkeypatch.setattr("gazetteer.imports.judging.PROCESSES", 2)
    assert judged() == alone


def test_one_that_fails_fails_the_whole():
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    with pytest.raises(ProcessFailed, match="no more"):
        list(together([broken, lambda: iter([2, 3])]))
    assert sorted(together([lambda: iter([1]), lambda: iter([2, 3])])) == [1, 2, 3]
