"""BagIt packages (交接包): made, zipped, unpacked and proved with the Library of Congress's `bagit`. No ORM.

bagit changes the working folder of the process while it writes; a lock keeps two packages apart.
"""

import json
import os
import threading
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import bagit

from boundaries.archive.refusals import Refused
from office.intake.readers.archives import BROKEN_ZIP, leads_outside
from office.intake.storage import digest_of
from office.tables import Cell, as_csv

INVENTORY = "metadata/inventory.json"
TABLE = "metadata/inventory.csv"
PROOF = "tagmanifest-sha256.txt"
MOST_BYTES = 20 << 30
MOST_FILES = 50_000
_CHUNK = 1 << 20
_one_at_a_time = threading.Lock()


def make(folder: Path, info: Mapping[str, str], inventory: Any, headings: list[str], rows: list[list[Cell]]) -> str:
    """Turn a folder of payload into a bag with its inventory; returns the hash that proves the whole package."""
    with _one_at_a_time:
        bag = bagit.make_bag(str(folder), dict(info), checksums=["sha256"])
        (folder / "metadata").mkdir()
        text = json.dumps(inventory, ensure_ascii=False, indent=1)
        (folder / INVENTORY).write_text(text, encoding="utf-8")
        (folder / TABLE).write_bytes(as_csv(headings, rows))
        bag.save(manifests=True)
    return prove(folder)


def proof_of(folder: Path) -> str:
    """The hash of the tag manifest, which holds the hash of the payload manifest, which holds those of all files."""
    try:
        with (folder / PROOF).open("rb") as stream:
            return digest_of(stream)
    except OSError as error:
        raise Refused(f"交接包里没有 {PROOF}，不能证明完整，未接收。") from error


def prove(folder: Path) -> str:
    """The proving hash of a bag whose every file is there and right. Raises Refused that names the first wrong one."""
    try:
        bag = bagit.Bag(str(folder))
        wrong = next(_wrong(bag, folder), "")
        if not wrong:
            with _one_at_a_time:
                bag.validate(processes=1)
    except (bagit.BagError, OSError, ValueError) as error:
        raise Refused(f"不是完整的 BagIt 交接包：{error}") from error
    if wrong:
        raise Refused(f"交接包与清单不符，未接收：{wrong}")
    return proof_of(folder)


def _wrong(bag: bagit.Bag, folder: Path) -> Iterator[str]:
    """Every file that is missing, changed or not in the manifests; tag files (manifests, inventory) come first."""
    listed = dict(bag.entries)
    present = {path.relative_to(folder).as_posix() for path in (folder / "data").rglob("*") if path.is_file()}
    for name in sorted(set(listed) | present, key=lambda name: (name.startswith("data/"), name)):
        if name not in listed:
            yield f"{name} 不在清单上"
            continue
        place = folder / name
        if not place.is_file():
            yield f"缺少 {name}"
            continue
        with place.open("rb") as stream:
            found = digest_of(stream)
        if listed[name].get("sha256") != found:
            yield f"{name} 的 SHA-256 与清单不符"


def inventory_of(folder: Path) -> dict[str, Any]:
    """The inventory of a bag that was proved. Raises Refused where it has none that we can read."""
    try:
        found = json.loads((folder / INVENTORY).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"交接包里没有能读的 {INVENTORY}：{error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise Refused(f"{INVENTORY} 的结构不对，应有 items。")
    return found


def pack(folder: Path, target: Path) -> None:
    """Zip a bag under its own name; what is compressed already is only stored."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as package:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            package.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")


def unpack(package: Path, target: Path) -> Path:
    """Unpack a zip into a folder and return the bag in it. Raises Refused for what would break out or burst."""
    try:
        with zipfile.ZipFile(package) as opened:
            members = [info for info in opened.infolist() if not info.is_dir()]
            _harmless(members)
            for info in members:
                _write(opened, info, target / info.filename)
    except BROKEN_ZIP as error:
        raise Refused(f"交接包解不开：{error}") from error
    return bag_in(target)


def _harmless(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES or sum(info.file_size for info in members) > MOST_BYTES:
        raise Refused(f"交接包解开后超过 {MOST_FILES} 个文件或 {MOST_BYTES >> 30} GB，请分批移交。")
    for info in members:
        if leads_outside(info, info.filename):
            raise Refused(f"交接包里的路径越出交接包：{info.filename}，未解开。")


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with opened.open(info) as source, place.open("wb") as out:
        while block := source.read(_CHUNK):
            written += len(block)
            if written > info.file_size:
                raise Refused(f"{info.filename} 比目录所写更大，未解开。")
            out.write(block)


def bag_in(folder: Path) -> Path:
    """The bag: the folder itself, or the only one in it. Raises Refused."""
    if (folder / "bagit.txt").is_file():
        return folder
    below = [path for path in folder.iterdir() if (path / "bagit.txt").is_file()] if folder.is_dir() else []
    if len(below) != 1:
        raise Refused("里面没有 BagIt 交接包（找不到 bagit.txt）。")
    return below[0]


def safe_name(name: str) -> str:
    """A file name that no folder, drive or manifest line can be made of."""
    kept = "".join("_" if char in '/\\:*?"<>|%\r\n\t\x00' else char for char in name).strip(". ")
    return os.fsencode(kept)[-180:].decode("utf-8", "ignore") or "file"
