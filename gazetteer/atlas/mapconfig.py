"""What the public map is told when its page opens: where its tiles are, its day, its extent, seats, neighbours."""

import datetime
from typing import Any

from django.templatetags.static import static

from boundaries.divisions.models import Area
from gazetteer.atlas.seats import seats
from gazetteer.atlas.time_api import days_json
from office.people.calendar import today

# Where the names of the neighbours stand on the sheet; the register knows no shape of theirs.
NEIGHBOURS = {
    "黑龙江省": (128.05, 45.75),
    "内蒙古自治区": (121.7, 43.5),
    "辽宁省": (123.9, 41.35),
    "朝鲜": (128.35, 41.15),
    "俄罗斯": (131.62, 43.75),
}
JILIN = (121.62, 40.85, 131.32, 46.31)  # west, south, east, north; where no area is known yet
ROUND = (114.0, 37.0, 138.0, 50.0)  # nothing of the register lies outside, so no tile is asked for there


def map_config(day: datetime.date, asked_date: str = "") -> dict[str, Any]:
    """The settings of static/js/atlas.js, plain JSON; all coordinates longitude before latitude."""
    return {
        "tiles": "/tiles/LAYER/{z}/{x}/{y}.mvt",
        "date": asked_date,
        "today": today().isoformat(),
        **days_json(),
        "bounds": ROUND,
        "extent": _extent(day),
        "seats": seats(day),
        "outside": _neighbours(),
        "worker": static("vendor/maplibre-gl/maplibre-gl-worker.mjs"),
    }


def _extent(day: datetime.date) -> tuple[float, float, float, float]:
    province = Area.objects.filter(
        division__versions__level="province", division__external=False, division__versions__valid__contains=day
    )
    area = province.filter(valid__contains=day).only("geom").first()
    return area.geom.extent if area else JILIN


def _neighbours() -> dict[str, Any]:
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": {"name": name}}
        for name, place in NEIGHBOURS.items()
    ]
    return {"type": "FeatureCollection", "features": features}
