"""Recognise columns by their headings (列识别), Chinese or English, whatever their order."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

REFERENCES = (1, 2, 3)  # reference objects (方位物) of a marker


def reference(place: int, what: str) -> str:
    """The field of a reference object: name, part, azimuth or distance."""
    return f"reference{place}_{what}"


def _reference_fields() -> dict[str, tuple[str, ...]]:
    """The columns of the three reference objects of a 界桩登记表."""
    words = {
        "name": ("方位物{}", "方位物{}名称", "方位物名称{}", "方位物{}名", "reference{}"),
        "part": ("方位物{}部位", "方位物部位{}", "部位{}", "reference{}part"),
        "azimuth": ("方位物{}方位角", "方位物{}坐标方位角", "方位角{}", "坐标方位角{}", "reference{}azimuth"),
        "distance": ("方位物{}距离", "距离{}", "方位物距离{}", "reference{}distance"),
    }
    return {
        reference(place, what): tuple(form.format(sign) for form in forms for sign in (place, "一二三"[place - 1]))
        for place in REFERENCES
        for what, forms in words.items()
    }


#: field → the headings that mean it, in normal form (see `normal`).
FIELDS: Mapping[str, tuple[str, ...]] = {
    **_reference_fields(),
    "number": (
        *("界桩号", "点号", "界址点号", "边界点号", "桩号", "编号", "点名", "界桩编号", "点编号", "测点", "测点号"),
        *("number", "name", "pointno", "pointid", "point", "pointname", "pt", "ptno", "no", "id", "markerno", "marker"),
        *("名称", "dh", "jzh", "fid"),
    ),
    "x": (
        "x",
        "纵坐标x",
        "纵坐标",
        "x坐标",
        "坐标x",
        "北坐标",
        "北坐标x",
        "北",
        "n",
        "north",
        "northing",
        "x北",
        "北x",
        "北坐标n",
        "n坐标",
        "北向",
        "平面坐标x",
        "localn",
        "gridnorth",
    ),
    "y": (
        *("y", "横坐标y", "横坐标", "y坐标", "坐标y", "东坐标", "东坐标y", "东", "e", "east", "easting", "y东", "东y"),
        *("东坐标e", "e坐标", "东向", "平面坐标y", "locale", "grideast"),
    ),
    "lon": (
        "经度",
        "经度l",
        "大地经度",
        "东经",
        "l",
        "lon",
        "lng",
        "long",
        "longitude",
        "经度dd",
        "经度dms",
        "经度dddmmss",
    ),
    "lat": ("纬度", "纬度b", "大地纬度", "北纬", "b", "lat", "latitude", "纬度dd", "纬度dms", "纬度ddmmss"),
    "height": (
        *("高程", "高程h", "h", "z", "大地高", "正常高", "海拔", "ele", "elevation", "alt", "altitude", "height"),
        *("高程z", "z坐标", "椭球高", "大地高h", "ellipsoidalheight"),
    ),
    "accuracy": (
        *("精度", "点位中误差", "中误差", "点位精度", "平面精度", "点位误差", "误差", "水平精度"),
        *("accuracy", "acc", "sigma", "rms", "hrms", "precision", "平面误差", "平面中误差", "水平误差", "水平残差"),
        *("hprec", "hzprec", "horizontalprecision", "hacc", "2dcq", "hsdv"),
    ),
    "crs": ("坐标系", "坐标系统", "坐标参考系", "crs", "epsg", "srs", "coordinatesystem"),
    "village_code": ("村代码", "村级代码", "行政村代码", "村编码", "村委会代码", "区划代码", "villagecode", "cdm"),
    "village_name": ("村名", "村名称", "行政村", "村", "所在村", "村委会", "villagename", "village", "cmc"),
    "date": ("测量日期", "观测日期", "日期", "测量时间", "观测时间", "date", "surveydate", "time"),
    "kind": ("类型", "界桩类型", "点类型", "type", "kind"),
    "code": ("编码", "代码", "要素编码", "要素代码", "点编码", "code", "featurecode", "pointcode", "fcode"),
    "line": ("界线", "所属界线", "界线编号", "line"),
    "scale": ("比例尺", "成图比例尺", "scale"),
    "length": ("长度", "界线长度", "界线长", "长度米", "长度千米", "length", "lengthm"),
    "security": ("密级", "保密级别", "security", "classification"),
    "note": ("备注", "说明", "位置说明", "note", "notes", "remark", "remarks", "desc", "comment"),
}

#: what people read beside a field
LABELS: Mapping[str, str] = {
    "number": "点号",
    "x": "X（纵，北）",
    "y": "Y（横，东）",
    "lon": "经度 L",
    "lat": "纬度 B",
    "height": "高程 H",
    "accuracy": "精度",
    "crs": "坐标系",
    "village_code": "村代码",
    "village_name": "村名",
    "date": "测量日期",
    "kind": "类型",
    "code": "编码",
    "line": "界线",
    "scale": "比例尺",
    "length": "长度",
    "security": "密级",
    "note": "备注",
} | {
    reference(place, what): f"方位物{place} {label}"
    for place in REFERENCES
    for what, label in (("name", "名称"), ("part", "部位"), ("azimuth", "方位角"), ("distance", "距离"))
}
_BY_HEADING = {heading: field for field, headings in FIELDS.items() for heading in headings}
_RANK = {heading: rank for headings in FIELDS.values() for rank, heading in enumerate(headings)}
_UNIT = re.compile(r"[(（\[【].*?[)）\]】]|/(?:m|米|°|度)$|[\s_\-:：.·/°*]")


def normal(heading: str) -> str:
    """A heading without units, brackets, spaces and width: “纵坐标 X（m）” → “纵坐标x”."""
    return _UNIT.sub("", unicodedata.normalize("NFKC", heading).strip().lower())


def field_of(heading: str) -> str | None:
    """The field that a heading means, or None; of a heading in two lines the lower part counts too."""
    plain = normal(heading)
    if plain in _BY_HEADING:
        return _BY_HEADING[plain]
    inside = re.search(r"[(（]\s*([A-Za-z])\s*[)）]", heading)
    if inside and inside.group(1).lower() in _BY_HEADING:
        return _BY_HEADING[inside.group(1).lower()]
    last = normal(heading.split("\n")[-1].split(" ")[-1])
    return _BY_HEADING.get(last) if last != plain else None


class Book:
    """The headings that one kind of table has (表头册): which of them means which field, the more usual ones first."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self._by_heading = {heading: field for field, headings in fields.items() for heading in headings}
        self._rank = {heading: rank for headings in fields.values() for rank, heading in enumerate(headings)}

    def recognise(self, headings: Sequence[str]) -> dict[str, str]:
        """Field → heading, as `recognise`; a heading counts whole, without units and brackets."""
        found: dict[str, tuple[int, str]] = {}
        for heading in headings:
            plain = normal(heading)
            field = self._by_heading.get(plain)
            if field and (field not in found or self._rank[plain] < found[field][0]):
                found[field] = (self._rank[plain], heading)
        return {field: heading for field, (_, heading) in found.items()}


def recognise(headings: Sequence[str]) -> dict[str, str]:
    """Field → heading; where two headings mean one field, the more usual heading wins, then the first."""
    found: dict[str, tuple[int, str]] = {}
    for heading in headings:
        field = field_of(heading)
        if field is None:
            continue
        rank = _RANK.get(normal(heading), len(_RANK))
        if field not in found or rank < found[field][0]:
            found[field] = (rank, heading)
    return {field: heading for field, (_, heading) in found.items()}


def heading(rows: Sequence[Sequence[str]], search: int = 20) -> tuple[int, list[str]] | None:
    """(index of the last heading row, headings): the row with most known headings, the lower of equals.

    A heading of two lines (点号 above, 坐标 above X and Y) is laid together. A table without any known
    heading has it in the first row that is text throughout; None if there is no such row.
    """
    best: tuple[int, list[str]] | None = None
    best_known = 0
    for index, row in enumerate(rows[:search]):
        if _mostly_numbers(row) or not known(row):
            continue
        above = rows[index - 1] if index and not _mostly_numbers(rows[index - 1]) else []
        for cells in (list(row), _laid_together(above, row)):
            count = known(cells)
            if count > best_known or (count == best_known and best is not None and best[0] < index):
                best, best_known = (index, cells), count
    if best_known >= 2:
        return best
    for index, row in enumerate(rows[:search]):
        cells = [cell for cell in row if cell.strip()]
        if len(cells) >= 2 and not any(is_number(cell) for cell in cells):
            return index, list(row)
    return best


def known(cells: Iterable[str]) -> int:
    """How many fields the cells name, read as headings."""
    return len({field_of(cell) for cell in cells if cell} - {None})


def _laid_together(above: Sequence[str], row: Sequence[str]) -> list[str]:
    width = max(len(above), len(row))
    padded = [list(cells) + [""] * (width - len(cells)) for cells in (above, row)]
    return [low or high for high, low in zip(*padded, strict=True)]


def _mostly_numbers(row: Iterable[str]) -> bool:
    cells = [cell for cell in row if cell]
    return sum(is_number(cell) for cell in cells) * 2 > len(cells)


_ANGLE = re.compile(r"^[NSEW东西南北]?\d{1,3}[°度:：]\d{1,2}.*\d.*$")


def is_number(text: str) -> bool:
    """Whether a cell reads as a number, or as an angle in degrees and minutes."""
    try:
        float(text)
    except ValueError:
        return bool(_ANGLE.match(text.strip()))
    return True


def unique(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings as keys: empty ones become 列n, repeated ones get a number."""
    seen: dict[str, int] = {}
    result = []
    for position, heading in enumerate(headings, 1):
        name = " ".join(heading.split()) or f"列{position}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(result)
