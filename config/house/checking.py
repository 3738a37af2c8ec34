"""`make check`: the tools that read the code without running it, one line each, their output where they complain."""

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from config.house import places, say, srids

ROOMS = ("office", "boundaries", "survey", "gazetteer")
# what is not pure: translation, storage, wiring. All the rest of a room is typed throughout.
IMPURE = {"models.py", "views.py", "forms.py", "api.py", "urls.py", "apps.py", "admin.py", "context.py", "queries.py"}
MOST_LINES = 60
IMPURE_FOLDERS = {"migrations", "management", "templatetags", "templates"}


def typed_files(root: Path) -> list[str]:
    """Files that mypy has to pass: rules, actions and pure modules of every room, and the house itself."""
    rooms = [file for room in ROOMS for file in sorted((root / room).rglob("*.py"))]
    pure = [f for f in rooms if f.name not in IMPURE and not IMPURE_FOLDERS & set(f.relative_to(root).parts)]
    return [str(file.relative_to(root)) for file in [*pure, *sorted((root / "config").rglob("*.py"))]]


def _tool(title: str, argv: list[str], env: Mapping[str, str]) -> bool:
    start = time.monotonic()
    done = subprocess.run(
        argv, cwd=places.ROOT, env=dict(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    say.line(f"{'✓' if done.returncode == 0 else '✗'} {title}（{say.took(start)}）")
    if done.returncode:
        told = done.stdout.decode("utf-8", "replace").rstrip().splitlines()
        say.line("\n".join(told[:MOST_LINES]))
        if len(told) > MOST_LINES:
            say.line(f"……另有 {len(told) - MOST_LINES} 行")
    return done.returncode == 0


def check(env: Mapping[str, str]) -> list[str]:
    """Run every tool; return the titles of those that complained."""
    tools = places.VENV / "bin"
    steps = {
        "ruff：规则": [f"{tools}/ruff", "check", "--quiet", "--output-format=concise", "."],
        "ruff：格式": [f"{tools}/ruff", "format", "--check", "--output-format=concise", "."],
        "import-linter：房间之间的箭头": [f"{tools}/lint-imports", "--no-cache"],
        "迁移与模型一致": [f"{tools}/python", "manage.py", "makemigrations", "--check", "--dry-run"],
        "mypy：规则、动作、纯模块": [f"{tools}/mypy", "--no-error-summary", *typed_files(places.ROOT)],
    }
    failed = [title for title, argv in steps.items() if not _tool(title, argv, env)]
    start = time.monotonic()
    literal = srids.in_migrations(places.ROOT)
    say.line(f"{'✗' if literal else '✓'} 迁移中没有写死的坐标系（{say.took(start)}）")
    if literal:
        say.line("\n".join(literal))
        failed.append("迁移中没有写死的坐标系")
    return failed
