"""Readers (读取): bytes and a file name in, columns and rows out; never a traceback, never the database.

What a file is comes from its bytes; the name only helps to word the finding.
"""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import PurePath, PurePosixPath

from office.intake.readers import archives, delimited, drawing, faults, packages, photographs, vector, workbook
from office.intake.readers.shapes import Limits, ReadFile, ReadRow, Unreadable

__all__ = ["Limits", "ReadFile", "ReadRow", "read", "read_many"]

_BINARY_NAMES = {".xlsx", ".zip", ".kmz", ".gpkg", ".shp"}
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "是旧版 Excel（.xls）或加密的工作簿",
    b"%PDF": "是 PDF",
    b"\x89PNG": "是图片",
    b"Rar!": "是 RAR 压缩包",
    b"7z\xbc\xaf": "是 7z 压缩包",
    b"AC10": "是 DWG 图纸",
}


def read(data: bytes, name: str, *, encoding: str | None = None, limits: Limits | None = None) -> ReadFile:
    """A file taken apart; where nothing can be read the result has no rows and a blocking finding (F…).

    `encoding` overrides what the bytes tell. XLSX and the GDAL formats are opened in a process apart.
    """
    limits = limits or Limits()
    start = ReadFile(name=PurePath(name).name, size=len(data), sha256=hashlib.sha256(data).hexdigest())
    try:
        if len(data) > limits.max_bytes:
            raise Unreadable(faults.too_large(len(data), limits.max_bytes))
        return _read(start, data, encoding, limits)
    except Unreadable as unreadable:
        return replace(start, findings=(unreadable.finding,))


def read_many(data: bytes, name: str, *, encoding: str | None = None, limits: Limits | None = None) -> list[ReadFile]:
    """Every result in a file: one, or as many as a zip holds, each named 包.zip/成员, with its own hash."""
    limits = limits or Limits()
    try:
        parts = packages.split(data, PurePath(name).name, limits)
    except Unreadable:
        return [read(data, name, encoding=encoding, limits=limits)]
    if len(parts) == 1:
        return [read(data, name, encoding=encoding, limits=limits)]
    return [read_part(part, encoding=encoding, limits=limits) for part in parts]


def read_part(part: packages.Part, *, encoding: str | None = None, limits: Limits | None = None) -> ReadFile:
    """One result of a package, with what the package tells of it."""
    found = read(part.data, part.name, encoding=encoding, limits=limits)
    return replace(found, name=part.name, findings=(*part.findings, *found.findings))


def _read(start: ReadFile, data: bytes, encoding: str | None, limits: Limits) -> ReadFile:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(faults.empty())
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read_archive(start, data, encoding, limits)
    if data.startswith(b"SQLite format 3\0"):
        return vector.read_geopackage(start, data, limits)
    if data.startswith(b"\x00\x00\x27\x0a"):
        raise Unreadable(faults.missing_parts([".shx", ".dbf"]))
    if data.startswith(photographs.JPEG):
        return photographs.read_photographs(start, {start.name: data}, limits)
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1"}:
        raise Unreadable(faults.unknown_format("是 HEIC 照片，请在手机上改为 JPEG（兼容性最佳）后重拍或另存"))
    for mark, what in _FOREIGN.items():
        if data.startswith(mark):
            raise Unreadable(faults.unknown_format(what))
    suffix = PurePath(start.name).suffix.lower()
    if suffix in _BINARY_NAMES:
        raise Unreadable(faults.damaged(f"文件名以 {suffix} 结尾，内容却不是"))
    return _read_text(start, data, encoding, limits)


def _read_text(start: ReadFile, data: bytes, encoding: str | None, limits: Limits) -> ReadFile:
    suffix = PurePath(start.name).suffix.lower()
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if data.startswith((b"\xff\xfe<", b"\xfe\xff\x00<")) or head == b"<":
        return vector.read_markup(start, data, encoding, limits)
    if drawing.is_drawing(data):
        return drawing.read_drawing(start, data, encoding, limits)
    if head == b"{" or suffix in {".json", ".geojson"}:
        return vector.read_geojson(start, data, encoding)
    if suffix in {".gpx", ".kml", ".dxf", ".jpg", ".jpeg", ".dbf", ".shx", ".prj", ".xls", ".doc", ".docx", ".pdf"}:
        raise Unreadable(faults.unknown_format(f"文件名以 {suffix} 结尾，内容不是可读的成果"))
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and data.count(0) < len(data) // 5:
        raise Unreadable(faults.unknown_format("是二进制内容"))
    return delimited.read_delimited(start, data, encoding, limits)


def _read_archive(start: ReadFile, data: bytes, encoding: str | None, limits: Limits) -> ReadFile:
    archive: zipfile.ZipFile = archives.opened(data, limits)
    members = archives.members_of(archive)
    names = list(members)
    if "[Content_Types].xml" in names:
        if not any(name.startswith("xl/") for name in names):
            raise Unreadable(faults.unknown_format("是 Word 或 PowerPoint 文档"))
        return workbook.read_workbook(start, data, limits)
    if not names:
        raise Unreadable(faults.no_rows("压缩包里没有文件"))
    inner = archives.inner_archives(names)
    if inner:
        raise Unreadable(faults.nested(f"还有压缩包 {inner[0]}"))
    found = packages.contents(names)
    told = (faults.members_not_read(found.rest),) if found.rest and not any(map(_is_layer, names)) else ()
    start = replace(start, findings=(*start.findings, *told))
    if found.shapes:
        if found.count > 1:
            raise Unreadable(faults.nested(f"有 {found.count} 份成果"))
        return vector.read_shapefile(start, archive, encoding, limits)
    if {PurePosixPath(name).suffix.lower() for name in names} & {".shx", ".dbf"}:
        raise Unreadable(faults.missing_parts([".shp"]))
    if found.photos and not found.single:
        unpacked = {name: archives.unpacked(archive, members[name], limits) for name in found.photos}
        return photographs.read_photographs(start, unpacked, limits)
    layers = [name for name in names if _is_layer(name)]
    chosen = layers[:1] or found.single or names
    if found.photos or len(chosen) > 1:
        raise Unreadable(faults.nested(f"有 {len(names)} 个文件，分不清哪一个是成果"))
    content = archives.unpacked(archive, members[chosen[0]], limits)
    if content.startswith(b"PK\x03\x04") and not chosen[0].lower().endswith((".xlsx", ".kmz")):
        raise Unreadable(faults.nested(f"还有压缩包 {chosen[0]}"))
    result = _read(replace(start, name=PurePosixPath(chosen[0]).name), content, encoding, limits)
    return replace(result, name=start.name)


def _is_layer(name: str) -> bool:
    return name.lower().endswith(".kml")
