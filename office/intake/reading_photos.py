"""In the process apart: what a photograph says of itself (EXIF): when, where, in which direction, with which camera."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

NAME, FILE, TAKEN, LON, LAT = "点号", "照片", "拍摄时间", "经度", "纬度"
HEIGHT, ACCURACY, TOWARDS, NORTH, DATUM, CAMERA = "高程", "精度", "方向", "方向基准", "地图基准", "相机"
HEADINGS = [NAME, FILE, TAKEN, LON, LAT, HEIGHT, ACCURACY, TOWARDS, NORTH, DATUM, CAMERA]
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_MAKE, _MODEL, _TAKEN, _ZONE = 0x010F, 0x0110, 0x9003, 0x9011


def photographs(files: Mapping[str, str]) -> tuple[list[list[Any]], list[list[Any]]]:
    """(a row for each photograph, [row index, what is wrong] of those that are cut off or damaged).

    The whole picture is decoded small: EXIF stands in front, so only that tells a picture that was cut off.
    """
    rows: list[list[Any]] = []
    broken: list[list[Any]] = []
    for path, name in files.items():
        try:
            rows.append(_row(path, name))
        except (OSError, SyntaxError, ValueError, ZeroDivisionError, KeyError, TypeError, AttributeError) as error:
            broken.append([len(rows), str(error)[:120] or type(error).__name__])
            rows.append([Path(name).stem, name, *[None] * (len(HEADINGS) - 2)])
    return rows, broken


def _row(path: str, name: str) -> list[Any]:
    from PIL import Image

    with Image.open(path, formats=["JPEG", "MPO"]) as image:
        exif = image.getexif()
        inner, gps = exif.get_ifd(_EXIF_IFD), exif.get_ifd(_GPS_IFD)
        image.draft("RGB", (max(image.width // 8, 1), max(image.height // 8, 1)))
        image.load()
    lon, lat = _angle(gps, 4, 3, 180), _angle(gps, 2, 1, 90)
    both = lon is not None and lat is not None and (lon, lat) != (0, 0)  # 0, 0 is what cameras write without a fix
    camera = " ".join(dict.fromkeys(word for tag in (_MAKE, _MODEL) if (word := _word(exif.get(tag)))))
    return [
        Path(name).stem,
        name,
        _taken(inner),
        lon if both else None,
        lat if both else None,
        _height(gps),
        _number(gps.get(31)),
        _number(gps.get(17)),
        {"T": "真北", "M": "磁北"}.get(_word(gps.get(16))),
        _word(gps.get(18)) or None,
        camera or None,
    ]


def _word(value: Any) -> str:
    text = value.decode("ascii", errors="replace") if isinstance(value, bytes) else str(value or "")
    return text.strip("\0 ")[:100]


def _number(value: Any) -> float | None:
    if value is None:
        return None
    number = float(Fraction(str(value))) if not hasattr(value, "numerator") else float(value)
    return number if abs(number) < 1e9 else None


def _angle(gps: Mapping[int, Any], tag: int, side: int, most: int) -> float | None:
    """Degrees out of degrees, minutes and seconds; south and west are negative. None where they cannot be."""
    if tag not in gps or len(gps[tag]) != 3 or _word(gps.get(side)).upper() not in {"N", "S", "E", "W"}:
        return None
    parts = [part for part in map(_number, gps[tag]) if part is not None and part >= 0]
    if len(parts) != 3 or parts[1] >= 60 or parts[2] > 60:
        return None
    value = parts[0] + parts[1] / 60 + parts[2] / 3600
    return round(-value if _word(gps.get(side)).upper() in {"S", "W"} else value, 9) if value <= most else None


def _height(gps: Mapping[int, Any]) -> float | None:
    height = _number(gps.get(6))
    below = gps.get(5) in {1, b"\x01", b"1"}
    return None if height is None else -height if below else height


def _taken(inner: Mapping[int, Any]) -> str | None:
    """2025-05-01T08:00:00+08:00; without the zone of the camera the time stands without one."""
    text, zone = _word(inner.get(_TAKEN)), _word(inner.get(_ZONE))
    if len(text) != 19 or not text[:4].isdigit() or text.startswith("0000"):
        return None
    return text[:10].replace(":", "-") + "T" + text[11:] + (zone if len(zone) == 6 else "")
