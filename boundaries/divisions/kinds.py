"""Levels and kinds of divisions (行政区划的级别与类别) and how a code shows them.

Sources: GB/T 2260 (six digits), GB/T 10114-2003 (nine digits), the statistical code of twelve digits.
"""

from django.db.models import TextChoices


class Level(TextChoices):
    """The five levels of the tree; `state` is for neighbours across the national border only."""

    STATE = "state", "国家"
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "地级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    VILLAGE = "village", "村级"


class Scheme(TextChoices):
    """Who gives the code: 民政部 (the register) or 国家统计局 (statistics)."""

    MCA = "MCA", "民政"
    NBS = "NBS", "统计"


LEVEL_BY_DIGITS = {2: Level.PROVINCE, 4: Level.PREFECTURE, 6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE}


def normal_code(code: str) -> str:
    """A code without the zeros that only fill it up: 22, 2201, 220102, 220102001, 220102001001.

    Raises ValueError where it is not 2, 4, 6, 9 or 12 digits.
    """
    if not (code.isascii() and code.isdigit() and len(code) in LEVEL_BY_DIGITS):
        raise ValueError(f"区划代码应为 2、4、6、9 或 12 位数字，现为“{code}”")
    for digits, zeros in ((9, 3), (6, 3), (4, 2), (2, 2)):
        if len(code) == digits + zeros and code.endswith("0" * zeros):
            code = code[:digits]
    return code


def level_of_code(code: str) -> Level:
    """The level that the length of a normal code says."""
    return LEVEL_BY_DIGITS[len(normal_code(code))]
