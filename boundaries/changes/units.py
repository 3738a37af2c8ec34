"""What the lists of divisions mean: kinds from names, statistical units, villages. No ORM, no I/O."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from boundaries.divisions.kinds import Level, level_of_code

COUNTY_KINDS = (
    ("自治县", "自治县"),
    ("自治旗", "自治旗"),
    ("县", "县"),
    ("旗", "旗"),
    ("区", "市辖区"),
    ("市", "县级市"),
)
PREFECTURE_KINDS = (("自治州", "自治州"), ("地区", "地区"), ("盟", "盟"), ("市", "地级市"))
TOWNSHIP_KINDS = (("街道", "街道"), ("族镇", "民族镇"), ("镇", "镇"), ("族乡", "民族乡"), ("乡", "乡"))
PROVINCE_KINDS = (("自治区", "自治区"), ("省", "省"), ("市", "直辖市"))
PSEUDO_TOWNSHIP = "类似乡级单位"
ZONE = "统计区"
VILLAGE, COMMUNITY, VIRTUAL = "村委会", "居委会", "虚拟单元"


_ENDINGS = {
    Level.PROVINCE: PROVINCE_KINDS,
    Level.PREFECTURE: PREFECTURE_KINDS,
    Level.COUNTY: COUNTY_KINDS,
    Level.TOWNSHIP: TOWNSHIP_KINDS,
}
OTHER = "其他"


def kinds_at(level: str) -> frozenset[str]:
    """The kinds that a division of a level can be of; empty where the level has no list (villages, states)."""
    endings = _ENDINGS.get(Level(level))
    return frozenset({kind for _, kind in endings} | {OTHER, PSEUDO_TOWNSHIP, ZONE}) if endings else frozenset()


def kind_of(name: str, level: Level) -> str:
    """The kind of a division by the generic term that ends its name (GB/T 2260, GB/T 10114)."""
    endings = _ENDINGS[level]
    bare = name.partition("（")[0] or name.rpartition("）")[2]
    return next((kind for ending, kind in endings if bare.endswith(ending)), OTHER)


def village_kind(code: str) -> str:
    """村委会, 居委会 or 虚拟单元 by the last three digits of a statistical code (001–199, 200–399, 400 and more)."""
    number = int(code[9:12])
    if number < 200:
        return COMMUNITY
    return VILLAGE if number < 400 else VIRTUAL


def status_in_name(name: str) -> str:
    """The status that the register wrote into a name, 撤销 in 新发街道（撤销）; empty where there is none."""
    head, opened, rest = name.partition("（")
    return rest.removesuffix("）") if head and opened and rest.endswith("）") else ""


@dataclass(frozen=True)
class Attachment:
    """Where a unit of the statistics belongs in the register.

    `same`: the code of the division that it is itself; `parent`: the code below which it stands,
    of the register (`parent_is_statistical` false) or of a statistical zone; `note` says why.
    """

    code: str
    name: str
    same: str | None = None
    parent: str | None = None
    parent_is_statistical: bool = False
    note: str = ""


def attach(statistics: Mapping[str, str], register: Mapping[str, str]) -> list[Attachment]:
    """Attach every unit of the statistical list (code → name) to the register by county and name, never by code.

    Provinces, prefectures and counties are the same where code and name agree; a township where its
    county has one of that name; a village stands under the township that its own one is.
    """
    townships = {(code[:6], name): code for code, name in register.items() if len(code) == 9}
    same: dict[str, str] = {}
    for code, name in statistics.items():
        if len(code) == 9:
            if (code[:6], name) in townships:
                same[code] = townships[(code[:6], name)]
        elif len(code) < 9 and register.get(code) == name:
            same[code] = code
    return [_attached(code, name, same, statistics) for code, name in statistics.items()]


def _attached(code: str, name: str, same: Mapping[str, str], statistics: Mapping[str, str]) -> Attachment:
    if code in same:
        return Attachment(code, name, same=same[code])
    level = level_of_code(code)
    if level == Level.COUNTY:
        return Attachment(code, name, parent=code[:4], note="统计上的开发区等，不是行政区划")
    county = code[:6]
    if level == Level.TOWNSHIP:
        return Attachment(code, name, None, county, county not in same, "仅见于统计代码，民政名录该县无同名乡级区划")
    if code[:9] in same:
        return Attachment(code, name, parent=same[code[:9]])
    return Attachment(
        code, name, None, county, county not in same, f"所属乡级区划不详（统计上属“{statistics[code[:9]]}”）"
    )


def duplicates(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The (county, name) pairs that occur more than once."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for pair in names:
        counts[pair] += 1
    return {pair: count for pair, count in counts.items() if count > 1}
