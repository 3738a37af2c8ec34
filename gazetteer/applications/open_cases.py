"""The naming cases that are open for a person (在办案件), for the inbox, the mails and the calendar."""

import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from gazetteer.applications.models import Application
from gazetteer.applications.queries import cases_for, next_is
from gazetteer.applications.states import UNDECIDED, State
from office.inbox.agenda import Item
from office.people.models import User

KIND = "命名申请"


def cases_as_items(user: User, day: datetime.date) -> list[Item]:
    """The cases whose next step is this person's, and those of his divisions that wait for others.

    Those of a batch go the same way together: they are one thing, with the limit that ends first.
    """
    mine = Application.objects.filter(next_is(user, day), pk=OuterRef("pk"))
    running = Q(state__in=[*UNDECIDED, State.APPROVED]) | Q(due_on__isnull=False)
    reached = Q(pk__in=cases_for(user, day).values("pk")) | Q(entered_by=user)
    cases = Application.objects.filter(running, reached).annotate(mine=Exists(mine)).select_related("batch")
    found: dict[str, Item] = {}
    for case in cases.order_by("due_on", "pk"):
        item = _item(case, bool(case.mine))
        found.setdefault(item.key, item)
    return list(found.values())


def _item(case: Application, mine: bool) -> Item:
    batch = case.batch
    about = ("batch", batch.pk, str(batch)) if batch else ("case", case.pk, case.name)
    return Item(
        key=f"naming-{about[0]}-{about[1]}",
        kind=KIND,
        title=about[2],
        url=reverse(f"applications:{about[0]}", args=[about[1]]),
        mine=mine,
        due=case.due_on,
        step=case.due_label,
        since=case.submitted_on,
    )
