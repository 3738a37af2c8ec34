"""Every kind of task that any room opens has its Chinese label, so that nobody reads a slug among their tasks."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from office.tasks.kinds import label_of

ROOMS = ("office", "boundaries", "survey", "gazetteer")
OPENING = {"open_task", "TaskDraft"}


def opened(text: str) -> Iterator[ast.expr]:
    """What stands for the kind in each call that opens a task."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in OPENING:
            named = [keyword.value for keyword in node.keywords if keyword.arg == "kind"]
            yield from named or node.args[:1]


def kinds_in(path: Path) -> set[str]:
    """The kinds that a module opens, as literals or as names of the module."""
    found = set()
    for kind in opened(path.read_text("utf-8")):
        if isinstance(kind, ast.Constant):
            found.add(kind.value)
        elif isinstance(kind, ast.Name):
            module = importlib.import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts))
            found.add(getattr(module, kind.id, None))
    return {kind for kind in found if isinstance(kind, str)}


def test_every_kind_that_is_opened_has_a_label() -> None:
    paths = [path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py")]
    kinds = {kind for path in paths if "migrations" not in path.parts for kind in kinds_in(path)}
    assert {"changes.survey", "changes.archive", "changes.application", "changes.upload", "archive.damaged"} <= kinds
    assert [kind for kind in sorted(kinds) if not re.search(r"[\u4e00-\u9fff]", label_of(kind))] == []


@pytest.mark.parametrize(("text", "kinds"), [("open_task(None, kind=A)", 1), ("TaskDraft('b', 'x')", 1), ("f('c')", 0)])
def test_a_kind_is_found_however_it_is_given(text: str, kinds: int) -> None:
    assert len(list(opened(text))) == kinds
