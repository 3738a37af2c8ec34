"""The file of a case as one zip (案卷压缩包): the paper, what was sent in, everything of it as data, the hashes."""

import dataclasses
import hashlib
import json
import zipfile
from pathlib import PurePath
from typing import IO, Any

from gazetteer.applications.models import Application
from gazetteer.casefile.facts import CaseFacts
from office.intake.storage import open_stored
from office.papers.making import filename_of

SUMS = "SHA256SUMS"
BLOCK = 1 << 20


def packed(facts: CaseFacts, pdf: bytes, made: IO[bytes]) -> None:
    """Write the zip to a file; names are made safe and numbered, bytes are those that were sent in.

    Raises ValueError where the bytes of a paper are not those of its hash.
    """
    sums: list[tuple[str, str]] = []
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, sums, "案卷.pdf", pdf)
        _put(package, sums, "案卷.json", _data(facts))
        files = {paper.pk: paper.file for paper in facts.case.attachments.select_related("file")}
        for number, paper in enumerate(facts.papers, 1):
            name = f"材料/{number:02d}-{_safe(paper.filename)}"
            with open_stored(files[paper.pk]) as source:
                digest = _copy(package, name, source)
            if digest != paper.sha256:
                raise ValueError(f"材料“{paper.filename}”的内容与登记的哈希不符，请联系管理员核对原件。")
            sums.append((digest, name))
        package.writestr(SUMS, "".join(f"{digest}  {name}\n" for digest, name in sums))


def _safe(filename: str) -> str:
    """A name that every file system takes, with its ending."""
    path = PurePath(filename)
    return f"{filename_of(path.stem)}{'.' + filename_of(path.suffix)[:12] if path.suffix else ''}"


def _put(package: zipfile.ZipFile, sums: list[tuple[str, str]], name: str, content: bytes) -> None:
    package.writestr(name, content)
    sums.append((hashlib.sha256(content).hexdigest(), name))


def _copy(package: zipfile.ZipFile, name: str, source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    with package.open(name, "w") as place:
        while block := source.read(BLOCK):
            digest.update(block)
            place.write(block)
    return digest.hexdigest()


def _data(facts: CaseFacts) -> bytes:
    """Everything in the paper as JSON; whatever a case has as columns, and its parts."""
    told = {item.name: getattr(facts, item.name) for item in dataclasses.fields(facts) if item.name in PARTS}
    case = {column.attname: _plain(getattr(facts.case, column.attname)) for column in Application._meta.concrete_fields}
    plain = {"case": case, **{name: _plain(value) for name, value in told.items()}}
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


PARTS = frozenset(
    {"place", "former", "opinions", "conflicts", "points", "reasons", "pauses", "reports"}
    | {"consultations", "objections", "history", "papers"}
)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {key: _plain(part) for key, part in dataclasses.asdict(value).items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if hasattr(value, "wkt"):
        return value.wkt
    return value if value is None or isinstance(value, str | int | float | bool | dict) else str(value)
