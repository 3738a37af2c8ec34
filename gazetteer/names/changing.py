"""An announced decision changes a standard name: another one follows it, or none (更名、销名), 条例第十条."""

import datetime

from django.db import transaction
from psycopg2.extras import DateRange

from boundaries.divisions.models import Precision
from gazetteer.names.actions import Decision, Standard, standard_row
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from gazetteer.names.publication import tell_published
from office.log.actions import record
from office.people.models import User


class NotChanged(Exception):
    """The name cannot be changed so; the message is for the user."""


def standing_name(feature_id: int) -> Name | None:
    """The standard name of a thing that has no end yet."""
    standing = Name.objects.filter(feature=feature_id, form_kind=FormKind.STANDARD, valid__endswith__isnull=True)
    return standing.exclude(status__in=(NameStatus.HISTORIC, NameStatus.ABOLISHED)).order_by("-id").first()


@transaction.atomic
def rename_feature(actor: User, feature_id: int, standard: Standard, decision: Decision, source: str) -> Name:
    """Give a thing another standard name from the day of the decision; the former ends there and stays searchable.

    Raises NotChanged where the thing has no standing name, or one that began later.
    """
    feature, old = _locked(feature_id)
    _end(old, decision.document_date, NameStatus.HISTORIC)
    name = standard_row(feature, standard, decision, source, feature.is_sample)
    told = {"name": name.pk, "before": old.form, "after": name.form, "document": decision.document_number}
    record(actor, "names.rename", feature, f"{old.form} 更名为 {name.form}", told)
    tell_published(feature.pk)
    return name


@transaction.atomic
def abolish_standard_name(actor: User, feature_id: int, decision: Decision, *, gone: bool) -> Name:
    """End the standard name of a thing on the day of the decision; `gone`: the thing itself vanished.

    Raises NotChanged where the thing has no standing name, or one that began later.
    """
    feature, old = _locked(feature_id)
    _end(old, decision.document_date, NameStatus.ABOLISHED)
    feature.status = Feature.Status.GONE if gone else Feature.Status.DISUSED
    feature.save(update_fields=["status"])
    told = {"name": old.pk, "form": old.form, "document": decision.document_number, "gone": gone}
    record(actor, "names.abolish", feature, f"{old.form} 销名", told)
    tell_published(feature.pk)
    return old


def _locked(feature_id: int) -> tuple[Feature, Name]:
    feature = Feature.objects.select_for_update().filter(pk=feature_id).first()
    old = standing_name(feature_id) if feature else None
    if feature is None or old is None:
        raise NotChanged(f"G{feature_id} 现在没有标准名称，不能更名或销名。")
    return feature, old


def _end(name: Name, day: datetime.date, status: NameStatus) -> None:
    begin = name.valid.lower
    if begin is not None and begin >= day:
        raise NotChanged(f"“{name.form}”自 {begin} 起启用，不能在 {day} 更名或销名。")
    name.valid = DateRange(begin, day, "[)")
    name.end_precision = Precision.DAY
    name.status = status
    name.save(update_fields=["valid", "end_precision", "status"])
