"""Records as a phone makes them (野外记录), on the line of `road`."""

import datetime
import hashlib
import io
import uuid
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from office.people.models import User
from survey.field import photo_actions
from tests.survey.corpus import good

AT = (good.POINTS[5][1], good.POINTS[5][2])
REFERENCES = [
    {"name": name, "part": "东南角", "azimuth": angle, "distance_m": 12.5, "x": None, "y": None}
    for name, angle in (("水塔", 45.5), ("电杆", 120.0), ("机井房", 227.25))
]


def record(number: str = "P01", **more: Any) -> dict[str, Any]:
    """A boundary point with a position of five metres and three reference objects."""
    sheet = {"number": number, "references": REFERENCES, "description": "路边", "note": "", **more.pop("sheet", {})}
    return {
        "id": str(uuid.uuid4()),
        "revision": 1,
        "survey": None,
        "line": "220122-220183",
        "kind": "point",
        "base": 0,
        "sheet": sheet,
        "position": spot(),
        "recorded_at": "2025-10-20T02:00:00.000Z",
        "photos": [],
        **more,
    }


def spot(**more: Any) -> dict[str, Any]:
    """An averaged position on the line."""
    facts = {"lon": AT[0], "lat": AT[1], "accuracy_m": 5.2, "reported_m": 5.2, "spread_m": 1.1, "samples": 12}
    return {**facts, "left_out": 0, "height": 201.0, "taken_at": "2025-10-20T02:00:00.000Z", **more}


def jpeg(colour: str = "grey", at: tuple[float, float] | None = AT, when: str = "2025:10:20 10:00:00") -> bytes:
    """A picture whose EXIF says where and when it was taken."""
    image, out = Image.new("RGB", (64, 48), colour), io.BytesIO()
    exif = image.getexif()
    if when:
        exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = when
    if at:
        gps = exif.get_ifd(IFD.GPSInfo)
        gps[GPS.GPSLongitudeRef], gps[GPS.GPSLatitudeRef] = "E", "N"
        gps[GPS.GPSLongitude], gps[GPS.GPSLatitude] = _sixties(at[0]), _sixties(at[1])
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def _sixties(value: float) -> tuple[float, float, float]:
    minutes = (value % 1) * 60
    return (float(int(value)), float(int(minutes)), round((minutes % 1) * 60, 4))


def sent_photo(sender: User, content: bytes, kind: str = "near") -> dict[str, Any]:
    """A picture that has arrived whole, as an item names it."""
    sha256 = hashlib.sha256(content).hexdigest()
    photo_actions.add_piece(sender, sha256, len(content), 0, content)
    return {"sha256": sha256, "original": sha256, "kind": kind, "name": "现场.jpg"}


DAY = datetime.date(2025, 10, 20)
