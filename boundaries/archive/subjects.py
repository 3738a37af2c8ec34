"""What an archived paper can speak of (关联对象): a register in which every room enters its own kinds.

A room enters them in the `ready()` of its app:
`register(SubjectKind("inspection", "联检", find, get, dossiers.INSPECTION))`. The archive imports no upper room.
"""

from collections.abc import Callable
from dataclasses import dataclass

from boundaries.archive.dossiers import Wanted


@dataclass(frozen=True)
class Subject:
    """One thing that papers speak of; `divisions` (stable ids) are those whose officers may read its papers.

    `written` is what a person writes to find it (a code, a number); it goes along when papers are handed over.
    """

    type: str
    id: str
    label: str
    divisions: tuple[int, ...] = ()
    url: str = ""
    is_sample: bool = False
    written: str = ""


@dataclass(frozen=True)
class SubjectKind:
    """`find` takes what a person writes (a code, a number), `get` the stored id; both answer None where nothing is.

    `dossier` are the papers that such a thing asks for; `hint` says what to write. A `guarded` thing is no published
    fact: what it is called and which papers are there is told only to the officers of its divisions.
    """

    key: str
    label: str
    find: Callable[[str], Subject | None]
    get: Callable[[str], Subject | None]
    dossier: tuple[Wanted, ...] = ()
    hint: str = ""
    guarded: bool = False


class UnknownSubject(LookupError):
    """There is no such thing; the message is for the person."""


_registered: dict[str, SubjectKind] = {}


def register(kind: SubjectKind) -> None:
    """Enter a kind of thing; a second one of the same key is a mistake."""
    if kind.key in _registered and _registered[kind.key] != kind:
        raise ValueError(f"{kind.key} is registered already")
    _registered[kind.key] = kind


def kinds() -> list[SubjectKind]:
    """All kinds, in the order in which they were entered."""
    return list(_registered.values())


def kind_of(key: str) -> SubjectKind:
    """The kind of a key. Raises UnknownSubject."""
    if key not in _registered:
        raise UnknownSubject(f"不认识的关联对象类型“{key}”。")
    return _registered[key]


def find(key: str, text: str) -> Subject:
    """The thing that a person wrote. Raises UnknownSubject with what was looked for."""
    kind = kind_of(key)
    try:
        found = kind.find(text.strip())
    except (ValueError, LookupError) as error:
        raise UnknownSubject(str(error)) from error
    if found is None:
        raise UnknownSubject(f"没有找到{kind.label}“{text.strip()}”。")
    return found


def get(key: str, subject_id: str) -> Subject | None:
    """The thing of a stored id as it is called now; None where it is gone or its room is not installed."""
    kind = _registered.get(key)
    return kind.get(subject_id) if kind else None
