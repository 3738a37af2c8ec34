"""Guard XML before a library opens it: no DTD, no entities, well formed, in UTF-8; no tree, whatever its size."""

import re
from xml.parsers import expat

from office.intake.readers import encodings, faults
from office.intake.readers.shapes import Unreadable

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_STATED = re.compile(rb"""^[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_.\-]{1,40})["']""")


def guarded(data: bytes, encoding: str | None) -> tuple[bytes, str, str]:
    """(the document in UTF-8, its root tag in lower case, name of its encoding).

    The encoding is the declared one, else that of the XML declaration, else recognised from the bytes.
    Raises Unreadable: F05 for a DTD or an entity, F02 where the document is cut off, F07 for its encoding.
    """
    stated = _STATED.match(data[:200])
    wanted = encoding or (stated.group(1).decode("ascii") if stated else None)
    if wanted and encodings.known(wanted) is None:
        wanted = None
    text, name, _ = encodings.decode(data, wanted)
    body = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    document = ('<?xml version="1.0" encoding="UTF-8"?>' + body).encode()
    return document, _root_of(document), name


def _root_of(document: bytes) -> str:
    """The root tag of a document that is well formed and has no DTD, so no entity of its own either."""
    parser = expat.ParserCreate(namespace_separator="}")
    tags: list[str] = []

    def begun(tag: str, _attributes: dict[str, str]) -> None:
        tags.append(tag)
        parser.StartElementHandler = None

    def forbidden(*_: object) -> None:
        raise Unreadable(faults.entity())

    parser.StartElementHandler = begun
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = forbidden
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable(faults.damaged(f"XML 不完整（{error}）")) from error
    return tags[0].rpartition("}")[2].lower()
