"""When and where a picture says that it was taken (照片的时间和位置，EXIF). No ORM; degrees are WGS 84."""

import datetime
import io
import zoneinfo
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import GPS, IFD, Base

HERE = zoneinfo.ZoneInfo("Asia/Shanghai")  # of a camera that names no zone


@dataclass(frozen=True)
class Taken:
    """Time and place; None where the picture does not say."""

    at: datetime.datetime | None = None
    lon: float | None = None
    lat: float | None = None


def taken(content: bytes) -> Taken:
    """What the EXIF of a JPEG or PNG says; nothing where it has none or it is broken."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            exif = image.getexif()
            detail, gps = exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.GPSInfo)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return Taken()
    lon = _degrees(gps, GPS.GPSLongitude, GPS.GPSLongitudeRef, "W", 180)
    lat = _degrees(gps, GPS.GPSLatitude, GPS.GPSLatitudeRef, "S", 90)
    known = lon is not None and lat is not None
    return Taken(_time(detail), lon if known else None, lat if known else None)


def _time(detail: Any) -> datetime.datetime | None:
    text = str(detail.get(Base.DateTimeOriginal) or "").strip("\x00 ")
    zone = str(detail.get(Base.OffsetTimeOriginal) or "").strip("\x00 ")
    try:
        found = datetime.datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=HERE)
        return datetime.datetime.fromisoformat(f"{found:%Y-%m-%dT%H:%M:%S}{zone}") if zone else found
    except ValueError:
        return None


def _degrees(gps: Any, key: int, side: int, negative: str, most: float) -> float | None:
    try:
        whole, minutes, seconds = (float(part) for part in gps[key])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    value = whole + minutes / 60 + seconds / 3600
    if not 0 <= value <= most:
        return None
    return round(-value if str(gps.get(side, "")).strip("\x00 ").upper() == negative else value, 8)
