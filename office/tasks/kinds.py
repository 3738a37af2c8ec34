"""What kinds of tasks there are (事项): each room enters its own with a label, in the `ready()` of its app."""

from collections.abc import Callable

from office.tasks.models import Task

_labels: dict[str, str] = {}


def register_kind(kind: str, label: str) -> None:
    """Give a kind of task its Chinese label; another label for the same kind is a mistake."""
    if _labels.setdefault(kind, label) != label:
        raise ValueError(f"{kind} is called {_labels[kind]} already")


def label_of(kind: str) -> str:
    """How people call a kind; the slug itself where no room gave it a label."""
    return _labels.get(kind, kind)


Place = Callable[[Task], tuple[str, str] | None]
_places: dict[str, Place] = {}


def register_place(kind: str, place: Place) -> None:
    """Enter where tasks of a kind are worked on: (label, address), or None where there is no such place now."""
    _places[kind] = place


def place_of(task: Task) -> tuple[str, str] | None:
    """Where a task is worked on, if its room has said so."""
    return _places[task.kind](task) if task.kind in _places else None
