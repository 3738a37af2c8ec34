"""The naming cases that are open for a person (在办案件), for the inbox, the mails and the calendar."""

import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from boundaries.divisions.queries import chain_of
from boundaries.jurisdiction.queries import divisions_of
from gazetteer.applications.models import Application
from gazetteer.applications.queries import cases_for
from gazetteer.applications.states import EDITABLE, UNDECIDED, State
from office.inbox.agenda import Item
from office.people.models import User
from office.people.roles import Role

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


def next_is(user: User, day: datetime.date) -> Q:
    """The condition of a case that waits for this person's own office, not for one below that he may stand in for.

    What nobody in the register decides (the State Council's route) is the province's to pass on.
    """
    tops = divisions_of(user, Role.NAME_OFFICIAL, day)
    mine = Q(state__in=EDITABLE, entered_by=user) | Q(state=State.RETURNED, home_id__in=tops)
    decides = Q(deciding_id__in=tops)
    if any(chain_of(top, day)[0].division_id == top for top in tops):
        decides |= Q(deciding__isnull=True)
    return mine | Q(state__in=[State.SUBMITTED, State.ACCEPTED, State.APPROVED]) & decides


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
