"""How a register that came in pieces is taken in (office.arrivals): who may send, how large, what is made of it."""

from collections.abc import Sequence

from django.urls import reverse

from boundaries.divisions.queries import UnknownDivision, resolve_code
from gazetteer.imports import actions, refusals
from gazetteer.imports.judging import reading_limits
from office.arrivals.receivers import Receiver, Refused, Sent, Taken
from office.people.calendar import today
from office.people.models import User


def home_of(text: str) -> int:
    """The division that a form names by its code, with or without its name behind it. Raises Refused."""
    code = text.strip().split(" ")[0]
    if not code:
        raise refusals.Refused("请选定登记册所属的区划。")
    try:
        return resolve_code(code, today()).division_id
    except (ValueError, UnknownDivision) as error:
        raise refusals.Refused(f"所属区划：{error}") from error


def _take(user: User, files: Sequence[Sent], said: dict[str, str]) -> Taken:
    try:
        home_id = home_of(said.get("home", ""))
        taken = [
            actions.receive(user, name, stream, register=said.get("register", ""), home_id=home_id)
            for name, stream in files
        ]
    except refusals.Refused as refused:
        raise Refused(str(refused)) from refused
    if len(taken) > 1:
        return Taken(reverse("imports:list"), f"收到 {len(taken)} 份地名册，各有回执；已收过的不重复。")
    found, new = taken[0]
    words = "" if new else "同一文件已经上传过，没有重复收件；这是原来的记录。"
    return Taken(reverse("imports:page", args=[found.pk]), words)


RECEIVER = Receiver(
    refusing=lambda user: refusals.sending(user, today()), limit=lambda: reading_limits().max_bytes, take=_take
)
