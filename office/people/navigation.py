"""The rooms in the head of each page (导航): only those that exist in the addresses of this house."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from office.people.models import User


@dataclass(frozen=True)
class Entry:
    """One link of the navigation; `current` where the visitor stands in it, `count` of what waits there."""

    label: str
    url: str
    current: bool
    count: int = 0


PUBLIC = (
    (gettext_noop("地图"), "/"),
    (gettext_noop("区划沿革"), "/areas/22/"),
    (gettext_noop("地名公告"), "/notices/"),
    (gettext_noop("起名检查"), "/ask/"),
    (gettext_noop("开放接口"), "/api/docs"),
)
OFFICERS = (
    (gettext_noop("地图"), "/"),
    (gettext_noop("区划"), "/areas/22/"),
    (gettext_noop("界线"), "/boundaries/"),
    (gettext_noop("方案"), "/boundaries/plans/"),
    (gettext_noop("变更"), "/boundaries/changes/"),
    (gettext_noop("外业"), "/survey/"),
    (gettext_noop("地名"), "/gazetteer/applications/"),
    (gettext_noop("档案"), "/boundaries/archive/"),
    (gettext_noop("待办"), "/inbox/"),
    (gettext_noop("公告"), "/notices/"),
)
BELOW = {
    "/areas/22/": ("/areas/",),
    "/gazetteer/applications/": ("/gazetteer/",),
    "/inbox/": ("/inbox/", "/boundaries/tasks/"),
}


@cache
def exists(path: str) -> bool:
    """Whether an address leads anywhere."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


_counts: dict[str, Callable[[User], int]] = {}


def register_count(url: str, waiting: Callable[[User], int]) -> None:
    """Let a room say how much waits for a person behind a link; one cheap question, asked on every page."""
    _counts[url] = waiting


def entries(path: str, *, signed_in: bool, user: User | None = None) -> list[Entry]:
    """The links that the head of a page at `path` shows; with a user, what waits behind them."""
    rooms = [room for room in (OFFICERS if signed_in else PUBLIC) if exists(room[1])]
    here = _stands_in(path, [url for _label, url in rooms])
    return [Entry(_(label), url, url == here, _waiting(url, user)) for label, url in rooms]


def _waiting(url: str, user: User | None) -> int:
    return _counts[url](user) if user and url in _counts else 0


def _stands_in(path: str, urls: list[str]) -> str | None:
    """The room of a path: the one that reaches deepest, as 待办 lies below 界线."""
    if path == "/":
        return "/"
    reached = [
        (len(below), url) for url in urls if url != "/" for below in BELOW.get(url, (url,)) if path.startswith(below)
    ]
    return max(reached)[1] if reached else None
