"""Who takes in what arrives (收件人): each room enters itself, in the `ready()` of its app."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from office.people.models import User


@dataclass(frozen=True)
class Taken:
    """The address of the page of what was taken in, and a sentence for the person where there is something to say."""

    url: str
    words: str = ""


@dataclass(frozen=True)
class Receiver:
    """`refusing`: why a person may not send, or None; `limit`: the most bytes that a file may have.

    `take(user, stream, filename, said)` takes the whole file in, inside the caller's transaction; `said` are the
    fields of the form. It raises Refused.
    """

    refusing: Callable[[User], str | None]
    limit: Callable[[], int]
    take: Callable[[User, IO[bytes], str, dict[str, str]], Taken]


class Refused(Exception):
    """It may not be sent or taken in; the message is for the person."""


_receivers: dict[str, Receiver] = {}


def register_receiver(room: str, receiver: Receiver) -> None:
    """Enter who takes in for a room; a second one for the same room is a mistake."""
    if _receivers.setdefault(room, receiver) != receiver:
        raise ValueError(f"{room} is registered already")


def receiver_of(room: str) -> Receiver:
    """Who takes in for a room. KeyError where nobody does."""
    return _receivers[room]
