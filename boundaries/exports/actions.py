"""Exporting (导出): who may, write, hash, and say in the log who took what."""

import datetime
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from boundaries.exports.selections import Asked, Selection, refusal
from office.intake.storage import digest_of
from office.log.actions import record
from office.people.context import map_stamp
from office.people.models import User
from office.spatial.export import About, Wanted, Written, write

LICENCE = "内部资料，仅供本部门工作使用；公开使用须依法审核"
KEPT = datetime.timedelta(hours=24)


class Refused(Exception):
    """The export may not be made; the message is for the person."""


@dataclass(frozen=True)
class Taken:
    """A file that was written: where it lies for a day, its name, its hash, what is to be known of it."""

    written: Written
    name: str
    sha256: str
    size: int


def folder() -> Path:
    """Where files lie until they are fetched, for a day at most; never served but through the page of exports."""
    place = settings.VAR_DIR / "exports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def export(user: User, selection: Selection, asked: Asked, wanted: Wanted, filters: dict[str, str]) -> Taken:
    """Write a selection to a file and record who took it.

    `filters` are the words of the person's choice for the log. Raises Refused, ExportError.
    """
    refused = refusal(user)
    if refused:
        raise Refused(refused)
    sweep()
    about = About(
        f"{selection.label}（{asked.day.isoformat()}）", asked.day, "吉林省行政区划与界线登记", LICENCE, map_stamp()
    )
    with transaction.atomic():
        written = write(selection.build(asked), wanted, about, folder())
        with written.path.open("rb") as source:
            sha256 = digest_of(source)
        name = f"{selection.key}-{asked.day.isoformat()}.{wanted.format.value}"
        facts = {
            "selection": selection.key,
            "date": asked.day.isoformat(),
            "filters": filters,
            "format": wanted.format.name,
            "crs": wanted.system.code,
            "rows": written.rows,
            "samples": written.samples,
            "sha256": sha256,
        }
        record(user, "boundaries.export", user, f"导出{selection.label} {written.rows} 条：{name}", facts)
    return Taken(written, name, sha256, written.path.stat().st_size)


def sweep() -> int:
    """Remove files that nobody fetched within a day; says how many."""
    oldest = (timezone.now() - KEPT).timestamp()
    gone = [each for each in folder().iterdir() if each.stat().st_mtime < oldest]
    for each in gone:
        shutil.rmtree(each, ignore_errors=True)
    return len(gone)
