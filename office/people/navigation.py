"""The rooms in the head of each page (导航): only those that exist in the addresses of this house."""

from dataclasses import dataclass
from functools import cache

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class Entry:
    """One link of the navigation; `current` where the visitor stands in it."""

    label: str
    url: str
    current: bool


PUBLIC = (
    (gettext_noop("地图"), "/"),
    (gettext_noop("区划沿革"), "/areas/22/"),
    (gettext_noop("地名公告"), "/notices/"),
    (gettext_noop("开放接口"), "/api/docs"),
)
OFFICERS = (
    (gettext_noop("地图"), "/"),
    (gettext_noop("区划"), "/areas/22/"),
    (gettext_noop("界线"), "/boundaries/"),
    (gettext_noop("外业"), "/survey/"),
    (gettext_noop("地名"), "/gazetteer/applications/"),
    (gettext_noop("公告"), "/notices/"),
)
BELOW = {"/areas/22/": "/areas/", "/gazetteer/applications/": "/gazetteer/"}


@cache
def exists(path: str) -> bool:
    """Whether an address leads anywhere."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def entries(path: str, *, signed_in: bool) -> list[Entry]:
    """The links that the head of a page at `path` shows."""
    rooms = OFFICERS if signed_in else PUBLIC
    return [Entry(_(label), url, _stands_in(path, url)) for label, url in rooms if exists(url)]


def _stands_in(path: str, url: str) -> bool:
    return path == "/" if url == "/" else path.startswith(BELOW.get(url, url))
