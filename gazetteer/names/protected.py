"""Which names stand in the protection register (保护名录登记): the room that keeps it enters how to ask it (N17)."""

import datetime
from collections.abc import Callable

#: (feature id, day) → whether its name is protected on that day
Asked = Callable[[int, datetime.date], bool]
_registers: list[Asked] = []


def register_protection(asked: Asked) -> None:
    """Enter a register of protected names; once, at start (AppConfig.ready)."""
    if asked not in _registers:
        _registers.append(asked)


def is_protected(feature_id: int, day: datetime.date) -> bool:
    """Whether any register protects the names of a thing on a day."""
    return any(asked(feature_id, day) for asked in _registers)
