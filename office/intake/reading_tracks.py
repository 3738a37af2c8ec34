"""In the process apart: the tracks of a GPX file with the height and the time of every point.

A track becomes one row with a MultiLineString ZM: Z the height in metres, M the seconds since 1970 UTC (NaN where
the receiver wrote none). GDAL gives the points; numpy lays them together, a million of them without an object each.
"""

import struct
from datetime import UTC, datetime
from typing import Any

import numpy as np

_LINE, _MULTI = 3002, 3005  # ISO WKB: LineString ZM, MultiLineString ZM
BEGIN, END, COUNT = "开始时间", "结束时间", "点数"


def tracks(path: str, limit: int) -> tuple[list[str], list[list[Any]], list[bytes | None]]:
    """(headings, a row for each track, its WKB); points beyond the limit are not read."""
    import shapely
    from pyogrio.raw import read

    meta, _, _, fields = read(path, layer="tracks", read_geometry=False, columns=["name", "desc", "type", "number"])
    names = [str(name) for name in meta["fields"]]
    wanted = ["track_fid", "track_seg_id", "ele", "time"]
    _, _, shapes, (fids, segments, heights, times) = read(
        path, layer="track_points", columns=wanted, datetime_as_string=True, max_features=limit + 1
    )
    pairs = shapely.get_coordinates(shapely.from_wkb(shapes))
    points = np.column_stack([pairs, np.asarray(heights, dtype="f8"), _seconds(times)]).astype("<f8")
    rows, wkb = [], []
    for track in range(len(fields[0]) if fields else 0):
        mine = fids == track
        own, parts = points[mine], segments[mine]
        rows.append([*(_word(values[track]) for values in fields), *_span(own[:, 3]), len(own)])
        wkb.append(_wkb([own[parts == part] for part in np.unique(parts)]))
    return [*names, BEGIN, END, COUNT], rows, wkb


def _word(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _seconds(times: Any) -> np.ndarray:
    """Seconds since 1970 UTC of ISO times; one without a zone counts as UTC, as GPX writes them."""
    return np.array([_second(text) for text in times], dtype="f8")


def _second(text: Any) -> float:
    if not text or str(text) == "NaT":
        return float("nan")
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return float("nan")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _span(seconds: np.ndarray) -> list[str | None]:
    known = seconds[np.isfinite(seconds)]
    if not known.size:
        return [None, None]
    return [datetime.fromtimestamp(float(end), UTC).isoformat() for end in (known.min(), known.max())]


def _wkb(parts: list[np.ndarray]) -> bytes | None:
    lines = [part for part in parts if len(part) > 1]
    if not lines:
        return None
    body = b"".join(struct.pack("<BII", 1, _LINE, len(line)) + line.tobytes() for line in lines)
    return struct.pack("<BII", 1, _MULTI, len(lines)) + body
