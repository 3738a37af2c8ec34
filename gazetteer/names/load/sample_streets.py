"""Made-up streets in some villages, for a first look; every one is marked as sample (示例数据)."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians

from django.conf import settings
from django.contrib.gis.geos import LineString, Point
from psycopg2.extras import DateRange

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import DivisionVersion, Precision
from gazetteer.names.load.files import chinese_columns
from gazetteer.names.load.places import SOURCE as PLACES
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from gazetteer.rules.kinds import NameKind

SOURCE = "示例数据"
VILLAGES = 24
DECIDED = datetime.date(2025, 6, 10)
ANNOUNCED = datetime.date(2025, 6, 20)
DEGREE_M = 111_320


@dataclass(frozen=True)
class Pattern:
    """One street of the pattern: metres east and north of the middle, length, direction, a bend."""

    name: str
    east: float
    north: float
    length: float
    eastward: bool
    bend: float


# 村内街路巷的通行写法：东西为路、胡同，南北为街、巷。
SETS = (
    (
        Pattern("兴隆路", 0, 0, 760, True, 18),
        Pattern("文化街", -40, 20, 520, False, -12),
        Pattern("南一巷", 180, -120, 260, False, 6),
        Pattern("南二巷", 300, -110, 240, False, -5),
        Pattern("向阳胡同", -120, 150, 300, True, 8),
    ),
    (
        Pattern("振兴路", 0, 10, 820, True, -20),
        Pattern("幸福街", 60, 0, 600, False, 14),
        Pattern("东一巷", 240, 120, 220, False, -6),
        Pattern("清泉胡同", -150, -140, 320, True, 9),
    ),
    (
        Pattern("丰收路", 0, -10, 700, True, 16),
        Pattern("学府街", -80, 0, 560, False, 10),
        Pattern("西一巷", -260, 90, 230, False, 5),
        Pattern("西二巷", -340, 100, 210, False, -7),
        Pattern("柳荫胡同", 140, -160, 280, True, 6),
    ),
)


@dataclass(frozen=True)
class Village:
    """A village whose name a known place in the same county bears; the place lends it a position."""

    division_id: int
    county_name: str
    lon: float
    lat: float


def load_sample_streets() -> int:
    """Enter the sample streets where none are; answers how many."""
    if Feature.objects.filter(source=SOURCE, kind=NameKind.STREET).exists():
        return 0
    pairs = [
        (_feature(village, street), village, street)
        for number, village in enumerate(_villages())
        for street in SETS[number % len(SETS)]
    ]
    Feature.objects.bulk_create(feature for feature, _, _ in pairs)
    Name.objects.bulk_create(_name(feature, village, street) for feature, village, street in pairs)
    return len(pairs)


def remove_sample_names() -> int:
    """Take out every sample name and feature; answers how many features and names went."""
    names, _ = Name.objects.filter(is_sample=True).delete()
    features, _ = Feature.objects.filter(is_sample=True).delete()
    return names + features


def _villages() -> Iterator[Village]:
    """The first villages, by place id, that share their name with a place of their county."""
    villages: dict[tuple[int, str], int] = {}
    rows = DivisionVersion.objects.filter(level=Level.VILLAGE, kind="村委会").values_list(
        "division_id", "name", "parent"
    )
    counties = dict(DivisionVersion.objects.filter(level=Level.TOWNSHIP).values_list("division_id", "parent_id"))
    for division_id, name, parent in rows.filter(parent__isnull=False):
        stem = name.removesuffix("村民委员会").removesuffix("委会").removesuffix("村")
        villages.setdefault((counties.get(parent, parent), stem), division_id)
    names = Name.objects.filter(feature__source=PLACES, form_kind=FormKind.STANDARD, feature__home__isnull=False)
    current = dict(DivisionVersion.objects.filter(level=Level.COUNTY).order_by("id").values_list("division_id", "name"))
    found = 0
    for known in names.select_related("feature").order_by("feature__source_id"):
        place = known.feature
        if place is None or place.home_id is None or place.point is None or found == VILLAGES:
            continue
        village_id = villages.pop((place.home_id, known.form), None)
        if village_id:
            found += 1
            yield Village(village_id, current.get(place.home_id, ""), place.point.x, place.point.y)


def line_of(lon: float, lat: float, street: Pattern) -> LineString:
    """The street as a line of five points around a middle, east–west or north–south, slightly bent."""
    points = []
    for step in range(5):
        along = street.length * (step / 4 - 0.5)
        aside = street.bend * (1 - (step / 2 - 1) ** 2)
        east, north = (along, aside) if street.eastward else (aside, along)
        east, north = east + street.east, north + street.north
        points.append((lon + east / (DEGREE_M * cos(radians(lat))), lat + north / DEGREE_M))
    return LineString(points, srid=settings.REGISTER_SRID)


def _feature(village: Village, street: Pattern) -> Feature:
    line = line_of(village.lon, village.lat, street)
    middle = line[2]
    return Feature(
        kind=NameKind.STREET,
        gb_class="23",
        home_id=village.division_id,
        point=Point(middle[0], middle[1], srid=settings.REGISTER_SRID),
        geom=line,
        importance=10,
        is_sample=True,
        source=SOURCE,
        source_id=f"{village.division_id}-{street.name}",
    )


def _name(feature: Feature, village: Village, street: Pattern) -> Name:
    return Name(
        feature=feature,
        form=street.name,
        form_kind=FormKind.STANDARD,
        status=NameStatus.ANNOUNCED,
        valid=DateRange(DECIDED, None, "[)"),
        begin_precision=Precision.DAY,
        authority=f"{village.county_name}人民政府（示例）",
        document_number="示例〔2025〕1号",
        document_date=DECIDED,
        announced_on=ANNOUNCED,
        source=SOURCE,
        is_sample=True,
        **chinese_columns(street.name, NameKind.STREET),
    )
