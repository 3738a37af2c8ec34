"""What upper rooms load and take out together with Jilin (随同装入): they enter a loader when they start."""

from collections.abc import Callable
from dataclasses import dataclass

from boundaries.progress import Progress


@dataclass(frozen=True)
class Loader:
    """One room's part of the fixtures; both functions are idempotent and run inside one transaction.

    `load(progress, sample)` answers whether anything changed; `remove_sample(progress)` answers how many
    things it took out.
    """

    name: str
    load: Callable[[Progress, bool], bool]
    remove_sample: Callable[[Progress], int]


_loaders: dict[str, Loader] = {}


def register_loader(loader: Loader) -> None:
    """Enter a loader; once per name."""
    _loaders.setdefault(loader.name, loader)


def load_followers(progress: Progress, sample: bool) -> bool:
    """Load what the upper rooms have; answers whether anything changed."""
    changed = [loader.load(progress, sample) for loader in _loaders.values()]
    return True in changed


def remove_followers_sample(progress: Progress) -> int:
    """Take out the sample of the upper rooms, the last entered first; answers how many things."""
    return sum(loader.remove_sample(progress) for loader in reversed(_loaders.values()))
