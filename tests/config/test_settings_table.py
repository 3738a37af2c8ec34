"""The table of settings in the README and what the sources read from the environment are the same list."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

READERS = {"text", "flag", "number", "words", "getenv", "get"}
#: of the machine and of make, not of Dijie
OF_THE_MACHINE = {
    "PATH",
    "LD_LIBRARY_PATH",
    "GDAL_DATA",
    "PROJ_DATA",
    "PROJ_LIB",
    "PGSSLMODE",
    "DJANGO_SETTINGS_MODULE",
}
OF_MAKE = {"ARGS", "FILE", "BENCH_URLS"}


def read_names(text: str) -> Iterator[str]:
    """The names in capitals that a module reads: env.text("X"), os.environ.get("X"), os.environ["X"]."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args:
            func, first = node.func, node.args[0]
            name = getattr(func, "id", getattr(func, "attr", ""))
            of_environment = name != "get" or _environ(getattr(func, "value", func))
            if name in READERS and of_environment and isinstance(first, ast.Constant):
                yield str(first.value)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and _environ(node.value):
            yield str(node.slice.value)


def _environ(node: ast.expr) -> bool:
    return ast.unparse(node).endswith("environ")


def sources() -> list[Path]:
    rooms = ("config", "office", "boundaries", "survey", "gazetteer")
    return [
        path for room in rooms for path in (settings.BASE_DIR / room).rglob("*.py") if "migrations" not in path.parts
    ]


def in_readme() -> set[str]:
    text = (settings.BASE_DIR / "README.md").read_text("utf-8")
    table = text.split("## Settings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)}


def test_the_table_names_every_setting_and_no_other() -> None:
    found = {name for path in sources() for name in read_names(path.read_text("utf-8"))}
    read = {name for name in found if re.fullmatch(r"[A-Z][A-Z0-9_]+", name)} - OF_THE_MACHINE - OF_MAKE
    assert {"DATABASE_URL", "ARCHIVE_S3_PREFIX", "DEMO", "PORT"} <= read
    assert read - in_readme() == set(), "read but not in the table"
    assert in_readme() - read == set(), "in the table but never read"


def test_a_setting_is_found_however_it_is_read() -> None:
    text = 'env.text("A_A"); os.environ.get("B_B", ""); os.environ["C_C"]; other.get("D_D"); flag("E_E", True)'
    assert sorted(read_names(text)) == ["A_A", "B_B", "C_C", "E_E"]
