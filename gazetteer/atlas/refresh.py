"""What the other rooms call when public names or divisions changed, and what `rebuild` calls (刷新)."""

from collections.abc import Sequence

from boundaries.progress import Comparison
from gazetteer.atlas.map_build import map_differences, rebuild_map, refresh_map
from gazetteer.atlas.search_build import rebuild_search, refresh_search, search_differences

__all__ = [
    "compare_map",
    "compare_search",
    "rebuild_map",
    "rebuild_search",
    "refresh_divisions",
    "refresh_feature",
    "refresh_features",
    "refresh_map",
    "refresh_search",
]
PARCEL = 5000


def refresh_feature(feature_id: int) -> None:
    """Search and map show a feature as it is now; in the transaction of the action that changed it."""
    refresh_search(feature_ids=[feature_id])
    refresh_map([feature_id])


def refresh_features(feature_ids: Sequence[int]) -> None:
    """The same for many features; beyond a few thousand the whole map is thinned once instead of around each."""
    for begin in range(0, len(feature_ids), PARCEL):
        refresh_search(feature_ids=feature_ids[begin : begin + PARCEL])
    if len(feature_ids) > PARCEL:
        rebuild_map()
    else:
        refresh_map(feature_ids)


def refresh_divisions(changed: set[int], reshaped: set[int]) -> None:
    """Search finds divisions under their names, codes and superiors of now; in the transaction of the change."""
    refresh_search(changed, reshaped=reshaped)


def compare_search() -> Comparison:
    """The stored search keys against what a rebuild would make."""
    compared, differing = search_differences()
    return Comparison("search", compared, [f"{subject}：检索键与登记不符" for subject in differing])


def compare_map() -> Comparison:
    """The stored map rows against what a rebuild would make."""
    compared, differing = map_differences()
    return Comparison("names", compared, [f"{subject}：图上地名与登记不符" for subject in differing])
