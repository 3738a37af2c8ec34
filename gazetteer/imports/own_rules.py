"""N41 to N48: what an import says of a row beside the naming rules. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from gazetteer.imports.positions import Position
from gazetteer.imports.records import Record
from gazetteer.rules.kinds import DIVISION_KINDS
from office.intake.secrecy import FIX, SECRECY_LAW, is_classified
from office.rulesets.findings import Basis, Finding, Severity

_MARKUP = frozenset("<>\\{}`\"';=&$#%^*|~")


def _block(rule: str, message: str, fix: str, field: str, clause: str = "", **evidence: Any) -> Finding:
    basis = Basis.LAW if clause else Basis.INTEGRITY
    return Finding(
        rule=rule,
        severity=Severity.BLOCK,
        basis=basis,
        message=message,
        fix=fix,
        field=field,
        clause=clause,
        evidence=evidence,
    )


def is_open(record: Record) -> list[Finding]:
    """N41: a row of a classified register does not belong on this network; its content is not kept."""
    if not is_classified(record.security):
        return []
    return [_block("N41", f"密级为“{record.security[:20]}”，不能在本网络办理。", FIX, "security", SECRECY_LAW)]


def has_a_kind(record: Record) -> list[Finding]:
    """N42: the class of the register means one of the legal kinds, and none that the register of divisions keeps."""
    if record.kind is None:
        told = f"类别“{record.kind_text[:40]}”不能对应到法定种类" if record.kind_text else "没有填写类别"
        return [_block("N42", told, "改填二普类别、GB/T 18521 代码或法定种类", "kind", value=record.kind_text)]
    if record.kind in DIVISION_KINDS:
        return [
            _block(
                "N42",
                f"“{record.form[:40]}”是行政区划，其标准名称记在区划版本中",
                "不必导入；名称有出入的，在“变更”中办理",
                "kind",
            )
        ]
    return []


def is_no_markup(record: Record) -> list[Finding]:
    """N48: a name holds no signs of programs and markup; old names are kept, but no such text is an old name."""
    signs = sorted(_MARKUP & set(record.form))
    if not signs:
        return []
    message = f"名称中有标记或程序用的符号（{' '.join(signs)}）"
    return [_block("N48", message, "删去这些符号，只留名称本身", "name", characters=signs)]


def is_usable(position: Position) -> list[Finding]:
    """N44: the coordinates are in a system that leads to CGCS2000."""
    if not position.refused:
        return []
    fix = "请原测绘单位提供 CGCS2000 成果；没有坐标的地名可以删去坐标后导入"
    return [_block("N44", position.refused, fix, "crs")]


def unclear_home(message: str) -> Finding:
    """N43: the division of a row is not known."""
    return _block("N43", message, "写明所在行政区的代码，或自县级起的全名", "division")


def repeated(first_row: int) -> Finding:
    """N45: the same name, kind, division and position stand in the file already."""
    return _block(
        "N45",
        f"与第 {first_row} 行重复（名称、类别、所在区划、位置都相同）",
        "只收先出现的一行",
        "name",
        first=first_row,
    )


def known_already(matches: Sequence[Mapping[str, Any]]) -> Finding:
    """N46: the register seems to have this thing; the official says whether it is the same."""
    first = matches[0]
    away = f"，相距 {first['distance_m']:,} 米" if first.get("distance_m") is not None else ""
    return Finding(
        rule="N46",
        severity=Severity.WARN,
        basis=Basis.PRACTICE,
        message=f"库中已有“{first['name']}”（{first['id']}，{first['place']}{away}）",
        fix="选定：是同一处的，把别名等并入；不是的，另建一处；或不收",
        evidence={"matches": [dict(match) for match in matches]},
        field="name",
    )


def not_yours(place: str) -> Finding:
    """N47: the row lies outside of the sender's jurisdiction."""
    return _block("N47", f"{place}不在您的管辖范围内", "由其地名管理员或上级导入", "division")
