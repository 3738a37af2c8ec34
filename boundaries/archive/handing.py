"""Hand-over from the page (移交接收): small packages at once, large ones as long work with a bar."""

import shutil
from pathlib import Path
from typing import IO

from django.db.models import Sum
from django.urls import reverse

from boundaries.archive import handover, refusals
from boundaries.archive.actions import refuse
from boundaries.archive.models import HandOver, Item, ItemVersion
from boundaries.archive.refusals import Refused
from office.intake.storage import digest_of
from office.jobs import parcels
from office.jobs.actions import begin
from office.jobs.models import LongJob
from office.jobs.progress import Progress
from office.jobs.works import Result
from office.people.calendar import today
from office.people.models import User

OUT, IN = "archive.export", "archive.import"
AT_ONCE_ITEMS = 50
AT_ONCE_BYTES = 30 << 20


def large(items: list[Item]) -> bool:
    """Whether packing these items would let a person wait."""
    size = ItemVersion.objects.filter(item__in=items).aggregate(all=Sum("file__size"))["all"] or 0
    return len(items) > AT_ONCE_ITEMS or size > AT_ONCE_BYTES


def pack(user: User, items: list[Item], office: str, heard: handover.Heard = handover.unheard) -> tuple[HandOver, str]:
    """(record, token of the package) of a hand-over. Raises Refused."""
    target = parcels.room() / f"archive-{today():%Y%m%d}.zip"
    try:
        made = handover.export(user, items, office, target, heard).record
    except Refused:
        shutil.rmtree(target.parent)
        raise
    facts = [("接收单位", made.office), ("件", f"{len(items):,}"), ("文件", f"{made.files:,}")]
    groups = " ".join(made.bag_hash[place : place + 4] for place in range(0, 64, 4))
    notes = ["交接校验值请用另一途径告知接收单位；下面的 SHA-256 是整个 zip 的，交接校验值是包内清单的。"]
    _slip, token = parcels.leave(user, target, target.name, facts=[*facts, ("交接校验值", groups)], notes=notes)
    return made, token


def pack_later(user: User, items: list[Item], office: str) -> LongJob:
    """The same beside the pages. Raises Refused."""
    refuse(refusals.filing(user, today()))
    refuse(None if office.strip() else "移交须写明接收单位。")
    for fonds in {item.file.series.fonds for item in items}:
        refuse(refusals.writing(user, fonds, today()))
    arguments = {"owner": user.pk, "items": [item.pk for item in items], "office": office.strip()}
    return begin(user, OUT, f"移交 {len(items)} 件给{office.strip()}", arguments)


def pack_in_background(progress: Progress, *, owner: int, items: list[int], office: str) -> Result:
    """The worker's side of a package that goes out. Raises Refused."""
    user = User.objects.get(pk=owner)
    found = list(Item.objects.select_related("file__series__fonds").filter(pk__in=items).order_by("archive_number"))
    made, token = pack(user, found, office, progress.advance)
    message = f"{len(found):,} 件、{made.files:,} 个文件，交接校验值 {made.bag_hash}。一天之内可以下载。"
    return Result(message, url=reverse("parcel", args=[token]))


def take_later(user: User, package: IO[bytes], expected: str) -> LongJob:
    """Keep an uploaded package for a day and let the worker prove and receive it. Raises Refused."""
    refuse(refusals.filing(user, today()))
    package.seek(0)
    sha256 = digest_of(package)
    place = _incoming(user, sha256)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    package.seek(0)
    partial = place.with_suffix(".partial")
    with partial.open("wb") as written:
        shutil.copyfileobj(package, written, 1 << 20)
    partial.replace(place)
    return begin(user, IN, "核对并接收交接包", {"owner": user.pk, "sha256": sha256, "expected": expected})


def _incoming(user: User, sha256: str) -> Path:
    """Where a package of a person waits for the worker; swept after a day like what goes out."""
    return parcels.folder() / f"incoming-{user.pk}-{sha256[:32]}" / "package.zip"


def take_in_background(progress: Progress, *, owner: int, sha256: str, expected: str) -> Result:
    """The worker's side of a package that came in. Raises Refused."""
    user = User.objects.get(pk=owner)
    package = _incoming(user, sha256)
    refuse(None if package.is_file() else "上传的交接包已清除，请重新上传。")
    with package.open("rb") as source:
        refuse(None if digest_of(source) == sha256 else "上传的交接包在核对之前变了，未接收。请重新上传。")
    progress.advance(0, None, "解开并逐个核对文件")
    taken = handover.bring_in(user, package, expected=expected, heard=progress.advance)
    shutil.rmtree(package.parent)
    told = f"已接收 {taken.record.items.count():,} 件，其中新件 {taken.new:,}；交接校验值 {taken.record.bag_hash}。"
    return Result(told, url=reverse("archive-handovers"))
