"""Exporting (导出): who may, write, hash, and say in the log who took what; large ones in the background."""

import dataclasses
import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

from boundaries.exports.selections import Asked, Selection, reach_of, refusal, selection_of
from office.jobs import parcels
from office.jobs.actions import begin
from office.jobs.models import LongJob
from office.jobs.parcels import Slip
from office.jobs.progress import Progress
from office.jobs.works import Result
from office.log.actions import record
from office.people.context import map_stamp
from office.people.models import User
from office.spatial.export import About, Format, Row, Wanted, system_of, write

LICENCE = "内部资料，仅供本部门工作使用；公开使用须依法审核"
WORK = "boundaries.export"
AT_ONCE = 1_000  # rows that a page writes while the person waits
Heard = Callable[[int], None]


class Refused(Exception):
    """The export may not be made; the message is for the person."""


@dataclass(frozen=True)
class Taken:
    """A file that was written: what is to be known of it, and the token under which it lies for a day."""

    slip: Slip
    token: str
    rows: int


def export(
    user: User, selection: Selection, asked: Asked, wanted: Wanted, filters: dict[str, str], heard: Heard | None = None
) -> Taken:
    """Write a selection to a file and record who took it; `heard` is told how many rows are written.

    `filters` are the words of the person's choice for the log. Raises Refused, ExportError.
    """
    refused = refusal(user)
    if refused:
        raise Refused(refused)
    about = About(
        f"{selection.label}（{asked.day.isoformat()}）", asked.day, "吉林省行政区划与界线登记", LICENCE, map_stamp()
    )
    with transaction.atomic():
        layer = selection.build(asked)
        if heard:
            layer = dataclasses.replace(layer, rows=_counted(layer.rows, heard))
        written = write(layer, wanted, about, parcels.folder())
        notes = [*written.notes, *([] if written.rows else ["没有符合条件的内容，文件里只有表头。"])]
        name = f"{selection.key}-{asked.day.isoformat()}.{wanted.format.value}"
        told = [("内容", about.title), ("条数", f"{written.rows:,}")]
        slip, token = parcels.leave(
            user,
            written.path,
            name,
            facts=told,
            notes=notes,
            samples=written.samples,
            media_type=wanted.format.media_type,
        )
        facts = {
            "selection": selection.key,
            "date": asked.day.isoformat(),
            "filters": filters,
            "format": wanted.format.name,
            "crs": wanted.system.code,
            "rows": written.rows,
            "samples": written.samples,
            "sha256": slip.sha256,
        }
        record(user, "boundaries.export", user, f"导出{selection.label} {written.rows} 条：{name}", facts)
    return Taken(slip, token, written.rows)


def _counted(rows: Any, heard: Heard) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        heard(number)
        yield row


def export_later(user: User, selection: Selection, asked: Asked, wanted: Wanted, filters: dict[str, str]) -> LongJob:
    """The same beside the pages, as a long job with a bar. Raises Refused."""
    refused = refusal(user)
    if refused:
        raise Refused(refused)
    arguments = {
        "owner": user.pk,
        "what": selection.key,
        "day": asked.day.isoformat(),
        "level": asked.level,
        "within": asked.within,
        "line": asked.line,
        "filters": filters,
        "format": wanted.format.value,
        "crs": wanted.system.code,
        "encoding": wanted.encoding,
    }
    title = f"导出{selection.label}（{asked.day.isoformat()}，{wanted.format.name}）"
    return begin(user, WORK, title, arguments)


def export_in_background(
    progress: Progress,
    *,
    owner: int,
    what: str,
    day: str,
    level: str,
    within: int | None,
    line: int | None,
    filters: dict[str, str],
    format: str,
    crs: str,
    encoding: str,
) -> Result:
    """The worker's side; who may, and what they may see, is asked again. Raises Refused, ExportError."""
    user, selection = User.objects.get(pk=owner), selection_of(what)
    if selection is None:
        raise Refused(f"没有“{what}”这一导出内容，可能刚换过版本。")
    date = datetime.date.fromisoformat(day)
    asked = Asked(day=date, level=level, within=within, line=line, reach=reach_of(user, date))
    total = selection.count(asked)
    wanted = Wanted(Format(format), system_of(crs), encoding)

    def heard(number: int) -> None:
        progress.advance(min(number, total), total, f"写出“{selection.label}”")

    taken = export(user, selection, asked, wanted, filters, heard)
    message = f"{taken.rows:,} 条，SHA-256 {taken.slip.sha256}。一天之内可以下载。"
    return Result(message, url=reverse("parcel", args=[taken.token]))
