"""The kinds of names that the rules know (地名种类), 《地名管理条例》第三条, with 自然屯 and 村委会所在地 apart."""

from django.db.models import TextChoices


class NameKind(TextChoices):
    """What a name names; decides scope, generic terms and approving authority."""

    COUNTY = "county", "县级以上行政区划"
    TOWNSHIP = "township", "乡、民族乡、镇"
    SUBDISTRICT = "subdistrict", "街道"
    VILLAGE_SEAT = "village_seat", "村民委员会、居民委员会所在地"
    HAMLET = "hamlet", "自然屯"
    STREET = "street", "街路巷"
    RESIDENTIAL = "residential", "住宅区"
    BUILDING = "building", "楼宇"
    NATURAL = "natural", "自然地理实体"
    PARK = "park", "城市公园、自然保护地"
    FACILITY = "facility", "交通、水利、电力、通信、气象等设施"
    OTHER = "other", "其他地理实体"


DIVISION_KINDS = frozenset({NameKind.COUNTY, NameKind.TOWNSHIP, NameKind.SUBDISTRICT})
BUILT_UP_KINDS = frozenset({NameKind.STREET, NameKind.RESIDENTIAL, NameKind.BUILDING})
_KNOWN = {str(kind.value): kind for kind in NameKind}


def known_kind(text: str | None) -> NameKind:
    """The kind of a text; what is none is read as `other`, and N02 says so."""
    return _KNOWN.get(text or "", NameKind.OTHER)


def is_kind(text: str | None) -> bool:
    """Whether a text is one of the kinds."""
    return text in _KNOWN
