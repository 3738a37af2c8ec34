"""What the phone keeps so that the page opens without a network (离线外壳): its files and their hash."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

PAGE = "/survey/field/"
STYLES = (
    "vendor/modern-normalize/modern-normalize.css",
    *(f"css/{name}.css" for name in ("tokens", "base", "layout", "controls", "findings", "tables", "map", "pages")),
    "field/field.css",
    "css/print.css",
)
#: run by the service worker too
PARTS = ("vendor/idb/umd.js", "field/store.js", "field/send.js")
SCRIPTS = (
    "vendor/htmx/htmx.min.js",
    "js/page.js",
    *PARTS,
    *(f"field/{name}.js" for name in ("position", "photos", "map", "form", "queue", "page")),
)
PICTURES = ("icons/favicon.svg", "icons/sprite.svg", "field/icon-192.png", "field/icon-512.png")
FILES = (*STYLES, *SCRIPTS, *PICTURES, "field/manifest.webmanifest")
WORKER = "field/sw.js"


def _path(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"no static file {name}")
    return Path(found)


def _version() -> str:
    """The hash of everything that the phone keeps but the page itself, which is asked for again each time."""
    total = hashlib.sha256()
    for name in (*FILES, WORKER):
        total.update(_path(name).read_bytes())
    return total.hexdigest()[:16]


@cache
def _script() -> str:
    shell, parts = [PAGE, *map(static, FILES)], [static(name) for name in PARTS]
    facts = {
        "CACHE": f"dijie-field-{_version()}",
        "PAGE": PAGE,
        "SHELL": shell,
        "PARTS": parts,
    }
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in facts.items())
    return head + _path(WORKER).read_text("utf-8")


def script() -> str:
    """The service worker; read once by each server process, anew where DEBUG is on."""
    if settings.DEBUG:
        _script.cache_clear()
    return _script()
