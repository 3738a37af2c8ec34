"""The three figures of lines and time: a province loaded as edges, an edge replaced, a day looked up (界线与时点)."""

import datetime
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOAD_SECONDS, EDGE_MS, DATE_RATIO = 15.0, 300.0, 1.5
#: seconds, and how many times ogr2ogr takes only to load the same file
FIELD = {"polygons": (15.0, 6.0), "track": (60.0, None), "markers": (1.0, None)}
DAYS = ("2020-06-01", "2021-06-01", "2022-06-01", "2023-06-01", "2024-06-01")
Ask = Callable[[str, Sequence[tuple[str, str]]], tuple[float, ...]]


@dataclass
class Figure:
    """One figure: what, how much in which unit, beside what as a ratio, what was aimed at; `parts` are its steps."""

    name: str
    value: float
    unit: str
    beside: str
    ratio: float
    target: float | None
    met: bool | None
    parts: dict[str, float] | None = None

    def __str__(self) -> str:
        aim = "" if self.target is None else f"{'✓' if self.met else '✗'} ≤{self.target:g}{self.unit}"
        steps = "".join(f" {name} {seconds:g}" for name, seconds in (self.parts or {}).items())
        return f"{self.name:<22}{self.value:>9.1f} {self.unit:<3} {self.ratio:>7.2f} × {self.beside:<22} {aim}{steps}"


def field() -> Iterator[Figure]:
    """What the field brings, read and judged by all rules, beside ogr2ogr that only loads it."""
    url = os.environ.get("BENCH_DATABASE_URL")
    if not url:
        return
    for name, told in _script("bench_survey.py", url).items():
        target, times = FIELD[name]
        ratio = round(told["seconds"] / told["ogr2ogr"], 2)
        met = told["seconds"] <= target and (times is None or ratio <= times)
        what = f"{name}, {told['mb']:.0f} MB" if told["mb"] >= 1 else name
        yield Figure(f"check {what}", round(told["seconds"], 2), "s", "ogr2ogr", ratio, target, met)


def _script(name: str, url: str) -> dict[str, Any]:
    """The last line of what a script of ours prints, as JSON."""
    argv = [sys.executable, str(Path(__file__).with_name(name))]
    told = subprocess.run(argv, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True)
    if told.returncode:
        raise SystemExit(f"{name} 没有成功：{told.stderr[-800:]}")
    return json.loads(told.stdout.splitlines()[-1])


def load() -> Iterator[Figure]:
    """A made-up province in the empty database that BENCH_DATABASE_URL names; nothing where there is none.

    First edges and areas with all checks, then what is derived from them; `processor` is the work in both processes,
    which a busy machine does not blur.
    """
    url = os.environ.get("BENCH_DATABASE_URL")
    if not url:
        return
    found = _script("bench_load.py", url)
    core, derived = found["core"], found["derived"]
    whole = {name: round(core[name] + derived[name], 1) for name in ("seconds", "processor")}
    for name, part, target in (
        (f"load {found['areas']} areas", core, LOAD_SECONDS),
        ("lines, map copies", derived, None),
        ("load, the whole", whole, LOAD_SECONDS),
    ):
        ratio = round(part["seconds"] / found["ogr2ogr"], 1)
        steps = {"processor": part["processor"], **part.get("steps", {})}
        met = None if target is None else part["seconds"] <= target
        yield Figure(name, part["seconds"], "s", "ogr2ogr", ratio, target, met, steps)


def edges() -> Iterator[Figure]:
    """One edge replaced and the map fresh, between townships and between counties."""
    from bench_edge import measure

    for level in ("township", "county"):
        action, plain = measure(level)
        met = action <= EDGE_MS
        yield Figure(f"edge, {level}", round(action, 1), "ms", "plain SQL", round(action / plain, 2), EDGE_MS, met)


def dates(ask: Ask, base: str, box: tuple[float, float, float, float]) -> Iterator[Figure]:
    """What `?date=` costs: the time of a lookup of an earlier day beside that of one of today, asked in turn."""
    chance = random.Random(7)
    west, south, east, north = box
    spots = [
        f"/api/point?lon={chance.uniform(west, east):.6f}&lat={chance.uniform(south, north):.6f}" for _ in range(2000)
    ]
    for name, paths, mark in (("area", [f"/api/areas/{code}" for code in _codes()], "?"), ("point", spots, "&")):
        today = [(path, "") for path in paths]
        dated = [(f"{path}{mark}date={chance.choice(DAYS)}", "") for path in paths]
        rounds: list[tuple[float, float]] = []
        for _ in range(3):
            rounds.append((ask(base, today)[0], ask(base, dated)[0]))
        now, then = (max(rates) for rates in zip(*rounds, strict=True))
        ratio = round(now / then, 2)
        yield Figure(f"date=, {name}", ratio, "×", "today", ratio, DATE_RATIO, ratio <= DATE_RATIO)


def _codes() -> list[str]:
    """The codes of counties and townships that stand today and stood on every one of the days."""
    from django.db.models import Q

    from boundaries.divisions.models import DivisionCode

    held: Any = Q(
        scheme="MCA",
        division__external=False,
        valid__contains=datetime.date.fromisoformat(DAYS[0]),
        valid__endswith__isnull=True,
    )
    return sorted(
        code for code in DivisionCode.objects.filter(held).values_list("code", flat=True) if len(code) in (6, 9)
    )
