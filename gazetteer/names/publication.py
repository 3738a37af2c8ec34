"""Who wants to know that a name was published: upper rooms enter a callback when they start (发布登记).

The callback runs inside the transaction of the publishing action, so what it refreshes (search, tiles)
stands with the name on the next request, or not at all.
"""

from collections.abc import Callable

Callback = Callable[[int], object]
_callbacks: list[Callback] = []


def on_published(callback: Callback) -> Callback:
    """Enter a callback that takes the id of the feature whose public names changed; once per callback."""
    if callback not in _callbacks:
        _callbacks.append(callback)
    return callback


def tell_published(feature_id: int) -> None:
    """Call everybody who wants to know that the public names of a feature changed."""
    for callback in _callbacks:
        callback(feature_id)
