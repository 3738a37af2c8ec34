"""Questions to a register of very many names (全国规模的提问): the search and the same-sound check, in milliseconds.

Every question is asked in this process and without the web in front, after a warming round of other questions. They
are drawn from the register itself, so a frequent name is asked for as often as it occurs.
"""

import random
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from national_fill import run

QUESTIONS = 300
TABLES = (
    *("names_feature", "names_name", "atlas_searchkey", "atlas_searchtop", "atlas_hottext"),
    *("divisions_division", "divisions_divisionversion"),
)


def asked() -> dict[str, Any]:
    """Milliseconds of each sort of question, asked once and again: 95 of 100 take less than p95."""
    chance = random.Random(11)
    names = _some_names(chance, 2 * QUESTIONS)
    sorts: dict[str, Callable[[Any], object]] = dict.fromkeys(SORTS, _search) | {
        "same sound, by position": _in_the_way_at_a_point,
        "same sound, by division": _in_the_way_in_a_division,
    }
    return {sort: _timed(ask, [_text_for(sort, name, chance) for name in names]) for sort, ask in sorts.items()}


def sizes() -> dict[str, dict[str, int]]:
    """Megabytes and rows of each table, and megabytes of each index of more than one."""
    found = {}
    for table in TABLES:
        size = "SELECT reltuples::bigint, pg_table_size(oid) / 1000000 FROM pg_class WHERE relname = %s"
        rows, heap = run(size, table)[0]
        found[table] = {"rows": rows, "megabytes": heap} | dict(
            run(
                "SELECT indexrelid::regclass::text, pg_relation_size(indexrelid) / 1000000 FROM pg_index "
                "WHERE indrelid = %s::regclass AND pg_relation_size(indexrelid) > 1000000 ORDER BY 1",
                table,
            )
        )
    return found


def _timed(ask: Callable[[Any], object], questions: list[Any]) -> dict[str, float]:
    """Each question for the first time, and at once again: what the disk adds to what the program and plan cost."""
    for question in questions[:QUESTIONS]:
        ask(question)
    first, again = [], []
    for question in questions[QUESTIONS:]:
        for taken in (first, again):
            begin = time.perf_counter()
            ask(question)
            taken.append((time.perf_counter() - begin) * 1000)
    return {
        "p50": _share(first, 50),
        "p95": _share(first, 95),
        "worst": round(max(first), 2),
        "again_p50": _share(again, 50),
        "again_p95": _share(again, 95),
    }


def _share(taken: list[float], percent: int) -> float:
    return round(sorted(taken)[len(taken) * percent // 100], 2)


def _some_names(chance: random.Random, count: int) -> list[dict[str, Any]]:
    (most,) = run("SELECT max(id) FROM names_name")[0]
    columns = ("form", "kind", "pinyin", "toned", "initials", "home", "county", "lon", "lat")
    rows = run(
        "SELECT name.form, thing.kind, name.pinyin, name.pinyin_toned, name.initials, thing.home_id, "
        "(SELECT above.name FROM divisions_divisionversion version JOIN divisions_divisionversion above "
        " ON above.division_id = version.parent_id WHERE version.division_id = thing.home_id), "
        "ST_X(thing.point), ST_Y(thing.point) "
        "FROM names_name name JOIN names_feature thing ON thing.id = name.feature_id WHERE name.id = ANY(%s)",
        [chance.randint(1, most) for _ in range(count + 50)],
    )
    chance.shuffle(rows)
    return [dict(zip(columns, row, strict=True)) for row in rows[:count]]


SORTS = (
    *("one character", "two characters", "three characters", "whole name", "county and name"),
    *("pinyin", "pinyin with tones", "initials", "beginning of pinyin", "nothing but a kind"),
)


def _text_for(sort: str, name: dict[str, Any], chance: random.Random) -> Any:
    """The question of a sort that somebody who looks for this name asks."""
    form = name["form"]
    size = {"one character": 1, "two characters": 2, "three characters": 3}.get(sort)
    if size:
        begin = chance.randint(0, max(0, len(form) - size))
        return form[begin : begin + size], ()
    return {
        "whole name": (form, ()),
        "county and name": (f"{name['county']}{form}", ()),
        "pinyin": (name["pinyin"], ()),
        "pinyin with tones": (name["toned"], ()),
        "initials": (name["initials"], ()),
        "beginning of pinyin": (name["pinyin"][: chance.randint(2, 5)], ()),
        "nothing but a kind": ("", (name["kind"],)),
    }.get(sort, name)


def _search(question: tuple[str, tuple[str, ...]]) -> object:
    search = import_module("gazetteer.atlas.search")
    return search.search(search.Question(text=question[0], day=_today(), kinds=question[1]))


def _today() -> Any:
    return import_module("office.people.calendar").today()


def _in_the_way_at_a_point(name: dict[str, Any]) -> object:
    return _in_the_way(name, (name["lon"], name["lat"]))


def _in_the_way_in_a_division(name: dict[str, Any]) -> object:
    return _in_the_way(name, None)


def _in_the_way(name: dict[str, Any], point: tuple[float, float] | None) -> Iterable[object]:
    """What a judgement asks for: the names in the legally right scope with the same characters or sound."""
    gathering, places = import_module("gazetteer.names.gathering"), import_module("gazetteer.names.places")
    judging, kinds = import_module("gazetteer.names.judging"), import_module("gazetteer.rules.kinds")
    parse = import_module("gazetteer.rules.parsing").parse
    kind = kinds.known_kind(name["kind"])
    ground = judging.ground_at(name["home"], point, _today())
    scope = places.scope_of(kind, ground.place, ground.settings, None)
    asked = gathering.Search(
        parse(name["form"], kind), ground.place, scope, ground.day, judging.NOTHING, (), ground.settings
    )
    return gathering.names_in_the_way(asked)
