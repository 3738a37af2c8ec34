"""Keeping the derived rows of search and map in step with the register (检索与地名图的刷新)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from psycopg2.extras import Range

from boundaries.divisions.models import DivisionVersion
from gazetteer.atlas.models import SearchKey
from gazetteer.atlas.search_rows import keys_of_divisions, keys_of_features
from gazetteer.atlas.search_tops import enter_tops, hold_tops, rebuild_tops, tops_differences
from gazetteer.names.models import Feature
from office.bulk import copy_in

_COMPARED = [column for column in SearchKey._meta.concrete_fields if not column.primary_key]


@transaction.atomic
def refresh_search(
    division_ids: Iterable[int] = (), feature_ids: Iterable[int] = (), reshaped: Iterable[int] = ()
) -> int:
    """Make the keys of these things anew, with those of everything below the divisions; says how many.

    Of `reshaped` divisions only the area is another one: what lies below them keeps its keys. To be called
    in the transaction of the action that changed them: the next request finds them.
    """
    hold_tops()
    divisions = with_descendants(division_ids) | set(reshaped)
    features = {*feature_ids, *Feature.objects.filter(home_id__in=divisions).values_list("id", flat=True)}
    SearchKey.objects.filter(Q(division_id__in=divisions) | Q(feature_id__in=features)).delete()
    stored = copy_in([*keys_of_divisions(divisions), *keys_of_features(features)])
    enter_tops(divisions, features)
    return stored


@transaction.atomic
def rebuild_search() -> int:
    """Make all search keys anew; says how many."""
    hold_tops()
    SearchKey.objects.all().delete()
    stored = copy_in([*keys_of_divisions(None), *keys_of_features(None)])
    rebuild_tops()
    return stored


def search_differences() -> tuple[int, list[str]]:
    """How many keys were compared with what a rebuild would make, and the subjects and hot texts where they differ."""
    stored = {_identity(key) for key in SearchKey.objects.all().iterator()}
    made = {_identity(key) for key in [*keys_of_divisions(None), *keys_of_features(None)]}
    differing = {str(identity[0]) for identity in stored ^ made}
    return len(stored | made), sorted(differing) + [f"检索前列“{text}”" for text in tops_differences()]


def with_descendants(division_ids: Iterable[int]) -> set[int]:
    """Divisions and all that ever lay below them."""
    found: set[int] = set()
    fresh = set(division_ids)
    while fresh:
        found |= fresh
        below = DivisionVersion.objects.filter(parent_id__in=fresh).values_list("division_id", flat=True)
        fresh = set(below) - found
    return found


def _identity(key: SearchKey) -> tuple[object, ...]:
    values = (getattr(key, column.attname) for column in _COMPARED)
    return tuple(_plain(value) for value in values)


def _plain(value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, Range):
        return value.lower, value.upper
    return value.wkt if hasattr(value, "wkt") else value
