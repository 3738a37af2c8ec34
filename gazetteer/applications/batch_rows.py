"""The table of a batch (成批申请表): a name per row, as a village writes its streets down. No ORM."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gazetteer.applications.positions import read_position, wkt_of
from gazetteer.rules.text import normal_form
from office.intake.columns import normal
from office.intake.readers.shapes import ReadFile, ReadRow
from office.rulesets.findings import Basis, Finding, Severity

LARGEST = 200
# field → the headings that mean it, in normal form
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("名称", "街路巷名称", "拟用名称", "地名", "标准名称", "街名", "路名", "道路名称"),
    "start": ("起点", "起", "起始", "起点位置", "自"),
    "end": ("终点", "止", "止点", "终点位置", "至"),
    "position_text": ("位置", "位置描述", "起止点", "走向", "起讫点", "四至"),
    "length_m": ("长", "长度", "长米", "长度米"),
    "width_m": ("宽", "宽度", "宽米", "宽度米", "路宽"),
    "meaning": ("含义", "来历", "含义来历", "含义与来历", "含义及来历", "命名含义"),
    "reasons": ("理由", "命名理由"),
    "nature": ("性质", "规模与性质", "路面", "路面材质"),
    "position": ("坐标", "经纬度", "中心坐标"),
    "minority_form": ("民族文字", "朝文", "朝鲜文", "蒙文", "蒙古文"),
}
_FIELD_OF = {heading: field for field, headings in HEADINGS.items() for heading in headings}
TEMPLATE = ("名称", "起点", "终点", "长（米）", "宽（米）", "含义", "坐标")


@dataclass(frozen=True)
class BatchRow:
    """One name of a batch, as it was written; `row` counts as a spreadsheet shows it."""

    row: int
    name: str
    position_text: str = ""
    length_m: float | None = None
    width_m: float | None = None
    meaning: str = ""
    reasons: str = ""
    nature: str = ""
    wkt: str | None = None
    minority_form: str = ""


def rows_of(file: ReadFile) -> tuple[list[BatchRow], list[Finding]]:
    """The names of a table, and what is wrong with it; where anything blocks, nothing of it is taken."""
    if not file.readable:
        return [], list(file.findings)
    fields = {heading: field for heading in file.columns if (field := _FIELD_OF.get(normal(heading)))}
    if "name" not in fields.values():
        told = f"表中没有“名称”一列，只有{'、'.join(file.columns[:8])}"
        return [], [_wrong(told, f"首行写明列名：{'、'.join(TEMPLATE)}", None, "name")]
    found: list[BatchRow] = []
    findings = list(file.findings)
    for row in file.rows:
        read, wrong = _row(row, fields)
        findings += wrong
        found += [read] if read else []
    if len(found) > LARGEST:
        findings.append(_wrong(f"一批最多 {LARGEST} 个名称，表中有 {len(found)} 个", "分成几批报送", None, "name"))
    if not found and not findings:
        findings.append(_wrong("表中没有一行名称", f"首行写明列名：{'、'.join(TEMPLATE)}", None, "name"))
    return found, findings + twice(found)


def twice(rows: Iterable[BatchRow]) -> list[Finding]:
    """Names that stand in the table more than once."""
    first: dict[str, int] = {}
    findings = []
    for row in rows:
        key = normal_form(row.name)
        if key in first:
            told = f"“{row.name}”与第 {first[key]} 行重复"
            findings.append(_wrong(told, "同一批内一个名称只写一行", row.row, "name"))
        first.setdefault(key, row.row)
    return findings


def _row(row: ReadRow, fields: Mapping[str, str]) -> tuple[BatchRow | None, list[Finding]]:
    cells = {field: _text(row.values.get(heading)) for heading, field in fields.items()}
    if not any(cells.values()):
        return None, []
    findings = []
    if not cells["name"]:
        findings.append(_wrong("这一行没有名称", "填写名称，或删去这一行", row.number, "name"))
    measures: dict[str, float | None] = {}
    for field in ("length_m", "width_m"):
        try:
            measures[field] = _metres(cells.get(field, ""))
        except ValueError as error:
            findings.append(_wrong(str(error), "写成米数，如 420", row.number, field))
    wkt = None
    try:
        wkt = wkt_of(read_position(cells.get("position", "")))
    except ValueError as error:
        findings.append(_wrong(str(error), "先写经度、后写纬度；多点用分号分开", row.number, "position"))
    if findings:
        return None, findings
    read = BatchRow(
        row=row.number,
        name=cells["name"][:200],
        position_text=_position_text(cells)[:300],
        length_m=measures["length_m"],
        width_m=measures["width_m"],
        meaning=cells.get("meaning", "")[:4000],
        reasons=cells.get("reasons", "")[:4000],
        nature=cells.get("nature", "")[:300],
        wkt=wkt,
        minority_form=cells.get("minority_form", "")[:200],
    )
    return read, []


def _position_text(cells: Mapping[str, str]) -> str:
    """The stated position, or 起自…，止于… of both ends."""
    if cells.get("position_text"):
        return cells["position_text"]
    ends = [f"{word}{cells[key]}" for word, key in (("起自", "start"), ("止于", "end")) if cells.get(key)]
    return "，".join(ends)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _metres(text: str) -> float | None:
    plain = normal_form(text).removesuffix("米").removesuffix("m")
    if not plain:
        return None
    try:
        metres = float(plain)
    except ValueError:
        raise ValueError(f"“{text[:20]}”不是米数") from None
    if not 0 < metres < 1e6:
        raise ValueError(f"“{text[:20]}”应大于 0、小于 1000000")
    return metres


def _wrong(message: str, fix: str, row: int | None, field: str) -> Finding:
    return Finding(
        rule="N22",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=message,
        clause="《地名管理条例》第十一条",
        fix=fix,
        row=row,
        field=field,
    )


def annex(names: Iterable[str], listed: Iterable[str], count: int | None) -> list[Finding]:
    """V09: the annex of a document has every name of the batch and no other; `count` is the number it states."""
    ours = [normal_form(name) for name in names]
    theirs = [normal_form(name) for name in listed if name.strip()]
    findings = []
    if count is not None and count != len(ours):
        findings.append(f"批复附件载明 {count} 个名称，本批有 {len(ours)} 个")
    if theirs:
        if missing := [name for name in ours if name not in theirs]:
            findings.append(f"批复附件中没有{'、'.join(missing[:10])}")
        if extra := [name for name in theirs if name not in ours]:
            findings.append(f"批复附件多出{'、'.join(extra[:10])}")
        if len(theirs) != len(set(theirs)):
            findings.append("批复附件中有重复的名称")
    if count is None and not theirs:
        findings.append("没有填写批复附件的名称数或名单")
    fix = "核对批复附件，数量和名称应与本批一致；未批准的先移出本批"
    return [
        Finding(rule="V09", severity=Severity.BLOCK, basis=Basis.INTEGRITY, message=told, fix=fix, field="annex")
        for told in findings
    ]
