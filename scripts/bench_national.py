"""make bench-national: the same code with 15 million names, beside 150,000 (全国规模的测速).

Fills two empty databases of the throw-away cluster (national_fill.py), asks both the same sorts of questions
(national_ask.py), takes a register of a million names in, and prints what it took, against what was aimed at, with
the sizes of tables and indexes. Takes about two hours and 25 GB; the databases are dropped at the end.

`python scripts/bench_national.py [--names N] [--small N] [--import N]` with NATIONAL_URL and NATIONAL_SMALL_URL.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]
TARGET_P95_MS = 100.0
TARGET_RATIO = 3.0
TARGET_IMPORT_S = 600.0


def main() -> int:
    """Both databases one after the other, each in a process of its own."""
    given = _arguments()
    if given.step:
        _set_up()
        print(json.dumps(STEPS[given.step](given.count), ensure_ascii=False))
        return 0
    small = _measured("NATIONAL_SMALL_URL", given.small, given.filled)
    large = _measured("NATIONAL_URL", given.names, given.filled)
    _print_questions(small, large)
    _print_sizes(large)
    if given.imported:
        url = os.environ["NATIONAL_IMPORT_URL"]
        _manage(url, "migrate", "-v0")
        _manage(url, "load_jilin")
        _print_import(_step("import", given.imported, url))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--names", type=int, default=15_000_000)
    parser.add_argument("--small", type=int, default=150_000)
    parser.add_argument("--import", type=int, default=1_000_000, dest="imported")
    parser.add_argument("--filled", action="store_true", help="the two databases hold their names already")
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def _fill(count: int) -> dict[str, Any]:
    begin = time.perf_counter()
    import_module("national_fill").fill(count)
    return {"filled_s": round(time.perf_counter() - begin)}


def _ask(_count: int) -> dict[str, Any]:
    ask = import_module("national_ask")
    return {"questions": ask.asked(), "sizes": ask.sizes()}


def _import(count: int) -> dict[str, Any]:
    return dict(import_module("bench_names_import").measure(count))


STEPS = {"fill": _fill, "ask": _ask, "import": _import}


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import_module("django").setup()


def _measured(address: str, count: int, filled: bool) -> dict[str, Any]:
    url = os.environ[address]
    if filled:
        return _step("ask", count, url)
    _manage(url, "migrate", "-v0")
    print(f"装入 {count:,} 个地名……", flush=True)
    return _step("fill", count, url) | _step("ask", count, url)


def _manage(url: str, *arguments: str) -> None:
    argv = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(argv, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=True)


def _step(step: str, count: int, url: str) -> dict[str, Any]:
    argv = [sys.executable, str(Path(__file__)), "--step", step, "--count", str(count)]
    done = subprocess.run(argv, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _print_questions(small: dict[str, Any], large: dict[str, Any]) -> None:
    print(f"\n装入用时 {large.get('filled_s', '—')} 秒（小库 {small.get('filled_s', '—')} 秒）。每种问题的毫秒数：")
    print(f"{'':<26}{'p50':>8}{'p95':>8}{'worst':>9}{'again p95':>11}{'small':>8}{'ratio':>7}")
    for sort, here in large["questions"].items():
        there = small["questions"][sort]
        ratio = here["again_p95"] / there["again_p95"]
        quick, steady = here["p95"] < TARGET_P95_MS, ratio <= TARGET_RATIO
        print(
            f"{sort:<26}{here['p50']:>8}{here['p95']:>8}{here['worst']:>9}{here['again_p95']:>11}"
            f"{there['again_p95']:>8}{ratio:>7.2f}  {'快' if quick else '慢'}，{'平' if steady else '随数量增长'}"
        )
    print(
        f"目标：p95 低于 {TARGET_P95_MS:.0f} 毫秒（快）；同一问题再问一次的 p95（again p95）"
        f"不超过小库（small）的 {TARGET_RATIO:.0f} 倍（平）。"
    )


def _print_sizes(large: dict[str, Any]) -> None:
    print("\n表和索引的大小（MB）：")
    for table, found in large["sizes"].items():
        print(f"{table:<36}{found.pop('megabytes'):>9,}  {found.pop('rows'):,} 行")
        for index, megabytes in found.items():
            print(f"    {index:<32}{megabytes:>9,}")


def _print_import(found: dict[str, Any]) -> None:
    million = found["total_s"] / found["rows"] * 1_000_000
    met = "达到" if million < TARGET_IMPORT_S else "未达到"
    print(
        f"\n导入 {found['rows']:,} 个地名（全部规则）：{found['total_s']} 秒，合每百万 {million:,.0f} 秒，"
        f"目标 {TARGET_IMPORT_S:.0f} 秒，{met}。"
    )
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    sys.exit(main())
