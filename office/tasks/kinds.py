"""What kinds of tasks there are (事项): each room enters its own with a label, in the `ready()` of its app."""

_labels: dict[str, str] = {}


def register_kind(kind: str, label: str) -> None:
    """Give a kind of task its Chinese label; another label for the same kind is a mistake."""
    if _labels.setdefault(kind, label) != label:
        raise ValueError(f"{kind} is called {_labels[kind]} already")


def label_of(kind: str) -> str:
    """How people call a kind; the slug itself where no room gave it a label."""
    return _labels.get(kind, kind)
