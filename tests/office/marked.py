"""Every label that the sources mark for translation, found without the tools of gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

ROOMS = ("config", "office", "boundaries", "survey", "gazetteer")
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
#: what `templatize` makes of a tag of translation: a call with one literal
_CALL = re.compile(r"""\b_?n?(?:p?gettext|_)\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def in_python(text: str) -> Iterator[tuple[str, bool]]:
    """(label, whether it is counted) of the calls of gettext; of a plural, the first of the words."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[1 if name.startswith("pgettext") else 0]
        if name in CALLS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value, name.startswith("ngettext")


def in_template(text: str) -> Iterator[tuple[str, bool]]:
    """(label, whether it is counted) of {% translate %} and {% blocktranslate %}."""
    for found in _CALL.finditer(templatize(text)):
        yield ast.literal_eval(found[1]), "ngettext" in found[0]


def marked() -> dict[tuple[str, bool], str]:
    """Each label in Chinese, counted or not, with the file in which it stands first."""
    labels: dict[tuple[str, bool], str] = {}
    for path in _sources():
        text = path.read_text("utf-8")
        for label in in_python(text) if path.suffix == ".py" else in_template(text):
            if _CHINESE.search(label[0]):
                labels.setdefault(label, str(path.relative_to(settings.BASE_DIR)))
    return labels


def _sources() -> list[Path]:
    rooms = [settings.BASE_DIR / room for room in ROOMS]
    found = [path for room in rooms for path in room.rglob("*") if path.suffix in {".py", ".html", ".txt", ".xml"}]
    return sorted(path for path in found if "migrations" not in path.parts)
