"""A small register for judging: a province with two counties, townships, villages and streets."""

import datetime

from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from boundaries.divisions.models import Area, AreaPiece, Division
from gazetteer.names.load.files import chinese_columns
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from gazetteer.rules.kinds import NameKind
from tests.factories import ALWAYS, make_division, make_tree, period

DAY = datetime.date(2025, 6, 30)


def make_register() -> dict[str, Division]:
    """make_tree with a 市辖区, more townships and villages."""
    tree = make_tree()
    tree["district"] = make_division("南关区", "220102", parent=tree["city"], kind="市辖区")
    tree["kaoshan"] = make_division("靠山镇", "220122110", parent=tree["nongan"], level="township", kind="镇")
    tree["liangshui"] = make_division(
        "凉水朝鲜族乡", "220183200", parent=tree["dehui"], level="township", kind="民族乡"
    )
    tree["street_office"] = make_division("东站街道", "220183001", parent=tree["dehui"], level="township", kind="街道")
    tree["village"] = make_division(
        "红石村委会", "220122110200", parent=tree["kaoshan"], level="village", kind="村委会", scheme="NBS"
    )
    tree["old"] = make_division(
        "前岗乡", None, parent=tree["nongan"], level="township", kind="乡", valid=period(None, "2001-01-01")
    )
    return tree


def make_feature(
    form: str,
    kind: str,
    home: Division,
    at: tuple[float, float] | None = None,
    status: str = NameStatus.REGISTERED,
    **columns: object,
) -> Feature:
    """A feature with one standard name."""
    point = Point(*at, srid=settings.REGISTER_SRID) if at else None
    feature = Feature.objects.create(kind=kind, home=home, point=point, source="测试")
    columns = {"valid": ALWAYS, **chinese_columns(form, NameKind(kind)), **columns}
    Name.objects.create(
        feature=feature, form=form, form_kind=FormKind.STANDARD, status=status, source="测试", **columns
    )
    return feature


def make_area(division: Division, west: float, south: float, east: float, north: float, sample: bool = False) -> Area:
    """A box as the area of a division, with its piece for look-ups."""
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = settings.REGISTER_SRID
    area = Area.objects.create(
        division=division,
        valid=ALWAYS,
        geom=MultiPolygon(box, srid=settings.REGISTER_SRID),
        area_m2=1.0,
        label_point=Point((west + east) / 2, (south + north) / 2, srid=settings.REGISTER_SRID),
        is_sample=sample,
    )
    level = division.versions.get().level
    AreaPiece.objects.create(area=area, level=level, geom=box)
    return area
