"""Every rule on whether a change can be meant, in one call (变更内容的检查). Pure."""

from collections.abc import Mapping, Sequence

from boundaries.changes.code_sense import codes_fit
from boundaries.changes.fates import ends_whole, something_changes, written_once
from boundaries.changes.ground import Ground
from boundaries.changes.operations import Operation
from boundaries.changes.sense import Change, founding_fits, heirs_fit, levels_fit, names_written, parts_fit, sides_fit
from office.rulesets.findings import Finding

_PLACES = (levels_fit, heirs_fit, sides_fit, parts_fit, founding_fits)
_RULES = (*_PLACES, names_written, written_once, ends_whole, something_changes)


def senseless(
    operations: Sequence[Operation], ground: Ground, held: Mapping[str, str] | None = None
) -> list[tuple[int, Finding]]:
    """(place of the operation, what is wrong with it), D28 to D34; each sentence once.

    `held`: codes that others have on the day and keep → who.
    """
    change = Change(operations, ground)
    found = [each for rule in _RULES for each in rule(change)]
    found += codes_fit(change, held or {})
    told: dict[str, tuple[int, Finding]] = {}
    for place, finding in found:
        told.setdefault(finding.message, (place, finding))
    return sorted(told.values(), key=lambda each: each[0])
