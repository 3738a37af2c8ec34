"""Opaque cursors of lists (游标): where the next page begins."""

import base64
import binascii
import json
from typing import Any

from office.problems import Problem, bad_parameter

MOST = 2**62


def pack(*position: Any) -> str:
    """A cursor that says where a page ended."""
    return base64.urlsafe_b64encode(json.dumps(position, ensure_ascii=False).encode()).decode()


def foreign_cursor() -> Problem:
    """A cursor that was not made here."""
    return bad_parameter("cursor", "cursor 不是本接口给出的游标，请从第一页重新读取。")


def unpack(cursor: str, *types: type) -> list[Any] | None:
    """The position of a cursor, None for the first page. Raises Problem 422 for one that was not made here."""
    if not cursor:
        return None
    try:
        position = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError) as error:
        raise foreign_cursor() from error
    if not isinstance(position, list) or len(position) != len(types):
        raise foreign_cursor()
    if not all(_is(value, kind) for value, kind in zip(position, types, strict=True)):
        raise foreign_cursor()
    return position


def _is(value: Any, kind: type) -> bool:
    if isinstance(value, str):
        return kind is str and value.isprintable()
    return type(value) is kind is int and abs(value) < MOST
