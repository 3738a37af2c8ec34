"""The 界桩登记表 as plain values: what a form, an importer or a package hands to the actions. No ORM, no I/O."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from office.log.hashing import digest

Item = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The columns of the form, in its order (domain: 界桩登记表).

    `x` is north, `y` east, as given, in the declared `crs`; `lon`, `lat` in CGCS2000 degrees where no X, Y is known.
    `references` hold name, part, azimuth in degrees of the grid, distance_m, x and y or None; `places` county, town,
    village; `signatures` technician, office, date (ISO or empty); one item for each side.
    """

    number: str
    code: str = ""
    name: str = ""
    level: str = "county"
    kind: str = "single"
    faces: str = "two"
    material: str = ""
    duty_id: int | None = None
    places: tuple[Item, ...] = ()
    x: float | None = None
    y: float | None = None
    crs: str = ""
    lon: float | None = None
    lat: float | None = None
    height: float | None = None
    height_system: str = ""
    sheet: str = ""
    scale: int | None = None
    method: str = ""
    accuracy_m: float | None = None
    references: tuple[Item, ...] = field(default=())
    description: str = ""
    signatures: tuple[Item, ...] = field(default=())
    note: str = ""
    state: str = "standing"

    def plain(self) -> dict[str, Any]:
        """Values that JSON holds; lists and not tuples."""
        values = asdict(self)
        return values | {name: [dict(item) for item in values[name]] for name in LISTS}

    def digest(self) -> str:
        """The hash of the content: what a form carries to be told apart from what stands by then."""
        return digest(self.plain())


LISTS = ("places", "references", "signatures")
LABELS = {
    "number": "界桩号",
    "code": "代码",
    "name": "名称",
    "level": "等级",
    "kind": "类型",
    "faces": "面型",
    "material": "材质",
    "duty_id": "管理方",
    "places": "所在地",
    "x": "纵坐标 X（北）",
    "y": "横坐标 Y（东）",
    "crs": "坐标系",
    "lon": "经度",
    "lat": "纬度",
    "height": "高程",
    "height_system": "高程系",
    "sheet": "图幅号",
    "scale": "比例尺",
    "method": "测量方法",
    "accuracy_m": "点位精度",
    "references": "方位物",
    "description": "位置描述",
    "signatures": "签字",
    "note": "备注",
    "state": "现状",
}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What differs between two contents: key → [before, after]."""
    return {key: [before.get(key), after.get(key)] for key in after if before.get(key) != after.get(key)}
