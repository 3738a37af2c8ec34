"""Look into a zip before anything is unpacked: paths, sizes, ratio, number, passwords, archives inside."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from office.intake.readers import faults
from office.intake.readers.shapes import Limits, Unreadable

_INNER_ARCHIVES = {".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz"}
_NOISE = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
#: what Python raises for a zip that is cut off, damaged, locked or packed in a way that nobody can read
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; without the UTF-8 flag the bytes are read as UTF-8, else as GBK."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for codec in ("utf-8", "gbk"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename


def opened(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """A zip whose directory was found harmless. Raises Unreadable with F02, F03, F04, F12 or F13."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except BROKEN_ZIP as error:
        raise Unreadable(faults.damaged("压缩包没有完整的目录", reason=str(error))) from error
    if len(members) > limits.max_members:
        raise Unreadable(faults.bomb(f"内有 {len(members)} 个文件", value=len(members), limit=limits.max_members))
    total = 0
    for info in members:
        _check_member(info, limits)
        total += info.file_size
    if total > limits.max_unpacked_bytes:
        raise Unreadable(
            faults.bomb(
                f"解开后 {faults.megabytes(total)}，上限 {faults.megabytes(limits.max_unpacked_bytes)}",
                value=total,
                limit=limits.max_unpacked_bytes,
            )
        )
    return archive


def leads_outside(info: zipfile.ZipInfo, name: str) -> bool:
    """Whether a member under its name, or as a symbolic link, would be written outside the folder it is unpacked in."""
    path = PurePosixPath(name.replace("\\", "/"))
    drive, link = name[1:2] == ":", (info.external_attr >> 28) == 0xA
    return path.is_absolute() or ".." in path.parts or drive or "\x00" in name or link


def _check_member(info: zipfile.ZipInfo, limits: Limits) -> None:
    name = member_name(info)
    if leads_outside(info, name):
        raise Unreadable(faults.path_outside(name))
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise Unreadable(faults.encrypted())
    ratio = info.file_size / max(info.compress_size, 1)
    if ratio > limits.max_ratio and info.file_size > 10 * 1024 * 1024:
        raise Unreadable(
            faults.bomb(f"{name} 压缩比 {ratio:.0f} 倍，上限 {limits.max_ratio} 倍", value=round(ratio), member=name)
        )


def members_of(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Files of a zip by name, without folders and without what systems leave behind."""
    found = {}
    for info in archive.infolist():
        name = member_name(info)
        if name and not info.is_dir() and not name.startswith(_NOISE[0]) and not name.endswith(_NOISE[1:]):
            found[name] = info
    return found


def inner_archives(names: list[str]) -> list[str]:
    """Members that are archives themselves."""
    return [name for name in names if PurePosixPath(name).suffix.lower() in _INNER_ARCHIVES]


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """The bytes of one member, never more than its directory entry said. Raises Unreadable with F02 or F03."""
    try:
        with archive.open(info) as stream:
            data = stream.read(min(info.file_size, limits.max_unpacked_bytes) + 1)
    except BROKEN_ZIP as error:
        raise Unreadable(faults.damaged(f"压缩包内的 {member_name(info)} 解不开", reason=str(error))) from error
    if len(data) > info.file_size:
        raise Unreadable(faults.bomb(f"{member_name(info)} 比目录所写更大", value=len(data)))
    return data
