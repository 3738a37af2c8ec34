"""Writing to the register of names: a decided name becomes the standard name of a thing (标准地名)."""

import datetime
from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry, LineString, Point
from django.db import transaction
from psycopg2.extras import DateRange

from boundaries.divisions.models import Precision
from gazetteer.names.models import Feature, FormKind, Name, NameStatus, ReadingDecision
from gazetteer.names.publication import tell_published
from office.log.actions import record
from office.people.models import User


@dataclass(frozen=True)
class Standard:
    """A standard name as it was judged: form, split, spelling with and without tones, where it came from."""

    form: str
    specific: str
    generic: str
    pinyin: str
    pinyin_toned: str
    sound: str = ""
    sound_plain: str = ""
    initials: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Thing:
    """What bears the name: kind, home division, shape (lon, lat; None where not known), where it was entered."""

    kind: str
    home_id: int
    geom: GEOSGeometry | None
    source: str
    source_id: str
    is_sample: bool = False


@dataclass(frozen=True)
class Decision:
    """The deciding document, and the day of the announcement."""

    authority: str
    document_number: str
    document_date: datetime.date
    announced_on: datetime.date


@transaction.atomic
def publish_standard_name(actor: User, thing: Thing, standard: Standard, decision: Decision) -> Feature:
    """Enter an announced name and the thing that bears it; once per source number, the second time it is found.

    The name holds from the day of the decision (条例第十五条); whoever entered a callback in
    gazetteer.names.publication is told in the same transaction.
    """
    feature, made = Feature.objects.get_or_create(
        source=thing.source,
        source_id=thing.source_id,
        defaults={
            "kind": thing.kind,
            "home_id": thing.home_id,
            "point": middle_of(thing.geom),
            "geom": thing.geom,
            "is_sample": thing.is_sample,
        },
    )
    if not made:
        return feature
    name = standard_row(feature, standard, decision, thing.source, thing.is_sample)
    record(
        actor,
        "names.publish",
        feature,
        f"{standard.form} 进入地名库",
        {
            "name": name.pk,
            "form": standard.form,
            "authority": decision.authority,
            "document": decision.document_number,
            "decided": decision.document_date,
            "announced": decision.announced_on,
            "source": thing.source_id,
        },
    )
    tell_published(feature.pk)
    return feature


def standard_row(feature: Feature, standard: Standard, decision: Decision, source: str, is_sample: bool) -> Name:
    """The row of an announced standard name, in force from the day of its decision."""
    return Name.objects.create(
        feature=feature,
        form=standard.form,
        form_kind=FormKind.STANDARD,
        pinyin=standard.pinyin,
        pinyin_toned=standard.pinyin_toned,
        initials=standard.initials,
        specific=standard.specific,
        generic=standard.generic,
        sound=standard.sound,
        sound_plain=standard.sound_plain,
        meaning=standard.meaning,
        status=NameStatus.ANNOUNCED,
        valid=DateRange(decision.document_date, None, "[)"),
        begin_precision=Precision.DAY,
        authority=decision.authority,
        document_number=decision.document_number,
        document_date=decision.document_date,
        announced_on=decision.announced_on,
        source=source,
        is_sample=is_sample,
    )


def middle_of(geom: GEOSGeometry | None) -> Point | None:
    """The point that stands for a shape: itself, the middle of a line, a point inside an area."""
    if geom is None:
        return None
    if isinstance(geom, Point):
        return geom
    if isinstance(geom, LineString):
        return geom.interpolate_normalized(0.5)
    return geom.point_on_surface


@transaction.atomic
def confirm_reading(actor: User, char: str, context: str, reading: str, reason: str = "") -> ReadingDecision:
    """Remember the reading of a character in a name, confirmed by a person; a second time changes nothing."""
    decision, made = ReadingDecision.objects.get_or_create(
        char=char,
        context=context,
        division=None,
        defaults={"reading": reading, "confirmed_by": actor, "reason": reason},
    )
    if made:
        record(
            actor,
            "names.confirm_reading",
            decision,
            f"“{context}”中的“{char}”读 {reading}",
            {"char": char, "context": context, "reading": reading},
        )
    return decision
