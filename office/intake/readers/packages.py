"""A zip with several results (多份成果): which members belong together, and each result as a file of its own.

A Shapefile's parts go together, and so do all photographs; they are packed again, always into the same bytes, so
that a file sent twice keeps its hash. Everything else is the member as it lies in the zip.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from office.intake.readers import archives, faults, photographs
from office.intake.readers.shapes import Limits, Unreadable
from office.rulesets.findings import Finding

_SINGLE = {".csv", ".txt", ".dat", ".tsv", ".xlsx", ".gpkg", ".geojson", ".json", ".gpx", ".kml", ".kmz", ".dxf"}
_SHAPE = {".shp", ".shx", ".dbf", ".prj", ".cpg"}


@dataclass(frozen=True)
class Part:
    """One result: its name, its bytes, and what is to be told of it beside what its reader tells."""

    name: str
    data: bytes
    findings: tuple[Finding, ...] = ()


@dataclass
class Contents:
    """The results among the names of a zip: Shapefiles by stem, photographs, single files; and the rest."""

    shapes: dict[str, list[str]] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)
    single: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.shapes) + bool(self.photos) + len(self.single)


def contents(names: list[str]) -> Contents:
    """Sort the names of a zip. In a KMZ (kml with pictures) the pictures are no results."""
    found = Contents()
    stems = {_stem(name) for name in names if name.lower().endswith(".shp")}
    layers = any(name.lower().endswith(".kml") for name in names)
    for name in names:
        suffix = PurePosixPath(name).suffix.lower()
        if _stem(name) in stems and suffix in _SHAPE:
            found.shapes.setdefault(_stem(name), []).append(name)
        elif suffix in photographs.SUFFIXES and not layers:
            found.photos.append(name)
        elif suffix in _SINGLE:
            found.single.append(name)
        else:
            found.rest.append(name)
    return found


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix("")).lower()


def split(data: bytes, name: str, limits: Limits) -> list[Part]:
    """The results in a file: the file itself, or every one of a zip with several. Raises Unreadable (F02–F04, F12)."""
    if len(data) > limits.max_bytes or not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return [Part(name, data)]
    archive = archives.opened(data, limits)
    members = archives.members_of(archive)
    names = list(members)
    found = contents(names)
    if "[Content_Types].xml" in names or found.count < 2 or PurePosixPath(name).suffix.lower() == ".kmz":
        return [Part(name, data)]
    inner = archives.inner_archives(names)
    if inner:
        raise Unreadable(faults.nested(f"还有压缩包 {inner[0]}"))
    results = [name for name in names if name not in found.rest]
    unpacked = {item: archives.unpacked(archive, members[item], limits) for item in results}
    parts = [Part(f"{name}/{part.name}", part.data) for part in grouped(unpacked)]
    if found.rest:
        parts[0] = Part(parts[0].name, parts[0].data, (faults.members_not_read(found.rest),))
    return parts


def grouped(files: Mapping[str, bytes]) -> list[Part]:
    """The results among files that came together: Shapefiles and photographs in a zip of their own, others single."""
    found = contents(list(files))
    groups = {f"{PurePosixPath(group[0]).with_suffix('')}.zip": group for group in found.shapes.values()}
    if len(found.photos) > 1:
        groups["照片.zip"] = found.photos
    else:
        found.single.extend(found.photos)
    packed = [Part(title, _packed({item: files[item] for item in group})) for title, group in groups.items()]
    return packed + [Part(item, files[item]) for item in (*found.single, *found.rest)]


def _packed(files: dict[str, bytes]) -> bytes:
    """A zip that is the same for the same files: sorted, without dates, not compressed."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name])
    return sink.getvalue()
