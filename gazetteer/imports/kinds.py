"""From the classes of registers (地名类别) to the legal kinds that the rules know, 《地名管理条例》第三条. Pure."""

from functools import lru_cache

from gazetteer.rules.kinds import NameKind, is_kind
from gazetteer.rules.parsing import parse

#: the classes of the second census and of GB/T 18521, by what they begin with; longer beginnings first
_CLASSES: tuple[tuple[str, NameKind], ...] = (
    ("群众自治组织", NameKind.VILLAGE_SEAT),
    ("非行政区域", NameKind.OTHER),
    ("行政区域", NameKind.TOWNSHIP),
    ("行政区划", NameKind.TOWNSHIP),
    ("陆地水系", NameKind.NATURAL),
    ("陆地地形", NameKind.NATURAL),
    ("自然地理实体", NameKind.NATURAL),
    ("海域", NameKind.NATURAL),
    ("居民点", NameKind.HAMLET),
    ("自然村", NameKind.HAMLET),
    ("自然屯", NameKind.HAMLET),
    ("交通运输设施", NameKind.FACILITY),
    ("水利", NameKind.FACILITY),
    ("设施", NameKind.FACILITY),
    ("纪念地", NameKind.PARK),
    ("公园", NameKind.PARK),
    ("建筑物", NameKind.BUILDING),
    ("楼", NameKind.BUILDING),
    ("住宅", NameKind.RESIDENTIAL),
    ("小区", NameKind.RESIDENTIAL),
    ("单位", NameKind.OTHER),
    ("街路巷", NameKind.STREET),
    ("道路", NameKind.STREET),
    ("街巷", NameKind.STREET),
    ("村委会", NameKind.VILLAGE_SEAT),
    ("村民委员会", NameKind.VILLAGE_SEAT),
    ("居民委员会", NameKind.VILLAGE_SEAT),
    *((word, NameKind.NATURAL) for word in ("河流", "湖泊", "山", "泉", "瀑布", "岛", "平原", "沟", "水库湖")),
    *((word, NameKind.FACILITY) for word in ("桥", "水库", "车站", "机场", "铁路", "公路", "灌渠", "堤")),
    ("其他", NameKind.OTHER),
)
_CODES = {
    "11": NameKind.NATURAL,
    "12": NameKind.NATURAL,
    "13": NameKind.NATURAL,
    "21": NameKind.TOWNSHIP,
    "22": NameKind.HAMLET,
    "23": NameKind.FACILITY,
    "24": NameKind.FACILITY,
    "25": NameKind.PARK,
    "26": NameKind.BUILDING,
    "27": NameKind.OTHER,
}
_STREETS = ("街", "路", "巷", "胡同", "大道", "道", "弄", "里")
_HOMES = ("小区", "花园", "家园", "公寓", "新村", "苑", "城", "府", "湾")


@lru_cache(maxsize=1000)
def _said(text: str) -> NameKind | None:
    labelled = next((kind for kind in NameKind if kind.label == text), None)
    return labelled or next((kind for word, kind in _CLASSES if word in text), None)


def kind_of(text: str, code: str, name: str) -> NameKind | None:
    """The legal kind of a class as written or of its code (GB/T 18521); None where neither says one.

    Streets stand among 交通运输设施 and housing among 居民点 in the census: there the generic term of the name tells.
    """
    text = "".join(text.split())
    if is_kind(text):
        return NameKind(text)
    known = _said(text) if text else None
    digits = code or text
    if known is None and digits[:2].isdigit():
        known = _CODES.get(digits[:2])
    if known is NameKind.FACILITY and "交通" in text or digits[:2] == "23":
        return NameKind.STREET if parse(name, NameKind.STREET).parts.generic.endswith(_STREETS) else NameKind.FACILITY
    if known is NameKind.HAMLET and name.endswith(_HOMES):
        return NameKind.RESIDENTIAL
    return known
