"""Guard XML before a library opens it: no DTD, no entities, well formed, in UTF-8."""

import re
import xml.etree.ElementTree as ElementTree

import defusedxml
from defusedxml.ElementTree import fromstring

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
    try:
        root = fromstring(document, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except defusedxml.DefusedXmlException as error:
        raise Unreadable(faults.entity()) from error
    except (ElementTree.ParseError, ValueError) as error:
        raise Unreadable(faults.damaged(f"XML 不完整（{error}）")) from error
    return document, root.tag.rpartition("}")[2].lower(), name
