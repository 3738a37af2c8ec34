"""The fixtures of the gazetteer as plain rows, and the columns that follow from a Chinese form."""

import csv
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from psycopg2.extras import DateRange

from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse

ALWAYS = DateRange(None, None, "[)")


def rows(path: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file below fixtures/."""
    with (settings.BASE_DIR / "fixtures" / path).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def chinese_columns(form: str, kind: NameKind) -> dict[str, Any]:
    """Spelling, initials, parts and sound of a Chinese form, for a row of names.Name."""
    parsed = parse(form, kind)
    return {
        "pinyin": parsed.spelling.pinyin,
        "pinyin_toned": parsed.spelling.toned,
        "initials": parsed.spelling.initials,
        "specific": parsed.parts.specific,
        "generic": parsed.parts.generic,
        "sound": parsed.sound,
        "sound_plain": parsed.sound_plain,
    }
