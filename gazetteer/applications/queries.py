"""Questions to the naming cases."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from boundaries.divisions.queries import chain_of, ids_below
from boundaries.jurisdiction.queries import appointments_on, divisions_of
from boundaries.jurisdiction.queries import refusal as no_right
from gazetteer.applications.models import Application
from gazetteer.applications.refusals import Rights
from gazetteer.applications.states import EDITABLE, State
from gazetteer.names.changing import standing_name
from gazetteer.names.models import Feature, FormKind, Name
from office.log.models import Event
from office.people.models import User
from office.people.roles import Role

LABEL = Application._meta.label_lower


def rights_of(user: User, home_id: int, authority: str, deciding_id: int | None, day: datetime.date) -> Rights:
    """In which capacities a person may act on a case of this division and authority on this day."""
    chain = chain_of(home_id, day)
    province_id = chain[0].division_id if chain else home_id
    decider_id = deciding_id or province_id
    refused = {pk: no_right(user, Role.NAME_OFFICIAL, pk, day) for pk in {home_id, decider_id, province_id}}
    decide, override = refused[decider_id], refused[province_id]
    return Rights(
        enter=refused[home_id],
        decide=decide and f"此类地名由{authority or '上级机关'}批准：{decide}",
        override=override and f"破例只能由省级地名管理员据文件办理：{override}",
    )


def rights_on(user: User, application: Application, day: datetime.date) -> Rights:
    """In which capacities a person may act on this case on this day."""
    return rights_of(user, application.home_id, application.authority, application.deciding_id, day)


def may_see_refusal(user: User, home_id: int, day: datetime.date) -> str | None:
    """Why a person may not read the cases of a division; any office of it or above it may."""
    return no_right(user, list(Role), home_id, day)


def cases_for(user: User, day: datetime.date) -> QuerySet[Application]:
    """The cases of all divisions in which a person holds an office."""
    tops = set(appointments_on(user, day).values_list("division_id", flat=True))
    return Application.objects.filter(home_id__in=ids_below(tops, day))


def waiting_for(user: User, day: datetime.date) -> Q:
    """The condition of a case whose next step this person may do: 待我办理."""
    tops = divisions_of(user, Role.NAME_OFFICIAL, day)
    return _to_mend(user, tops) | _to_decide() & Q(deciding_id__in=ids_below(tops, day))


def next_is(user: User, day: datetime.date) -> Q:
    """The condition of a case that waits for this person's own office, not for one below that he may stand in for.

    What nobody in the register decides (the State Council's route) is the province's to pass on.
    """
    tops = divisions_of(user, Role.NAME_OFFICIAL, day)
    decides = Q(deciding_id__in=tops)
    if any(chain_of(top, day)[0].division_id == top for top in tops):
        decides |= Q(deciding__isnull=True)
    return _to_mend(user, tops) | _to_decide() & decides


def _to_mend(user: User, tops: Iterable[int]) -> Q:
    return Q(state__in=EDITABLE, entered_by=user) | Q(state=State.RETURNED, home_id__in=tops)


def _to_decide() -> Q:
    return Q(state__in=[State.SUBMITTED, State.ACCEPTED, State.APPROVED])


def overdue_on(day: datetime.date) -> Q:
    """The condition of a case that is past the limit of its next step."""
    return Q(due_on__lt=day)


@dataclass(frozen=True)
class Counts:
    """How many cases stand in each state, wait for me, and are overdue."""

    by_state: dict[str, int]
    mine: int
    overdue: int

    @property
    def all(self) -> int:
        return sum(self.by_state.values())


def counts_of(cases: QuerySet[Application], user: User, day: datetime.date) -> Counts:
    """The counts beside the filters of the list, in one query."""
    wanted = {f"in_{state}": Count("pk", filter=Q(state=state)) for state in State}
    found = cases.aggregate(
        mine=Count("pk", filter=waiting_for(user, day)), overdue=Count("pk", filter=overdue_on(day)), **wanted
    )
    return Counts({str(state): found[f"in_{state}"] for state in State}, found["mine"], found["overdue"])


def case_with_document(authority: str, document_number: str, application: Application) -> Application | None:
    """The other case that bears this document number of this authority already (N34); those of one batch share it."""
    if not document_number:
        return None
    same = Application.objects.filter(authority=authority, document_number=document_number).exclude(pk=application.pk)
    return (same.exclude(batch=application.batch_id) if application.batch_id else same).first()


def change_refusal(feature_id: int | None, kind: str) -> str | None:
    """Why a thing cannot be renamed or lose its name by a case of this kind; None where it can."""
    feature = Feature.objects.filter(pk=feature_id).first() if feature_id else None
    if feature is None:
        return "请选定要更名或销名的原地名（地名编号，如 G123）。"
    if feature.kind != kind:
        return f"{feature.public_id} 的类别是{feature.get_kind_display()}，与所选类别不同。"
    if standing_name(feature.pk) is None:
        return f"{feature.public_id} 现在没有标准名称，不能更名或销名。"
    return None


def former_form(application: Application) -> str:
    """What the thing of a renaming or an abolition is or was called before; empty for a naming."""
    if application.about_id is None:
        return ""
    names = Name.objects.filter(feature=application.about_id, form_kind=FormKind.STANDARD).order_by("-id")
    return next((form for form in names.values_list("form", flat=True) if form != application.name), application.name)


def history_of(application_id: int) -> QuerySet[Event]:
    """All events of a case, oldest first."""
    return Event.objects.filter(object_type=LABEL, object_id=str(application_id)).select_related("actor").order_by("id")


def last_change(application_id: int) -> Event | None:
    """The last event of a case."""
    return history_of(application_id).last()


def changes_since(application_id: int, version: int) -> list[Event]:
    """What others did to a case after a version."""
    return list(history_of(application_id).filter(data__version__gt=version))
