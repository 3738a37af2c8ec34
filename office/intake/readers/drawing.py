"""DXF drawings: points, lines, polylines, inserted symbols and labels, with their layer; no reference system inside."""

from dataclasses import replace

from office.intake.readers import encodings, faults, isolated
from office.intake.readers.shapes import Limits, ReadFile, Unreadable
from office.intake.readers.vector import filled

#: GDAL asks DXF_ENCODING only where a drawing has a head
_HEAD = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1021\n0\nENDSEC\n"
_BINARY = b"AutoCAD Binary DXF"
_COLUMNS = {"Layer": "图层", "Text": "文字", "BlockName": "图块", "Linetype": "线型", "EntityHandle": "句柄"}


def is_drawing(data: bytes) -> bool:
    """Whether bytes are a DXF: a binary one says so, a text begins with group 0 SECTION, comments (999) in front."""
    if data.startswith(_BINARY):
        return True
    lines = [line.strip() for line in data[:4000].lstrip(b"\xef\xbb\xbf").splitlines()]
    while lines[:1] == [b"999"]:
        lines = lines[2:]
    return lines[:2] == [b"0", b"SECTION"]


def read_drawing(start: ReadFile, data: bytes, encoding: str | None, limits: Limits) -> ReadFile:
    """Every entity as a row, x is east as it is drawn; the words are decoded here (older drawings write GBK).

    Raises Unreadable: F06 for a binary DXF, F02 where the end (EOF) is missing.
    """
    if data.startswith(_BINARY):
        raise Unreadable(faults.unknown_format("是二进制 DXF，请另存为文本（ASCII）DXF"))
    text, name, findings = encodings.decode(data, encoding)
    if text.split()[-1:] != ["EOF"]:
        raise Unreadable(faults.damaged("DXF 没有结尾（EOF），可能没有存完"))
    begun = replace(start, format="DXF", encoding=name, findings=(*start.findings, *findings))
    job = {"kind": "layers", "path": "in.dxf", "geometry_only": True, "first_only": False, "layers": ["entities"]}
    result, shapes = isolated.run({"in.dxf": _with_head(text.lstrip("\ufeff")).encode()}, job, limits, "DXF")
    kept = [index for index, heading in enumerate(result["columns"]) if heading in _COLUMNS]
    cells = [[row[index] if index < len(row) else None for index in kept] for row in result["rows"]]
    return filled(begun, [_COLUMNS[result["columns"][index]] for index in kept], cells, shapes)


def _with_head(text: str) -> str:
    return text if "$ACADVER" in text[:20000] else _HEAD + text
