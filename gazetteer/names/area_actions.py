"""Built-up areas enter the register, and end (建成区登记): within them streets may not be called alike."""

import datetime
from collections.abc import Sequence

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from psycopg2.extras import DateRange

from boundaries.divisions.queries import names_of
from boundaries.jurisdiction.queries import refusal
from boundaries.lines.point import divisions_at
from gazetteer.names.area_files import AreaInFile
from gazetteer.names.models import BuiltUpArea
from office.constraints import constraints_said_as
from office.log.actions import record
from office.people.models import User
from office.people.roles import Role


class NotEntered(Exception):
    """The areas did not enter the register; the message is for the person."""


@transaction.atomic
def enter_areas(
    actor: User, county: int, areas: Sequence[AreaInFile], source: str, since: datetime.date, *, day: datetime.date
) -> int:
    """Enter the built-up areas of a county from a day on, all or none; one of the same name that stands ends there.

    Raises NotEntered: no right, an area of another county, no source, a day that cannot be.
    """
    if why := refusal(actor, Role.NAME_OFFICIAL, county, day):
        raise NotEntered(why)
    if not source.strip():
        raise NotEntered("请写明建成区范围的来源（批准文件或成果名称）。")
    names = [area.name for area in areas]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise NotEntered(f"文件中{'、'.join(twice)}不止一个，同一建成区请合成一个多面。")
    for area in areas:
        _in_county(area, county, day)
    BuiltUpArea.objects.filter(division=county, name__in=names, valid__startswith=since).delete()
    for old in BuiltUpArea.objects.select_for_update().filter(division=county, name__in=names, valid__contains=since):
        old.valid = DateRange(old.valid.lower, since, "[)")
        old.save(update_fields=["valid"])
    with constraints_said_as(NotEntered, BuiltUpArea):
        made = BuiltUpArea.objects.bulk_create(
            BuiltUpArea(
                division_id=county,
                name=area.name,
                geom=GEOSGeometry(memoryview(shapely.to_wkb(area.shape)), srid=settings.REGISTER_SRID),
                valid=DateRange(since, None, "[)"),
                source=source.strip()[:200],
                recorded_by=actor,
            )
            for area in areas
        )
    for entered in made:
        told = {"name": entered.name, "county": county, "since": since, "source": entered.source}
        record(actor, "names.built_up", entered, f"{entered.name}建成区自 {since} 起登记", told)
    return len(made)


def _in_county(area: AreaInFile, county: int, day: datetime.date) -> None:
    """A point inside the area lies in the county. Raises NotEntered."""
    inside = area.shape.representative_point()
    found = divisions_at(inside.x, inside.y, day)
    counties = [link for link in (*found.chain, *found.sides) if link.level == "county"]
    if counties and all(link.division_id != county for link in counties):
        own = names_of([county], day).get(county, "")
        raise NotEntered(f"“{area.name}”在{counties[0].name}，不在{own}。请核对所选的县和文件的坐标。")
