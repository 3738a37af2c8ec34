"""make bench: how fast the public addresses are, beside the same SQL run by pgbench in the same minute (测速).

Starts the web server as `make run` does (two processes, four threads each) on a free loopback port against
the loaded database, lets wrk ask it, and lets pgbench run the same prepared statements. Then come the
figures of lines and time (bench_lines.py). Load generator, server and database share the machine; the
ratio tells what our own code costs. Takes under four minutes and leaves the register as it was.
"""

import argparse
import contextlib
import datetime
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BOX = (126.0, 43.0, 128.0, 44.0)  # west, south, east, north: inside the province
CONNECTIONS = 8
ZOOMS = (8, 10, 12)
QUESTIONS = [
    "珲春",
    "春",
    "hunchun",
    "húnchūn",
    "hún chūn",
    "hc",
    "延边珲春",
    "珲春延边",
    "桦甸",
    "huadian",
    "ji'an",
    "jian",
    "qian gorlos",
    "前郭",
    "长春市",
    "朝阳",
    "公主岭",
    "怀德县",
    "dunhua",
    "yanji",
    "敦化",
    "永吉",
    "nongan",
    "bs",
    "jl",
    "河子",
    "三道",
    "新立",
    "红旗",
    "tonghua",
]
TARGETS = {"point": 1000.0, "search": 200.0, "names z8": 200.0}
WORST_P95_MS = {"search": 50.0}

WRK_SCRIPT = """
local asked = {}
for line in io.lines(os.getenv("BENCH_URLS")) do
  local path, tag = line:match("^([^\\t]*)\\t?(.*)$")
  asked[#asked + 1] = wrk.format("GET", path, tag ~= "" and {["If-None-Match"] = tag} or nil)
end
math.randomseed(7)
request = function() return asked[math.random(#asked)] end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), errors.connect + errors.read + errors.timeout + errors.status))
end
"""


@dataclass
class Result:
    """One measure: requests per second and latency over HTTP, the same SQL through pgbench, what was aimed at."""

    name: str
    requests_per_s: float
    p50_ms: float
    p95_ms: float
    errors: int
    sql_per_s: float | None = None
    ratio: float | None = None
    target: float | None = None
    met: bool | None = None


class Bench:
    """The tools, the database and the folder of one run."""

    def __init__(self, folder: Path, seconds: int) -> None:
        self.folder = folder
        self.seconds = seconds
        self.wrk = _program("wrk")
        self.pgbench = _program("pgbench", *sorted(Path("/").glob("usr/lib/postgresql/*/bin"), reverse=True))
        (folder / "ask.lua").write_text(WRK_SCRIPT, encoding="utf-8")

    def ask(self, base: str, paths: Sequence[tuple[str, str]], seconds: int | None = None) -> tuple[float, ...]:
        """Requests per second, p50 and p95 in milliseconds, errors, over random ones of (path, ETag)."""
        urls = self.folder / "urls"
        urls.write_text("".join(f"{path}\t{tag}\n" for path, tag in paths), encoding="utf-8")
        argv = [self.wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds or self.seconds}s", "--timeout", "10s"]
        argv += ["-s", str(self.folder / "ask.lua"), base]
        told = subprocess.run(argv, capture_output=True, text=True, env={**os.environ, "BENCH_URLS": str(urls)})
        found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", told.stdout)
        if not found:
            raise SystemExit(f"wrk 没有给出结果：{told.stdout}{told.stderr}")
        requests, microseconds, p50, p95, errors = map(int, found.groups())
        return requests / (microseconds / 1e6), p50 / 1000, p95 / 1000, errors

    def run_sql(self, scripts: Sequence[str]) -> float:
        """Transactions per second of pgbench over one or more scripts, each with the same weight."""
        argv = [self.pgbench, "-n", "-c", str(CONNECTIONS), "-j", "2", "-T", str(self.seconds)]
        argv += [f"-D{name}=0" for name in sorted(set(re.findall(r"\bready_\w+", " ".join(scripts))))]
        for number, script in enumerate(scripts):
            file = self.folder / f"script{number}.sql"
            file.write_text(script, encoding="utf-8")
            argv += ["-f", str(file)]
        told = subprocess.run(argv, capture_output=True, text=True, env={**os.environ, **_connection()})
        found = re.search(r"tps = ([\d.]+) \(without", told.stdout)
        if told.returncode or not found:
            raise SystemExit(f"pgbench 没有给出结果：{told.stdout}{told.stderr}")
        return float(found[1])


def _program(name: str, *folders: Path) -> str:
    for found in (shutil.which(name), *(str(folder / name) for folder in folders)):
        if found and Path(found).exists():
            return found
    raise SystemExit(f"测速需要 {name}，没有找到。make bench 会安装它；也可自行安装 wrk 与 postgresql-client。")


def _connection() -> dict[str, str]:
    """libpq's environment for the database of the settings."""
    from django.conf import settings

    given = settings.DATABASES["default"]
    names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    return {variable: str(given[key]) for variable, key in names.items() if given.get(key)}


def prepared_script(statement: Any, lines: Sequence[str], arguments: str) -> str:
    """A pgbench script that prepares a statement once for each client and runs it with fresh values."""
    ready = f"ready_{statement.name}"
    head = [*lines, f"\\if :{ready} = 0", "SET plan_cache_mode = force_generic_plan;"]
    return "\n".join(
        [
            *head,
            f"{statement.text.strip()};",
            f"\\set {ready} 1",
            "\\endif",
            f"EXECUTE {statement.name} ({arguments});",
            "",
        ]
    )


@contextlib.contextmanager
def server(folder: Path, **settings: str) -> Iterator[str]:
    """The web server as `make run` starts it, on a free port; answers its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    argv = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    argv += ["--workers", "2", "--threads", "4", "--log-level", "error", "--timeout", "120"]
    base = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("ab") as log:
        running = subprocess.Popen(argv, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)
    try:
        _wait_for(f"{base}/healthz", running, folder / "server.log")
        yield base
    finally:
        running.terminate()
        running.wait(timeout=20)


def _wait_for(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit and running.poll() is None:
        with contextlib.suppress(OSError):
            _get(address)
            return
        time.sleep(0.2)
    raise SystemExit(f"网站没有起来：{log.read_text(encoding='utf-8', errors='replace')[-800:]}")


def _get(address: str, *, missing: bool = False) -> str:
    """The ETag of an address; with `missing`, a 404 is an answer too."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=60) as answer:
            return answer.headers.get("ETag") or ""
    except urllib.error.HTTPError as error:
        if missing and error.code == 404:
            return ""
        raise


def tile_range(zoom: int) -> tuple[int, int, int, int]:
    """First and last column, first and last row of the tiles over BOX."""
    from pyproj import Transformer

    west, south, east, north = BOX
    to_web = Transformer.from_crs(4326, 3857, always_xy=True)
    half, side = 20037508.342789244, 2**zoom
    (x0, y0), (x1, y1) = to_web.transform(west, north), to_web.transform(east, south)
    column, row = (lambda x: int((x + half) / (2 * half) * side)), (lambda y: int((half - y) / (2 * half) * side))
    return column(x0), column(x1), row(y0), row(y1)


def tile_paths(layer: str, zoom: int, chance: random.Random) -> list[tuple[str, str]]:
    x0, x1, y0, y1 = tile_range(zoom)
    every = [(f"/tiles/{layer}/{zoom}/{x}/{y}.mvt", "") for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]
    return chance.sample(every, min(len(every), 400))


def point_paths(chance: random.Random) -> list[tuple[str, str]]:
    west, south, east, north = BOX
    spots = [(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(3000)]
    return [(f"/api/point?lon={lon:.6f}&lat={lat:.6f}", "") for lon, lat in spots]


def search_paths() -> list[tuple[str, str]]:
    return [(f"/api/names?{urllib.parse.urlencode({'q': text, 'limit': 8})}", "") for text in QUESTIONS]


def point_sql(day: datetime.date) -> list[str]:
    from boundaries.lines.point import POINT

    west, south, east, north = BOX
    lines = [
        f"\\set lon {west} + random(0, 1000000) * {east - west:.6f} / 1000000",
        f"\\set lat {south} + random(0, 1000000) * {north - south:.6f} / 1000000",
    ]
    return [prepared_script(POINT, lines, f":lon, :lat, '{day}'")]


def tile_sql(layer: str, zoom: int, day: datetime.date) -> list[str]:
    from gazetteer.atlas.tile_sql import LAYERS

    x0, x1, y0, y1 = tile_range(zoom)
    lines = [f"\\set x random({x0}, {x1})", f"\\set y random({y0}, {y1})"]
    return [prepared_script(LAYERS[layer], lines, f"{zoom}, :x, :y, '{day}'")]


def search_sql(day: datetime.date) -> list[str]:
    """What the search asks the database for each question of the mix, statement by statement."""
    asked: list[str] = []
    prepared = import_module("office.spatial.prepared").Prepared
    search = import_module("gazetteer.atlas.search")
    rows: Callable[..., Any] = prepared.rows

    def listen(statement: Any, **values: Any) -> Any:
        arguments = ", ".join(_literal(values[key], kind) for key, kind in statement.types.items())
        script.append(prepared_script(statement, [], arguments))
        return rows(statement, **values)

    prepared.rows = listen
    try:
        for text in QUESTIONS:
            script: list[str] = []
            search.search(search.Question(text=text, day=day, limit=8))
            asked.append("".join(script))
    finally:
        prepared.rows = rows
    return asked


def _literal(value: Any, kind: str) -> str:
    from psycopg2.extensions import QuotedString, adapt

    if value is None:
        return f"NULL::{kind}"
    adapted = adapt(value)
    for part in (adapted, *(value if isinstance(value, list) else ())):
        if isinstance(part, QuotedString):
            part.encoding = "utf-8"
    if isinstance(value, list):
        return f"ARRAY[{', '.join(_literal(item, kind.removesuffix('[]')) for item in value)}]::{kind}"
    return f"{adapted.getquoted().decode()}::{kind}"


def measure(bench: Bench, base: str, name: str, paths: list[tuple[str, str]], sql: list[str] | None) -> Result:
    """Warm up, ask over HTTP, run the same SQL."""
    for path, _ in paths[:40]:
        _get(base + path, missing=True)
    bench.ask(base, paths, seconds=1)
    rate, p50, p95, errors = bench.ask(base, paths)
    result = Result(name, round(rate, 1), round(p50, 2), round(p95, 2), int(errors), target=TARGETS.get(name))
    if sql:
        result.sql_per_s = round(bench.run_sql(sql), 1)
        result.ratio = round(result.requests_per_s / result.sql_per_s, 2)
    if result.target:
        result.met = rate >= result.target and p95 <= WORST_P95_MS.get(name, float("inf"))
    return result


def all_results(bench: Bench, day: datetime.date, tell: Callable[[Result], None]) -> list[Result]:
    """Every measure in order; tiles first made anew each time, then from the memory of the server, then as 304."""
    chance = random.Random(22)
    results: list[Result] = []

    def add(*wanted: Any) -> None:
        results.append(measure(bench, *wanted))
        tell(results[-1])

    with server(bench.folder, TILE_MEMORY_MB="0") as base:
        add(base, "point", point_paths(chance), point_sql(day))
        add(base, "search", search_paths(), search_sql(day))
        for layer in ("areas", "lines", "names"):
            for zoom in ZOOMS:
                add(base, f"{layer} z{zoom}", tile_paths(layer, zoom, chance), tile_sql(layer, zoom, day))
    with server(bench.folder) as base:
        paths = tile_paths("areas", 8, chance) + tile_paths("names", 8, chance)
        add(base, "tiles z8 kept", paths, None)
        add(base, "tiles z8 304", [(path, _get(base + path)) for path, _ in paths], None)
    return results


def show(result: Result) -> None:
    sql = (
        f"{result.sql_per_s:>10.0f} {result.ratio:>6.2f}"
        if result.sql_per_s and result.ratio
        else f"{'–':>10} {'–':>6}"
    )
    aim = f"{'✓' if result.met else '✗'} ≥{result.target:.0f}" if result.target else ""
    line = f"{result.name:<16}{result.requests_per_s:>9.0f}{result.p50_ms:>9.2f}{result.p95_ms:>9.2f}{result.errors:>7}"
    print(f"{line}{sql}  {aim}", flush=True)


def line_figures(bench: Bench, tell: Callable[[Any], None]) -> list[Any]:
    """A province loaded, an edge replaced, a day looked up."""
    lines = import_module("bench_lines")
    found = []
    for figure in chain(lines.load(), lines.field(), lines.edges()):
        tell(figure)
        found.append(figure)
    with server(bench.folder) as base:
        for figure in lines.dates(bench.ask, base, BOX):
            tell(figure)
            found.append(figure)
    return found


def main() -> int:
    reader = argparse.ArgumentParser(description="测速：单点查询、检索、瓦片，与同一 SQL 经 pgbench 相比")
    reader.add_argument("--seconds", type=int, default=2, help="每项测多少秒")
    reader.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
    reader.add_argument("--strict", action="store_true", help="未达目标时以 1 退出")
    options = reader.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import_module("django").setup()
    day = import_module("office.people.calendar").today()
    if not import_module("boundaries.lines.point").any_area_on(day):
        raise SystemExit("数据库中没有区域。请先 make db，或 manage.py load_jilin。")
    if not options.json:
        if os.getloadavg()[0] > (os.cpu_count() or 1) / 2:
            print(f"机器正忙（负载 {os.getloadavg()[0]:.1f}，{os.cpu_count()} 核），下列数字偏低；比值仍可参考。")
        print(
            f"{'':<16}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'errors':>7}{'SQL/s':>10} {'ratio':>6}  target", flush=True
        )
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), options.seconds)
        results: list[Any] = list(all_results(bench, day, (lambda _: None) if options.json else show))
        results += line_figures(bench, (lambda _: None) if options.json else (lambda figure: print(figure, flush=True)))
    if options.json:
        load = list(os.getloadavg())
        print(json.dumps({"processors": os.cpu_count(), "load": load, "results": [asdict(r) for r in results]}))
    return 1 if options.strict and any(result.met is False for result in results) else 0


if __name__ == "__main__":
    raise SystemExit(main())
