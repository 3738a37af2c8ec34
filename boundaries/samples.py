"""The register of sample data (示例数据): who puts some in and who takes it out.

A room enters its own in the `ready()` of its app: `register(Sample("streets", load, remove))`.
`load` runs after the boundaries' own sample, in the order of entry; `remove` in reverse.
"""

from collections.abc import Callable
from dataclasses import dataclass

from boundaries.progress import Progress


@dataclass(frozen=True)
class Sample:
    """`load` adds the sample rows of a room and answers how many (0 if they stand there already);
    `remove` deletes them and answers how many. Both run inside the caller's transaction.
    """

    name: str
    load: Callable[[Progress], int]
    remove: Callable[[Progress], int]


_registered: dict[str, Sample] = {}


def register(sample: Sample) -> None:
    """Enter the sample of a room under its name."""
    if sample.name in _registered and _registered[sample.name] != sample:
        raise ValueError(f"{sample.name} is registered already")
    _registered[sample.name] = sample


def registered() -> list[Sample]:
    """All samples in the order in which they are loaded."""
    return list(_registered.values())
