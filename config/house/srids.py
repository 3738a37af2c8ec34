"""Finds literal reference systems in migrations: they come from the settings, through office/spatial/fields.py."""

import ast
import re
from pathlib import Path

# the register's system, its twins and the web's; and anything given as srid= or inside a PostGIS call
KNOWN = {4326, 3857, 4479, 4480, 4490, 4214, 4610, *range(4491, 4555)}
IN_SQL = re.compile(
    r"ST_SetSRID\([^)]*?,\s*\d+|ST_Transform\([^)]*?,\s*\d+|geo(?:metry|graphy)\s*\([^)]*\d{4,}|SRID=\d+", re.I
)


def literal(source: str) -> list[tuple[int, str]]:
    """Line and text of every literal reference system in the source of one migration (Python)."""
    found: set[tuple[int, str]] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "srid" and isinstance(node.value, ast.Constant):
            found.add((node.value.lineno, f"srid={node.value.value!r}"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {(node.lineno, text) for text in _in_text(node.value)}
        elif isinstance(node, ast.Constant) and type(node.value) is int and node.value in KNOWN:
            found.add((node.lineno, str(node.value)))
    return sorted(found)


def _in_text(text: str) -> list[str]:
    """Reference systems in a string: in PostGIS calls anywhere, as bare numbers only where it is SQL, not prose."""
    found = [match[0] for match in IN_SQL.finditer(text)]
    if re.search(r"\b(SELECT|CREATE|ALTER|UPDATE|INSERT|EXECUTE)\b", text):
        found += [code for code in re.findall(r"(?<![\d.])\d{4}(?![\d.])", text) if int(code) in KNOWN]
    return found


def in_migrations(root: Path) -> list[str]:
    """Every literal reference system in the migrations below `root`, as FILE:LINE: TEXT."""
    rooms = ("office", "boundaries", "survey", "gazetteer")
    files = sorted(file for room in rooms for file in (root / room).rglob("migrations/*.py"))
    return [
        f"{file.relative_to(root)}:{line}: {text}"
        for file in files
        for line, text in literal(file.read_text(encoding="utf-8"))
    ]
