"""Canonical bytes and their SHA-256: the one way in which content is hashed in this system."""

import datetime
import decimal
import hashlib
import json
import uuid
from typing import Any


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical(content: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; dates ISO, times UTC; NaN and unknown types refused."""
    return json.dumps(
        content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(content: Any) -> str:
    """SHA-256 (64 hexadecimal digits) of the canonical form of content."""
    return hashlib.sha256(canonical(content)).hexdigest()
