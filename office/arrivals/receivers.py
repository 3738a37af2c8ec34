"""Who takes in what arrives (收件人): each room enters itself, in the `ready()` of its app."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

from office.people.models import User

#: a file that came whole: its name and its bytes
Sent = tuple[str, IO[bytes]]


@dataclass(frozen=True)
class Taken:
    """The address of the page of what was taken in, and a sentence for the person where there is something to say."""

    url: str
    words: str = ""


@dataclass(frozen=True)
class Receiver:
    """`refusing`: why a person may not send, or None; `limit`: the most bytes that a file may have.

    `take(user, files, said)` takes whole files in, name and stream of each, inside the caller's transaction; several
    where they were sent together. `said` are the fields of the form. It raises Refused.
    """

    refusing: Callable[[User], str | None]
    limit: Callable[[], int]
    take: Callable[[User, Sequence[Sent], dict[str, str]], Taken]


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
