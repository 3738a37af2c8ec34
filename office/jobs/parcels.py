"""Files made for one person, to be fetched within a day (取件): written first, fetched after, swept then.

Each lies in a folder of its own under var/exports with a slip beside it, and is reached only by the signed address
of the person for whom it was made. Nothing legal is among them; what has to be kept goes into the originals.
"""

import datetime
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from office.intake.storage import digest_of
from office.people.models import User

KEPT = datetime.timedelta(hours=24)
SALT = "office.jobs.parcels"
SLIP = "slip.json"


class Gone(LookupError):
    """There is no such file for this person any more; the message is for them."""


@dataclass(frozen=True)
class Slip:
    """What is to be known of a file: its name, hash and size, facts as (label, value), notes, sample rows in it."""

    name: str
    sha256: str
    size: int
    facts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    samples: int = 0
    media_type: str = "application/zip"


def folder() -> Path:
    """Where parcels lie; never served but through their signed addresses."""
    place = settings.VAR_DIR / "exports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def room() -> Path:
    """A new folder for one parcel."""
    return Path(tempfile.mkdtemp(prefix="parcel-", dir=folder()))


def leave(
    owner: User,
    path: Path,
    name: str,
    *,
    facts: Sequence[tuple[str, str]] = (),
    notes: Sequence[str] = (),
    samples: int = 0,
    media_type: str = "application/zip",
) -> tuple[Slip, str]:
    """(slip, token) of a file that was written into a folder of its own below `folder()`; sweeps older ones."""
    sweep()
    with path.open("rb") as source:
        slip = Slip(name, digest_of(source), path.stat().st_size, facts, notes, samples, media_type)
    told = json.dumps(asdict(slip), ensure_ascii=False)
    (path.parent / SLIP).write_text(told, encoding="utf-8")
    where = path.relative_to(folder()).as_posix()
    return slip, signing.dumps([owner.pk, where], salt=SALT, compress=True)


def take(user: User, token: str) -> tuple[Path, Slip]:
    """The file of a token with its slip, for the person for whom it was made. Raises Gone."""
    try:
        owner, where = signing.loads(token, salt=SALT, max_age=KEPT)
    except signing.BadSignature as error:
        raise Gone(_("下载地址不对或已过期，请重新导出。")) from error
    path = folder() / where
    if owner != user.pk or not path.is_file():
        raise Gone(_("文件已清除，请重新导出。"))
    told = json.loads((path.parent / SLIP).read_text(encoding="utf-8"))
    return path, Slip(**{**told, "facts": [tuple(fact) for fact in told["facts"]]})


def sweep() -> int:
    """Remove what nobody fetched within a day; says how many."""
    oldest = (timezone.now() - KEPT).timestamp()
    gone = [each for each in folder().iterdir() if each.stat().st_mtime < oldest]
    for each in gone:
        shutil.rmtree(each, ignore_errors=True)
    return len(gone)
