"""What a PDF that calls itself PDF/A is seen to lack (ISO 19005), as far as its objects tell. No ORM.

Not a validator: colours, glyph widths, the grammar of the XMP and the tags of level a are not examined (that is
veraPDF's work, which needs Java). What is found here is certain, what is not found is not proved.
"""

from collections.abc import Iterator
from typing import Any

import pypdf

_EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")
_FORBIDDEN = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData"}
MOST_PAGES = 500


def faults(reader: pypdf.PdfReader, claim: str) -> list[str]:
    """What contradicts the claim (“3b”), in the words of the office; the first of each kind."""
    found = [*_whole(reader, claim)]
    fonts = dict(_fonts(reader))
    if bare := sorted(name for name, font in fonts.items() if not _is_embedded(font)):
        found.append(f"字体 {bare[0]} 没有嵌入")
    if claim[1:] in ("u", "a") and (mute := sorted(name for name, font in fonts.items() if _is_mute(font))):
        found.append(f"字体 {mute[0]} 没有对应的 Unicode")
    return found


def _whole(reader: pypdf.PdfReader, claim: str) -> Iterator[str]:
    root = reader.root_object
    if "/ID" not in reader.trailer:
        yield "没有文件标识（ID）"
    intents = [intent.get_object() for intent in _list(root.get("/OutputIntents"))]
    if not any("/DestOutputProfile" in intent for intent in intents) and claim[0] != "4":
        yield "没有色彩输出意图"
    if any(kind in _FORBIDDEN for kind in _actions(root)):
        yield "含有打开时运行的动作"
    names = root.get("/Names")
    carries = names is not None and "/EmbeddedFiles" in names.get_object()
    if carries and claim[0] in "12":
        yield f"PDF/A-{claim[0]} 不许带附件"
    if claim[1:] == "a" and "/StructTreeRoot" not in root:
        yield "没有结构标记"


def _list(value: Any) -> list[Any]:
    found = value.get_object() if value is not None else []
    return list(found) if isinstance(found, list) else []


def _actions(root: Any) -> Iterator[str]:
    action = root.get("/OpenAction")
    action = action.get_object() if action is not None else None
    if isinstance(action, dict):
        yield str(action.get("/S"))
    names = root.get("/Names")
    if names is not None and "/JavaScript" in names.get_object():
        yield "/JavaScript"


def _fonts(reader: pypdf.PdfReader) -> Iterator[tuple[str, Any]]:
    """(name, font) of all pages and of the forms in them."""
    seen: set[int] = set()
    waiting = [page.get("/Resources") for page in reader.pages[:MOST_PAGES]]
    while waiting:
        resources = waiting.pop()
        resources = resources.get_object() if resources is not None else None
        if not isinstance(resources, dict) or id(resources) in seen:
            continue
        seen.add(id(resources))
        for font in _values(resources.get("/Font")):
            yield str(font.get("/BaseFont", "/Type3")), font
        waiting += [form.get("/Resources") for form in _values(resources.get("/XObject"))]


def _values(holder: Any) -> list[Any]:
    found = holder.get_object() if holder is not None else {}
    return [value.get_object() for value in found.values()] if isinstance(found, dict) else []


def _is_embedded(font: Any) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    below = _list(font.get("/DescendantFonts"))
    holder = below[0].get_object() if below else font
    descriptor = holder.get("/FontDescriptor")
    return descriptor is not None and any(name in descriptor.get_object() for name in _EMBEDDED)


def _is_mute(font: Any) -> bool:
    """Composite fonts without ToUnicode; simple ones have their names of glyphs."""
    return font.get("/Subtype") == "/Type0" and "/ToUnicode" not in font
