"""A Shapefile on disk is several files; bundle those of one stem as the zip that an upload would be."""

import io
import zipfile
from pathlib import Path


def bundled(path: Path) -> bytes:
    """A zip of all files beside a .shp that share its stem. Raises OSError where it cannot be read."""
    path.stat()
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for part in sorted(path.parent.glob(f"{path.stem}.*")):
            if part.suffix.lower() in {".shp", ".shx", ".dbf", ".prj", ".cpg"}:
                archive.write(part, part.name)
    return sink.getvalue()
