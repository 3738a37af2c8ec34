"""Recognise the encoding of text from its bytes (编码识别): UTF-8, UTF-16, GBK, GB18030."""

import codecs
import re
import unicodedata

from office.intake.readers import faults
from office.intake.readers.shapes import Unreadable
from office.rulesets.findings import Finding

_MARKS = ((codecs.BOM_UTF8, "UTF-8", "utf-8-sig"), (b"\xff\xfe", "UTF-16", "utf-16"), (b"\xfe\xff", "UTF-16", "utf-16"))
_NAMES = {
    "utf8": ("UTF-8", "utf-8-sig"),
    "utf8sig": ("UTF-8", "utf-8-sig"),
    "65001": ("UTF-8", "utf-8-sig"),
    "gbk": ("GBK", "gbk"),
    "cp936": ("GBK", "gbk"),
    "936": ("GBK", "gbk"),
    "ansi936": ("GBK", "gbk"),
    "gb2312": ("GBK", "gbk"),
    "gb18030": ("GB18030", "gb18030"),
    "54936": ("GB18030", "gb18030"),
    "utf16": ("UTF-16", "utf-16"),
    "ascii": ("UTF-8", "utf-8-sig"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def known(name: str) -> tuple[str, str] | None:
    """(display name, codec) of an encoding that people name in many ways; None if it is none of ours."""
    return _NAMES.get(re.sub(r"[^a-z0-9]", "", name.lower()))


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:4000]
    if len(head) < 4 or head.count(0) < len(head) // 5:
        return None
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def cut_utf8(data: bytes) -> str | None:
    """The text of UTF-8 bytes that end in the middle of a character; None if they are not that."""
    for missing in (1, 2, 3):
        text = _decoded(data[:-missing], "utf-8-sig")
        if text is not None and any(byte > 127 for byte in data[-missing - 4 :]):
            return text
    return None


def decode(data: bytes, wanted: str | None = None) -> tuple[str, str, list[Finding]]:
    """(text, name of the encoding, findings) of bytes; `wanted` is an encoding the sender declared.

    Raises Unreadable with F07 where no encoding fits, F02 where the text is cut within a character
    or holds control characters.
    """
    if wanted:
        return _as_declared(data, wanted)
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            text = _decoded(data, codec)
            if text is None:
                raise Unreadable(faults.damaged(f"文件以 {name} 标记开头，内容却不是完整的 {name}"))
            return _clean(text), name, []
    wide = _utf16_without_mark(data)
    if wide and (text := _decoded(data, wide)) is not None and not _CONTROL.search(text):
        return text, "UTF-16", []
    text = _decoded(data, "utf-8")
    if text is not None:
        return _clean(text), "UTF-8", []
    for codec, name in (("gbk", "GBK"), ("gb18030", "GB18030")):
        text = _decoded(data, codec)
        if text is not None:
            return _clean(text), name, doubts(text, name)
    if cut_utf8(data) is not None:
        raise Unreadable(faults.damaged("UTF-8 文字在一个字的中间断开"))
    if any(_decoded(data[:-missing], "gb18030") is not None for missing in (1, 2, 3)):
        raise Unreadable(faults.damaged("GB18030 文字在一个字的中间断开"))
    raise Unreadable(faults.unknown_encoding("UTF-8、UTF-16、GBK、GB18030"))


def _as_declared(data: bytes, wanted: str) -> tuple[str, str, list[Finding]]:
    found = known(wanted)
    if found is None:
        raise Unreadable(faults.unknown_encoding(wanted))
    name, codec = found
    text = _decoded(data, codec)
    if text is None:
        raise Unreadable(faults.unknown_encoding(name))
    return _clean(text), name, []


def _clean(text: str) -> str:
    if _CONTROL.search(text):
        raise Unreadable(faults.damaged("文字中夹有控制字符，可能不是文本文件"))
    return text


def doubts(text: str, name: str) -> list[Finding]:
    """A warning where text that was decoded as a Chinese encoding hardly holds common characters (GB 2312)."""
    wide = [char for char in text[:20000] if ord(char) > 127 and not unicodedata.category(char).startswith("P")]
    if not wide:
        return []
    rare = [char for char in wide if _decoded_in_gb2312(char) is False]
    if len(rare) * 2 <= len(wide):
        return []
    return [faults.doubtful_encoding(name, "".join(rare[:8]))]


def _decoded_in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
