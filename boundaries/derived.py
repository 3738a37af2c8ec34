"""The register of derived things (派生数据): what one command rebuilds and one check compares.

A room enters its own in the `ready()` of its app: `register(Derived("search", rebuild, compare))`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from boundaries.progress import Comparison


@dataclass(frozen=True)
class Derived:
    """`rebuild` replaces the stored things and answers how many, inside the caller's transaction;
    `compare` computes them without storing and compares. `after` names what it is built from.
    """

    name: str
    rebuild: Callable[[], int]
    compare: Callable[[], Comparison]
    after: tuple[str, ...] = ()


_registered: dict[str, Derived] = {}


def register(derived: Derived) -> None:
    """Enter a derived thing under its name; a second one of the same name is a mistake."""
    if derived.name in _registered and _registered[derived.name] != derived:
        raise ValueError(f"{derived.name} is registered already")
    _registered[derived.name] = derived


def names() -> list[str]:
    """The names of all derived things, each after what it is built from."""
    ordered: list[str] = []

    def put(name: str) -> None:
        if name in ordered or name not in _registered:
            return
        for earlier in _registered[name].after:
            put(earlier)
        ordered.append(name)

    for name in sorted(_registered):
        put(name)
    return ordered


def chosen(name: str) -> list[Derived]:
    """One derived thing, or all in their order for `all`. KeyError for an unknown name."""
    return [_registered[item] for item in names()] if name == "all" else [_registered[name]]


def with_dependents(name: str) -> list[Derived]:
    """One derived thing and what is built from it, in order; all for `all`."""
    wanted = {item.name for item in chosen(name)}
    ordered = chosen("all")
    for item in ordered:
        if wanted & set(item.after):
            wanted.add(item.name)
    return [item for item in ordered if item.name in wanted]
