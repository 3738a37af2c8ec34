"""What kind of file the bytes are (文件格式): by their content, never by the name. No ORM, no I/O beyond the stream.

PDF/A is recognised by what its XMP claims (pdfaid:part, pdfaid:conformance), OFD by the OFD.xml in its package
(GB/T 33190). Whether a claim is true is for a validator; the label says that it is a claim.
"""

import zipfile
from dataclasses import dataclass
from typing import IO, Any
from xml.etree.ElementTree import Element

import pypdf
from defusedxml.ElementTree import fromstring

from boundaries.archive import conformance
from office.intake.readers.archives import BROKEN_ZIP

HEAD = 4096
XML_LIMIT = 2 << 20
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
_SIGNS = (
    (b"II*\x00", "tiff", "TIFF 图像", True),
    (b"MM\x00*", "tiff", "TIFF 图像", True),
    (b"\xff\xd8\xff", "jpeg", "JPEG 图像", True),
    (b"\x89PNG\r\n\x1a\n", "png", "PNG 图像", False),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole", "旧版 Office 文件", False),
    (b"Rar!", "rar", "RAR 压缩包", False),
    (b"7z\xbc\xaf", "7z", "7z 压缩包", False),
    (b"SQLite format 3\x00", "sqlite", "SQLite 数据库（GeoPackage）", False),
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!")
EXTENSIONS = {
    "pdf": ("pdf",),
    "ofd": ("ofd",),
    "tiff": ("tif", "tiff"),
    "jpeg": ("jpg", "jpeg"),
    "png": ("png",),
    "docx": ("docx", "docm"),
    "xlsx": ("xlsx", "xlsm"),
    "ole": ("doc", "xls", "ppt", "wps", "et"),
    "sqlite": ("gpkg", "sqlite", "db"),
    "xml": ("xml", "kml", "gpx", "gml"),
    "text": ("txt", "csv", "tsv", "json", "geojson", "md"),
    "zip": ("zip",),
    "rar": ("rar",),
    "7z": ("7z",),
}


@dataclass(frozen=True)
class Format:
    """What was recognised. `keeping`: fit to be kept for long; `fault`: why it cannot be opened.

    `active`: what it runs by itself.
    """

    family: str
    label: str
    keeping: bool = False
    fault: str = ""
    pages: int | None = None
    active: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return self.family != "unknown"

    def fits(self, filename: str) -> bool:
        """Whether the ending of a name is one of this format's; unknown formats fit any."""
        ending = filename.rpartition(".")[2].lower() if "." in filename else ""
        return self.family not in EXTENSIONS or ending in EXTENSIONS[self.family]


def recognise(stream: IO[bytes]) -> Format:
    """The format of a seekable stream; never raises for what is in it."""
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    if not head:
        return Format("empty", "空文件", fault="文件是空的")
    if head.startswith(_PROGRAMS):
        return Format("program", "程序或脚本", active=("可执行程序",))
    if b"%PDF-" in head[:1024]:
        return _pdf(stream)
    if head.startswith(b"PK\x03\x04"):
        return _package(stream)
    for sign, family, label, keeping in _SIGNS:
        if head.startswith(sign):
            return Format(family, label, keeping)
    return _words(head)


def _words(head: bytes) -> Format:
    try:
        text = head[:-4].decode("utf-8") if len(head) == HEAD else head.decode("utf-8")
    except UnicodeDecodeError:
        return Format("unknown", "未识别的格式")
    if "\x00" in text:
        return Format("unknown", "未识别的格式")
    if text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        return Format("xml", "XML 文本", True)
    return Format("text", "UTF-8 纯文本", True)


def _pdf(stream: IO[bytes]) -> Format:
    try:
        reader = pypdf.PdfReader(stream, strict=False)
        if reader.is_encrypted:
            return Format("pdf", "PDF", fault="文件加密，须有口令才能打开")
        claim = _claimed_conformance(reader)
        pages = len(reader.pages)
        active = _active_parts(reader.root_object)
        lacks = conformance.faults(reader, claim) if claim else []
    except Exception:  # pypdf raises whatever a broken file makes it raise
        return Format("pdf", "PDF", fault="内容残缺或已损坏，不是完整的 PDF，请重新导出或扫描")
    if pages == 0:
        return Format("pdf", "PDF", fault="PDF 没有一页")
    label = f"PDF/A-{claim}（按文件自述）" if claim else "PDF"
    if lacks:
        label = f"自称 PDF/A-{claim}，但{lacks[0]}"
    return Format("pdf", label, bool(claim) and not lacks, pages=pages, active=active)


def _claimed_conformance(reader: pypdf.PdfReader) -> str:
    """“3b” where the XMP of a PDF says that it is PDF/A-3b, else nothing."""
    metadata = reader.root_object.get("/Metadata")
    if metadata is None:
        return ""
    data = metadata.get_object().get_data()
    if len(data) > XML_LIMIT:
        return ""
    begin, end = data.find(b"<x:xmpmeta"), data.rfind(b"</x:xmpmeta>")
    root = fromstring(data[begin : end + 12] if begin >= 0 < end else data)
    return _said(root, "part") + _said(root, "conformance").lower()


def _said(root: Element, name: str) -> str:
    """An XMP property, written as an attribute or as an element."""
    for node in root.iter():
        if node.tag == _PDFA + name and node.text:
            return node.text.strip()
        if _PDFA + name in node.attrib:
            return node.attrib[_PDFA + name].strip()
    return ""


def _active_parts(catalogue: Any) -> tuple[str, ...]:
    """What a PDF does by itself when it is opened."""
    found = []
    names = catalogue.get("/Names")
    if names is not None and "/JavaScript" in names.get_object():
        found.append("JavaScript")
    action = catalogue.get("/OpenAction")
    action = action.get_object() if action is not None else None
    if isinstance(action, dict) and action.get("/S") in ("/JavaScript", "/Launch"):
        found.append(str(action["/S"]).strip("/"))
    if "/AA" in catalogue:
        found.append("自动动作")
    return tuple(dict.fromkeys(found))


def _package(stream: IO[bytes]) -> Format:
    try:
        with zipfile.ZipFile(stream) as package:
            names = package.namelist()
            if "OFD.xml" in names:
                return _ofd(package)
    except BROKEN_ZIP:
        return Format("zip", "ZIP 包", fault="内容残缺、加密或已损坏，不是完整的 ZIP 包，请重新打包")
    active = ("宏",) if any(name.endswith("vbaProject.bin") for name in names) else ()
    if "word/document.xml" in names:
        return Format("docx", "Word 文档", active=active)
    if "xl/workbook.xml" in names:
        return Format("xlsx", "Excel 工作簿", active=active)
    return Format("zip", "ZIP 压缩包", active=active)


def _ofd(package: zipfile.ZipFile) -> Format:
    root = _part(package, "OFD.xml")
    if root is None or _local(root) != "OFD":
        return Format("ofd", "OFD", fault="OFD.xml 读不懂")
    place = next((node.text for node in root.iter() if _local(node) == "DocRoot" and node.text), "")
    document = _part(package, place.strip().lstrip("/"))
    if document is None:
        return Format("ofd", "OFD", fault="OFD 中没有文档")
    pages = sum(1 for node in document.iter() if _local(node) == "Page" and "BaseLoc" in node.attrib)
    return Format("ofd", "OFD", True, pages=pages or None)


def _part(package: zipfile.ZipFile, name: str) -> Element | None:
    """One XML part of a package; None where it is missing, too large or no XML."""
    try:
        info = package.getinfo(name)
        return fromstring(package.read(info)) if info.file_size <= XML_LIMIT else None
    except (KeyError, SyntaxError, ValueError):
        return None


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2]
