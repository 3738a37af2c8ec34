"""A Shapefile out of a zip: which parts are there, whether they are whole, in which encoding the words are."""

import struct
from pathlib import PurePosixPath

from office.intake.readers import encodings, faults
from office.intake.readers.shapes import Unreadable
from office.rulesets.findings import Finding

_NEEDED = (".shp", ".shx", ".dbf")
_DRIVER_GBK = 0x4D  # language driver id of GBK in a .dbf


def parts_of(names: list[str]) -> dict[str, str]:
    """Suffix → member of the only Shapefile among the names. Raises Unreadable with F08 or F12."""
    layers = sorted(name for name in names if name.lower().endswith(".shp"))
    if len(layers) > 1:
        raise Unreadable(faults.nested(f"有 {len(layers)} 个 Shapefile"))
    stem = str(PurePosixPath(layers[0]).with_suffix(""))
    parts = {
        PurePosixPath(name).suffix.lower(): name
        for name in names
        if str(PurePosixPath(name).with_suffix("")).lower() == stem.lower()
    }
    missing = [suffix for suffix in _NEEDED if suffix not in parts]
    if missing:
        raise Unreadable(faults.missing_parts(missing))
    return parts


def check_whole(shp: bytes, dbf: bytes) -> None:
    """Raise Unreadable with F02 where a part is shorter than its own heading says."""
    if len(shp) < 100 or struct.unpack(">i", shp[:4])[0] != 9994:
        raise Unreadable(faults.damaged(".shp 的文件头不对"))
    stated = struct.unpack(">i", shp[24:28])[0] * 2
    if stated > len(shp):
        raise Unreadable(faults.damaged(f".shp 应有 {stated} 字节，只有 {len(shp)}", value=len(shp), expected=stated))
    if len(dbf) < 33:
        raise Unreadable(faults.damaged(".dbf 的文件头不对"))
    records, header, width = struct.unpack("<IHH", dbf[4:12])
    stated = header + records * width
    if header < 33 or width < 1 or stated > len(dbf):
        raise Unreadable(faults.damaged(f".dbf 应有 {stated} 字节，只有 {len(dbf)}", value=len(dbf), expected=stated))


def _texts(dbf: bytes) -> list[bytes]:
    """Field names and the values of character fields, as bytes."""
    records, header, width = struct.unpack("<IHH", dbf[4:12])
    fields, offset = [], 1
    for start in range(32, header - 31, 32):
        entry = dbf[start : start + 32]
        if entry[:1] == b"\r" or len(entry) < 32:
            break
        fields.append((entry[:11].split(b"\0")[0], chr(entry[11]), offset, entry[16]))
        offset += entry[16]
    texts = [name for name, _, _, _ in fields]
    wordy = [(at, size) for _, kind, at, size in fields if kind == "C"]
    for row in range(records):
        start = header + row * width
        texts.extend(dbf[start + at : start + at + size].rstrip(b" \0") for at, size in wordy)
    return texts


def _fits(texts: list[bytes], codec: str) -> bool:
    """Whether all texts decode, but for a character that the field's width cut at the end."""
    for text in texts:
        for end in (None, -1, -2, -3):
            try:
                text[:end].decode(codec)
                break
            except UnicodeDecodeError:
                continue
        else:
            return False
    return True


def encoding_of(dbf: bytes, cpg: bytes | None, wanted: str | None) -> tuple[str, str, list[Finding]]:
    """(name, codec, findings) of the words in a .dbf: as declared, else .cpg, else language driver, else the bytes.

    Raises Unreadable with F07 where nothing fits.
    """
    texts = [text for text in _texts(dbf) if any(byte > 127 for byte in text)]
    if wanted:
        named = encodings.known(wanted)
        if named is None or not _fits(texts, named[1]):
            raise Unreadable(faults.unknown_encoding(wanted))
        return (*named, [])
    stated = encodings.known(cpg.decode("ascii", errors="replace").strip()) if cpg else None
    if stated and _fits(texts, stated[1]):
        return (*stated, [])
    found = _from_bytes(texts, dbf[29] if len(dbf) > 29 else 0)
    if stated and cpg:
        return (*found, [faults.wrong_cpg(stated[0], found[0])])
    words = b" ".join(texts).decode(found[1], errors="ignore") if found[0] != "UTF-8" else ""
    assumed = [faults.no_cpg(found[0])] if texts else []
    return (*found, assumed + encodings.doubts(words, found[0]))


def _from_bytes(texts: list[bytes], driver: int) -> tuple[str, str]:
    if driver == _DRIVER_GBK and _fits(texts, "gbk"):
        return "GBK", "gbk"
    for name, codec in (("UTF-8", "utf-8"), ("GBK", "gbk"), ("GB18030", "gb18030")):
        if _fits(texts, codec):
            return name, codec
    raise Unreadable(faults.unknown_encoding("UTF-8、GBK、GB18030"))
