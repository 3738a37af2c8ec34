"""What can run long (长作业的种类): each room enters its own work, in the `ready()` of its app."""

from collections.abc import Callable
from dataclasses import dataclass

from office.intake.models import StoredFile


@dataclass(frozen=True)
class Result:
    """What came out: a sentence, and a stored file with its name, or an address, where there is one."""

    message: str = ""
    file: StoredFile | None = None
    filename: str = ""
    url: str = ""


@dataclass(frozen=True)
class Work:
    """`function(progress, **arguments)` does it; the text of `refusals` is for the person who asked.

    Begun again after an interruption it starts from the beginning, so it must bear being run twice. Work that
    `resumes` is begun again by itself (`actions.resume_interrupted`); other work waits for its owner.
    """

    function: Callable[..., Result | None]
    refusals: tuple[type[Exception], ...] = ()
    resumes: bool = False


_works: dict[str, Work] = {}


def register_work(
    name: str,
    function: Callable[..., Result | None],
    refusals: tuple[type[Exception], ...] = (),
    *,
    resumes: bool = False,
) -> None:
    """Enter work under its name; another one of the same name is a mistake."""
    work = Work(function, refusals, resumes)
    if _works.setdefault(name, work) != work:
        raise ValueError(f"{name} is registered already")


def resuming() -> list[str]:
    """The names of work that is begun again by itself."""
    return [name for name, work in _works.items() if work.resumes]


def work_called(name: str) -> Work:
    """The work of a name. KeyError where there is none."""
    return _works[name]
