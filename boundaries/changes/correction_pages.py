"""What the page of corrections shows of a division (更正登记页): its versions and codes as they are recorded now."""

from typing import Any

from boundaries.changes.correcting import a_day_of
from boundaries.divisions.dates import period_text
from boundaries.divisions.kinds import normal_code
from boundaries.divisions.models import Division, DivisionCode, DivisionVersion
from boundaries.divisions.queries import names_of
from boundaries.divisions.written import is_digits

MOST = 6


def found_by(text: str) -> list[int]:
    """The divisions that a public number, a name or a code of any day means; several where it was reused."""
    if text[:1] == "D" and text[1:].isascii() and text[1:].isdigit() and len(text) < 18:
        return list(Division.objects.filter(pk=int(text[1:])).values_list("pk", flat=True))
    if not is_digits(text):
        borne = DivisionVersion.objects.filter(name=text).order_by("-valid")
        return list(dict.fromkeys(borne.values_list("division_id", flat=True)))[:MOST]
    try:
        held = DivisionCode.objects.filter(code=normal_code(text))
    except ValueError:
        return []
    return list(dict.fromkeys(held.order_by("-valid").values_list("division_id", flat=True)))[:MOST]


def entries_of(division: int) -> dict[str, Any]:
    """The versions and codes of a division, oldest first, each with its period in words."""
    versions = list(DivisionVersion.objects.filter(division=division).order_by("valid"))
    codes = DivisionCode.objects.filter(division=division).order_by("scheme", "valid")
    return {
        "id": division,
        "name": versions[-1].name if versions else f"D{division}",
        "versions": [
            {
                "row": version,
                "period": period_text(version.valid, version.begin_precision, version.end_precision),
                "parent": names_of([version.parent_id], a_day_of(version)).get(version.parent_id, "")
                if version.parent_id
                else "",
            }
            for version in versions
        ],
        "codes": [
            {"row": code, "period": period_text(code.valid, code.begin_precision, code.end_precision)} for code in codes
        ],
    }
