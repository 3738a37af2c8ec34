"""Names in the reach of a change of divisions (变更所涉地名), as plans tell them before anything is decided."""

import datetime
from collections import defaultdict

from django.db.models import Q

from boundaries.changes.touching import Reach, Touched
from gazetteer.names.models import FormKind, Name, NameStatus
from gazetteer.rules.kinds import NameKind

STANDING = (NameStatus.APPROVED, NameStatus.ANNOUNCED, NameStatus.REGISTERED)
LABELS = {False: "地名", True: "街路巷"}
EXAMPLES = 6


def names_within(reach: Reach, day: datetime.date) -> list[Touched]:
    """地名、街路巷 of a day: those of the divisions that a change reaches, and those on ground that changes sides."""
    where = Q(feature__home_id__in=reach.divisions)
    if reach.ground is not None:
        where |= Q(feature__point__within=reach.ground)
    names = Name.objects.filter(where, form_kind=FormKind.STANDARD, status__in=STANDING, valid__contains=day)
    found: dict[bool, list[str]] = defaultdict(list)
    for form, kind in names.order_by("-feature__importance", "pk").values_list("form", "feature__kind"):
        found[kind == NameKind.STREET].append(form)
    return [Touched(LABELS[street], len(forms), tuple(forms[:EXAMPLES])) for street, forms in sorted(found.items())]
