"""The register as a snapshot for lists of changes."""

from collections.abc import Collection

from django.db.models import Q

from boundaries.changes.lists.snapshot import CodeSpell, Snapshot, VersionSpell
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Area, DivisionCode, DivisionVersion


def snapshot_for(codes: Collection[str]) -> Snapshot:
    """All codes of the register (民政), and those of the statistics that are asked for, with their divisions."""
    asked = Q(scheme=Scheme.NBS, code__in=[code for code in codes if len(code) == 12])
    found = DivisionCode.objects.filter(Q(scheme=Scheme.MCA) | asked).values_list("division_id", "code", "valid")
    spells = [CodeSpell(pk, code, valid.lower, valid.upper) for pk, code, valid in found]
    ids = {spell.division for spell in spells}
    fields = ("division_id", "name", "level", "kind", "parent_id", "valid")
    versions = [
        VersionSpell(pk, name, level, kind, parent, valid.lower, valid.upper)
        for pk, name, level, kind, parent, valid in DivisionVersion.objects.filter(division_id__in=ids).values_list(
            *fields
        )
    ]
    with_area = Area.objects.filter(division_id__in=ids).values_list("division_id", flat=True).distinct()
    return Snapshot.of(spells, versions, with_area)
