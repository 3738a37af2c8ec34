"""Names still applied for: the room that keeps applications enters how to find them (在办名称)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gazetteer.rules.context import Candidate
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
_sources: list[Source] = []


def register_pending(source: Source) -> None:
    """Enter a source of pending names; once, at start (AppConfig.ready)."""
    if source not in _sources:
        _sources.append(source)


def pending_names(question: PendingQuestion) -> list[Candidate]:
    """What all sources answer."""
    return [candidate for source in _sources for candidate in source(question)]
