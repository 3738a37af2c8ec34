"""Things with names under a division that ended come under one that stands (地名改挂), where a person has to decide.

What is certain passed on with the change itself (`division_changes.names_pass_on`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from boundaries.changes.models import DivisionChange
from boundaries.divisions.models import DivisionVersion
from boundaries.divisions.queries import ids_below, names_of, versions_on
from boundaries.jurisdiction.queries import divisions_of, refusal
from gazetteer.names.models import Feature, FormKind
from gazetteer.names.publication import tell_published
from office.log.actions import record
from office.people.calendar import today
from office.people.models import User
from office.people.roles import Role


class NotMoved(Exception):
    """The thing may not come under that division; the message is for the user."""


@dataclass
class Home:
    """A division that ended, with those into which it went, and what still stands under it."""

    division: int
    name: str
    heirs: dict[int, str]
    features: list[Feature] = field(default_factory=list)


def homeless() -> QuerySet[Feature]:
    """What stands under a division that does not exist today; what is gone does not count."""
    standing = versions_on(today()).filter(division=OuterRef("home"))
    kept = Feature.objects.filter(home__isnull=False).exclude(status=Feature.Status.GONE)
    return kept.filter(~Exists(standing)).order_by("home_id", "pk")


def homes_for(user: User) -> list[Home]:
    """The ended divisions with things under them whose heirs or superior a name official looks after."""
    features = list(homeless().prefetch_related("names"))
    ended = {feature.home_id for feature in features if feature.home_id}
    changes = DivisionChange.objects.filter(old__in=ended, new__isnull=False).exclude(kind="reshaped")
    heirs: dict[int, set[int]] = {pk: set() for pk in ended}
    for old, new in changes.values_list("old_id", "new_id"):
        heirs[old] |= {new} - {old}
    last = {row.division_id: row for row in DivisionVersion.objects.filter(division__in=ended).order_by("valid")}
    names = names_of({pk for found in heirs.values() for pk in found}, today())
    reach = set(
        versions_on(today())
        .filter(division__in=ids_below(divisions_of(user, Role.NAME_OFFICIAL, today()), today()))
        .values_list("division_id", flat=True)
    )
    found: dict[int, Home] = {}
    for feature in features:
        home = feature.home_id or 0
        version = last.get(home)
        if not reach & {*heirs[home], version.parent_id if version else None}:
            continue
        standing = {pk: names[pk] for pk in sorted(heirs[home]) if pk in names}
        found.setdefault(home, Home(home, version.name if version else f"D{home}", standing)).features.append(feature)
    return list(found.values())


def standard_form(feature: Feature) -> str:
    """The standard name of a thing, or its public number."""
    forms = [name.form for name in feature.names.all() if name.form_kind == FormKind.STANDARD]
    return forms[-1] if forms else feature.public_id


@transaction.atomic
def rehome(actor: User, homes: Mapping[int, int]) -> int:
    """Let things come under other divisions, by feature id; answers how many. Raises NotMoved, then none does."""
    features = {item.pk: item for item in Feature.objects.select_for_update().filter(pk__in=homes).order_by("pk")}
    loose = set(homeless().filter(pk__in=homes).values_list("pk", flat=True))
    names = names_of(homes.values(), today())
    for pk, feature in features.items():
        target = homes[pk]
        if pk not in loose:
            raise NotMoved(f"{feature.public_id} 的所在区划仍然存在，不在这里改挂。")
        if target not in names:
            raise NotMoved(f"{feature.public_id} 要改挂的区划今天不存在。")
        if why := refusal(actor, Role.NAME_OFFICIAL, target, today()):
            raise NotMoved(why)
        before = feature.home_id
        Feature.objects.filter(pk=pk).update(home=target)
        told = {"before": before, "after": target}
        record(actor, "names.rehome", feature, f"{feature.public_id} 改挂{names[target]}", told)
        tell_published(pk)
    return len(features)
