"""The F series: why a file, or a cell of it, cannot be read. All are integrity findings.

F01 empty · F02 cut off or damaged · S30 too large · F03 archive bomb · F04 path outside the archive ·
F05 XML entity or DTD · F06 unknown format · F07 encoding · F08 parts of a Shapefile missing ·
F09 no rows · F10 formula without a stored value · F11 reading took too long or too much memory ·
F12 archive within an archive, or several tables in one · F13 encrypted · F14 .cpg contradicts the bytes ·
F15 further sheets or layers not read · F16 the file cannot be opened · F17 no .cpg, encoding taken from the bytes ·
F18 no heading, columns named by format or numbers.
"""

from typing import Any

from office.rulesets.findings import Basis, Finding, Severity


def _fault(rule: str, message: str, fix: str, severity: Severity = Severity.BLOCK, **evidence: Any) -> Finding:
    return Finding(rule=rule, severity=severity, basis=Basis.INTEGRITY, message=message, fix=fix, evidence=evidence)


def megabytes(size: int) -> str:
    """A size as people read it: 12.3 MB."""
    return f"{size / 1024 / 1024:.1f} MB"


def empty() -> Finding:
    return _fault("F01", "文件是空的，没有任何内容。", "检查导出是否完成，重新导出后再上传。", value=0)


def damaged(what: str, **evidence: Any) -> Finding:
    return _fault("F02", f"文件不完整或已损坏：{what}", "重新导出或重新拷贝，核对文件大小后再上传。", **evidence)


def short_row(row: int, cells: int, wanted: int) -> Finding:
    return _fault(
        "F02",
        f"第 {row} 行有 {cells} 格，表头有 {wanted} 格，无法对应各列。",
        f"补齐第 {row} 行；若是最后一行，可能文件没有拷完。",
        value=cells,
        expected=wanted,
    ).at(row=row)


def too_large(size: int, limit: int) -> Finding:
    return _fault(
        "S30",
        f"文件 {megabytes(size)}，超过上限 {megabytes(limit)}。",
        "分成几个文件上传，或请管理员调整 UPLOAD_LIMIT_MB。",
        value=size,
        limit=limit,
    )


def bomb(what: str, **evidence: Any) -> Finding:
    return _fault("F03", f"压缩包解开后异常庞大：{what}，未解压。", "只打包本次成果文件，重新压缩后上传。", **evidence)


def path_outside(member: str) -> Finding:
    return _fault(
        "F04",
        f"压缩包内的路径越出压缩包：{member}，未解压。",
        "在文件所在文件夹内直接压缩，不带上级路径。",
        value=member,
    )


def entity() -> Finding:
    return _fault("F05", "XML 中含有实体或 DTD 定义，可能引用外部内容，未读取。", "用测量软件重新导出 GPX 或 KML。")


def unknown_format(what: str, **evidence: Any) -> Finding:
    return _fault(
        "F06",
        f"无法识别文件格式：{what}",
        "可用格式：CSV、TXT、XLSX、勘测定界 TXT、南方CASS .dat、手簿导出表、GeoPackage、"
        "Shapefile（zip）、GeoJSON、GPX、KML、KMZ、DXF、照片（JPEG）。",
        **evidence,
    )


def unknown_encoding(tried: str) -> Finding:
    return _fault("F07", f"无法识别文字编码（试过 {tried}）。", "另存为 UTF-8，或上传时指明编码。", value=tried)


def doubtful_encoding(name: str, sample: str) -> Finding:
    return _fault(
        "F07",
        f"按 {name} 读出的文字多为生僻字，编码可能不对，例如“{sample}”。",
        "核对预览中的文字；不对时改选编码。",
        Severity.WARN,
        value=sample,
        encoding=name,
    )


def missing_parts(parts: list[str]) -> Finding:
    return _fault(
        "F08",
        f"Shapefile 缺少 {'、'.join(parts)}。",
        "把 .shp、.shx、.dbf、.prj（及 .cpg）一起压成一个 zip 上传。",
        value=parts,
    )


def no_rows(what: str = "没有数据行") -> Finding:
    return _fault("F09", f"文件可以打开，但{what}。", "核对是否导出了正确的工作表或图层。")


def formula(cell: str, row: int, column: str) -> Finding:
    return _fault(
        "F10",
        f"单元格 {cell} 是公式，文件里没有保存计算结果。",
        "在表格软件中打开并保存一次，或把公式粘贴为数值。",
        Severity.WARN,
        value=cell,
    ).at(row=row, field=column)


def exhausted(what: str) -> Finding:
    return _fault("F11", f"读取{what}，已中止。", "文件可能损坏或过于庞大；分成几个文件后重试。")


def nested(what: str) -> Finding:
    return _fault(
        "F12", f"压缩包内{what}。", "一个压缩包只放一份成果，不要再套压缩包；外业成果页可以一次收多份。", value=what
    )


def encrypted() -> Finding:
    return _fault("F13", "文件加了密码，无法读取。", "去掉密码后重新上传。")


def not_opened(name: str, reason: str) -> Finding:
    return _fault("F16", f"打不开 {name}：{reason}", "核对路径和权限。", value=name)


def wrong_cpg(stated: str, found: str) -> Finding:
    return _fault(
        "F14",
        f".cpg 写的是 {stated}，文字实际是 {found}，已按 {found} 读取。",
        "核对预览中的文字；以后导出时写对 .cpg。",
        Severity.WARN,
        value=stated,
        encoding=found,
    )


def no_cpg(found: str) -> Finding:
    return _fault(
        "F17",
        f"没有 .cpg，文字编码由内容推定为 {found}。",
        "核对预览中的文字；不对时指明编码重新检查，以后导出时附上 .cpg。",
        Severity.INFO,
        encoding=found,
    )


def not_read(what: str, names: list[str]) -> Finding:
    return _fault(
        "F15",
        f"只读取了第一个有数据的{what}，另有 {len(names)} 个未读：{'、'.join(names[:5])}。",
        f"需要时把其他{what}另存为单独的文件上传。",
        Severity.WARN,
        value=names[:20],
    )


def no_heading(told: str) -> Finding:
    return _fault(
        "F18",
        f"没有表头，各列按格式或数值认作：{told}。",
        "在地图上核对位置；不对时在识别页改列。",
        Severity.INFO,
        value=told,
    )


def broken_photo(row: int, name: str, why: str) -> Finding:
    return _fault("F02", f"照片 {name} 不完整或已损坏（{why}）。", "从相机或手机重新拷贝这张照片。", value=name).at(
        row=row
    )


def photo_without_place(row: int, name: str) -> Finding:
    return Finding(
        rule="S21",
        severity=Severity.INFO,
        basis=Basis.PRACTICE,
        message=f"照片 {name} 没有拍摄位置（EXIF）。",
        fix="打开手机或相机的定位后重拍；或作为界桩照片直接附上。",
        evidence={"value": name},
        row=row,
        field="geometry",
    )


def members_not_read(names: list[str]) -> Finding:
    return _fault(
        "F15",
        f"压缩包内另有 {len(names)} 个文件不是成果，未读：{'、'.join(names[:5])}。",
        "需要留存的材料到档案里另存。",
        Severity.WARN,
        value=names[:20],
    )


def cut_number(row: int, cell: str) -> Finding:
    return _fault(
        "F02",
        f"文件止于第 {row} 行的“{cell}”，没有行尾，位数比以上各行少，可能没有拷完。",
        "重新导出或重新拷贝；确是完整的，在最后一行后加一个换行再上传。",
        value=cell,
    ).at(row=row)
