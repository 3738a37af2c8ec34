"""Entry errors mended in rows since (此后的更正): who mended what, when, by which document, as the record tells."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.timezone import localtime

from boundaries.journal import ChangedSince
from office.people.models import User

ENTRIES = ("divisions.divisionversion", "divisions.divisioncode", "divisions.divisionseat")


@dataclass(frozen=True)
class Correction:
    """One correction (登记更正), which is not a later change: it cannot be taken back, only mended again."""

    who: str
    at: str
    document: str
    reason: str

    def __str__(self) -> str:
        by = f"，依据{self.document}" if self.document else ""
        return f"{self.who}于 {self.at} 更正过录入错误（{self.reason}{by}）"


def corrections_of(rows: Sequence[tuple[str, int]]) -> list[Correction]:
    """The corrections that left rows (model label, id) as they are now, the oldest first; each once."""
    ids: dict[str, list[int]] = defaultdict(list)
    for label, pk in rows:
        if label in ENTRIES:
            ids[label].append(pk)
    last = [event for label, some in ids.items() for event in _last_events(apps.get_model(label), some)]
    mended = [event for event in last if _told(event).get("cause") == "correction"]
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={_told(event).get("actor") for event in mended})}
    ordered = sorted(mended, key=lambda event: event.pgh_created_at)
    return list(dict.fromkeys(_correction(event, names) for event in ordered))


def _last_events(model: type[models.Model], ids: Iterable[int]) -> Iterable[Any]:
    """The latest record of each row: what it was before it became what it is."""
    events = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    kept = events._default_manager.filter(pgh_obj__in=ids).select_related("pgh_context")
    return kept.order_by("pgh_obj", "-pgh_id").distinct("pgh_obj")


def _told(event: Any) -> dict[str, object]:
    return dict(event.pgh_context.metadata) if event.pgh_context else {}


def _correction(event: Any, names: dict[int, str]) -> Correction:
    told, at = _told(event), localtime(event.pgh_created_at)
    actor = told.get("actor")
    who = names.get(actor, "系统") if isinstance(actor, int) else "系统"
    return Correction(who, f"{at:%Y-%m-%d %H:%M}", str(told.get("document", "")), str(told.get("reason", "")))


def why_not_taken_back(error: ChangedSince) -> str:
    """Why an action cannot be taken back and what to do: later work is taken back first, a correction mended again."""
    mended = corrections_of(error.rows)
    if not mended:
        return str(error)
    told = "；".join(map(str, mended[:3])) + (f"等 {len(mended)} 次" if len(mended) > 3 else "")
    return (
        f"实施以后，{told}；整体撤回会抹去更正，更正本身不能撤回。确要撤回的，先在“更正录入错误”中改回更正前的内容，"
        "再撤回；更正无误的，保留实施，另立变更事项恢复原状。"
    )
