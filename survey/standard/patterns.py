"""How markers are numbered, as a version of the standard says it (界桩号写法), and whether that can stand. Pure.

A pattern is a regular expression with four groups, first and second code, serial and letter, in this order or by name
(`boundaries.lines.markers.numbers`). What could make it run away (*, +, groups that repeat) is refused.
"""

import re
from collections.abc import Mapping
from typing import Any

from boundaries.lines.markers.numbers import GROUPS, parsed

LONGEST_PATTERN, LONGEST_EXAMPLE = 200, 40
OPEN_ENDED = re.compile(r"(?<!\\)[*+.]|\{\d*,\}|\)[{?][^)]*\{|\)\{")

Pattern = Mapping[str, str]


def trouble(told: Any) -> str:
    """Why a pattern with its example cannot stand; empty where it can, or where nothing is said."""
    if not isinstance(told, Mapping) or set(told) - {"pattern", "example"}:
        return "界桩号写法应是一条规则和一个例子。"
    pattern, example = str(told.get("pattern", "")), str(told.get("example", ""))
    if not pattern and not example:
        return ""
    if not pattern or not example:
        return "规则和例子要一起写。"
    if len(pattern) > LONGEST_PATTERN or len(example) > LONGEST_EXAMPLE:
        return f"规则应在 {LONGEST_PATTERN} 字以内，例子应在 {LONGEST_EXAMPLE} 字以内。"
    return _wrong_pattern(pattern) or _wrong_example(pattern, example)


def _wrong_pattern(pattern: str) -> str:
    if OPEN_ENDED.search(pattern):
        return "规则里不能有 *、+、. 和没有上限的重复；位数写作 {3}。"
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        return f"规则不是正确的正则表达式：第 {(error.pos or 0) + 1} 个字符处有误。"
    if compiled.groups != len(GROUPS) or (compiled.groupindex and set(compiled.groupindex) != set(GROUPS)):
        return "规则应有四个括号，依次是甲方代码、乙方代码、序号、类型字母。"
    return ""


def _wrong_example(pattern: str, example: str) -> str:
    number = parsed(example, pattern)
    if number is None:
        return f"例子“{example}”不合这条规则。"
    return "" if number.line and number.serial else f"由例子“{example}”读不出两侧代码和序号，请核对括号的次序。"


def said(content: Mapping[str, Any]) -> dict[str, Pattern]:
    """The patterns that a content gives, by level; those that it leaves as they are in force are left out."""
    given = (content.get("terms") or {}).get("patterns") or {}
    return {level: told for level, told in given.items() if told.get("pattern")}
