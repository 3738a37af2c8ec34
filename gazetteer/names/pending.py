"""Names still applied for: the room that keeps applications enters how to find them (在办名称)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gazetteer.rules.context import Candidate
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import ParsedName


@dataclass(frozen=True)
class PendingQuestion:
    """Which pending names matter: those of this kind that share the specific part or its sound.

    `within` holds the tops of the subtrees that are the scope, None for everywhere; `exclude` is the
    application that is being judged.
    """

    name: ParsedName
    within: frozenset[int] | None
    exclude: int | None


Source = Callable[[PendingQuestion], Iterable[Candidate]]
#: (kind, tops of the subtrees or None) → number of the application and name of each that runs
Listing = Callable[[NameKind, frozenset[int] | None], Iterable[tuple[int, Candidate]]]
_sources: dict[Source, Listing] = {}


def register_pending(source: Source, listing: Listing) -> None:
    """Enter a source of pending names, and how it lists them all for bulk work; once, at start (AppConfig.ready)."""
    _sources.setdefault(source, listing)


def pending_names(question: PendingQuestion) -> list[Candidate]:
    """What all sources answer."""
    return [candidate for source in _sources for candidate in source(question)]


def all_pending(kind: NameKind, within: frozenset[int] | None) -> list[tuple[int, Candidate]]:
    """Everything of a kind that is applied for within some subtrees, whatever it is called (for bulk judging)."""
    return [pair for listing in _sources.values() for pair in listing(kind, within)]
