"""How a survey file that came in pieces is taken in (office.arrivals): who may send, how large, what is made of it."""

from collections.abc import Sequence

from django.urls import reverse

from boundaries.lines.models import LineVersion
from office.arrivals.receivers import Receiver, Refused, Sent, Taken
from office.people.calendar import today
from office.people.models import User
from survey.checks.queries import UnknownLine, line_of, reading_limits
from survey.townships import refusals, together


def _line(text: str) -> LineVersion | None:
    """The line that the form names by its code, with or without its name behind it."""
    code = text.strip().split(" ")[0]
    try:
        return line_of(code, today()) if code else None
    except UnknownLine as unknown:
        raise Refused(str(unknown)) from unknown


def _take(user: User, files: Sequence[Sent], said: dict[str, str]) -> Taken:
    line = _line(said.get("line", ""))
    try:
        taken = together.receive_files(user, files, line=line)
    except refusals.Refused as refused:
        raise Refused(str(refused)) from refused
    if len(taken) > 1:
        fresh = sum(new for _found, new in taken)
        words = f"收到 {len(taken)} 份成果，新收 {fresh} 份，各有回执；已收过的不重复。"
        return Taken(reverse("survey-list"), words)
    found, new = taken[0]
    words = "" if new else "同一文件已经上传过，没有重复收件；这是原来的记录。"
    return Taken(reverse("survey-upload-page", args=[found.pk]), words)


RECEIVER = Receiver(
    refusing=lambda user: refusals.sending(user, today()), limit=lambda: reading_limits().max_bytes, take=_take
)
