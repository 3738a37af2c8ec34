"""Who wants to know that a name was published: upper rooms enter a callback when they start (发布登记).

The callback runs inside the transaction of the publishing action, so what it refreshes (search, tiles)
stands with the name on the next request, or not at all.
"""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Model

Callback = Callable[[int], object]
ManyCallback = Callable[[Sequence[int]], object]
_callbacks: list[Callback] = []
_many: dict[Callback, ManyCallback] = {}
_derived: set[type[Model]] = set()


def on_published(callback: Callback, many: ManyCallback | None = None, derived: Iterable[type[Model]] = ()) -> Callback:
    """Enter a callback that takes the id of the feature whose public names changed; once per callback.

    `many` does the same for very many features at once; `derived` are the models that it keeps in step with them.
    """
    if callback not in _callbacks:
        _callbacks.append(callback)
    if many is not None:
        _many[callback] = many
    _derived.update(derived)
    return callback


def tell_published(feature_id: int) -> None:
    """Call everybody who wants to know that the public names of a feature changed."""
    for callback in _callbacks:
        callback(feature_id)


def tell_published_many(feature_ids: Sequence[int]) -> None:
    """The same for many features: each once, in one call where the callback can."""
    keys = sorted(set(feature_ids))
    for callback in _callbacks:
        if callback in _many:
            _many[callback](keys)
        else:
            for key in keys:
                callback(key)


def derived_models() -> frozenset[type[Model]]:
    """The models whose rows follow from features and names, and go and come with them."""
    return frozenset(_derived)
