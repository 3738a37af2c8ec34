"""N13, N14, N18, N32: what else is called so, around and elsewhere."""

from collections.abc import Sequence

from gazetteer.rules.context import Candidate, Entity, Place
from gazetteer.rules.kinds import DIVISION_KINDS, NameKind
from gazetteer.rules.parsing import ParsedName
from gazetteer.rules.segmentation import split
from gazetteer.rules.tables import Tables
from gazetteer.rules.wordlists import ListedWord, WordList
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

LISTED = 20
_DIVISION = "《地名管理条例》第九条（九）"
_FACILITY = "《地名管理条例》第九条（十）"
_KIND_OF_LEVEL = {"province": NameKind.COUNTY, "prefecture": NameKind.COUNTY, "county": NameKind.COUNTY}
Point = tuple[float, float] | None


def is_no_feature(name: ParsedName, entities: Sequence[Entity], tables: Tables) -> list[Finding]:
    """N13: a division is not called by a famous natural feature or heritage site, nor by a thing outside of it."""
    if name.kind not in DIVISION_KINDS or not name.key:
        return []
    famous = [item for item in tables.words_of[WordList.FAMOUS] if item.word == name.key]
    if famous:
        return [_n13(f"专名“{name.parts.specific}”是国内著名的自然地理实体或历史文化遗产", words=famous)]
    outside = [item for item in entities if not item.inside]
    if not outside or len(outside) < len(entities):
        return []
    where = f"“{outside[0].name}”" + (f"（{outside[0].place}）" if outside[0].place else "")
    return [_n13(f"专名“{name.parts.specific}”是本行政区域以外的地理实体{where}的名称", outside=outside)]


def _n13(message: str, words: Sequence[ListedWord] = (), outside: Sequence[Entity] = ()) -> Finding:
    evidence: dict[str, object] = {"words": [item.as_json() for item in words]} if words else {}
    if outside:
        evidence["names"] = [{"id": item.id, "name": item.name, "place": item.place} for item in outside[:LISTED]]
    return Finding(
        rule="N13",
        severity=Severity.BLOCK,
        basis=Basis.LAW,
        message=message,
        clause=_DIVISION,
        fix="换一个专名；行政区划专名不用著名山川、遗址和区域外的地理实体名称",
        evidence=evidence,
        field="name",
    )


def agrees_with_the_place(
    name: ParsedName, place: Place, local_names: Sequence[str], tables: Tables, settings: RuleSettings
) -> list[Finding]:
    """N14: the specific part of a facility agrees with the name of the place where it stands."""
    severity = settings.severity("N14", Severity.WARN)
    if name.kind is not NameKind.FACILITY or not name.key or severity is None:
        return []
    local = list(dict.fromkeys([*_stems(place, tables), *local_names]))
    if not local or any(stem in name.key for stem in local):
        return []
    return [
        Finding(
            rule="N14",
            severity=severity,
            basis=Basis.PRACTICE,
            message=f"设施名称“{name.name}”与当地地名（{'、'.join(local[:6])}）不一致",
            clause=_FACILITY,
            fix="一般以所在地的地名作专名；确需另用的，说明理由",
            evidence={"local": local[:LISTED]},
            field="name",
        )
    ]


def _stems(place: Place, tables: Tables) -> list[str]:
    """The specific parts of the divisions of a place, from the lowest up, of two characters and more."""
    found = []
    for step in reversed(place.chain):
        kind = _KIND_OF_LEVEL.get(step.level, NameKind.TOWNSHIP if step.level == "township" else NameKind.VILLAGE_SEAT)
        stem = split(step.name.partition("（")[0], kind, tables).specific
        if len(stem) > 1:
            found.append(stem)
    return found


def is_not_worn(name: ParsedName, former: Sequence[Candidate], point: Point, settings: RuleSettings) -> list[Finding]:
    """N18: the specific part is an old name of something else: good to know, no fault."""
    same = [item for item in former if name.key and item.parsed.key == name.key]
    severity = settings.severity("N18", Severity.INFO)
    if not same or severity is None:
        return []
    message = f"“{name.parts.specific}”是{_listed(same)}的旧称，此处使用属于派生"
    return [
        _about(
            "N18",
            severity,
            message,
            "《地名管理条例实施办法》",
            "在“含义与来历”中写明与旧称的关系",
            same,
            point,
        )
    ]


def is_not_sought(
    name: ParsedName, pending: Sequence[Candidate], point: Point, settings: RuleSettings
) -> list[Finding]:
    """N32: the same or a like-sounding name is applied for elsewhere at this time."""
    severity = settings.severity("N32", Severity.WARN)
    if not pending or severity is None:
        return []
    message = f"其他地方正在申报相同或同音的名称：{_listed(pending)}"
    fix = "与对方协商，先报送的在先；法定范围之外可以同时使用"
    return [_about("N32", severity, message, "", fix, pending, point)]


def _listed(found: Sequence[Candidate]) -> str:
    names = [f"“{item.parsed.name}”" + (f"（{item.place}）" if item.place else "") for item in found[:3]]
    return "、".join(names) + (f"等 {len(found)} 处" if len(found) > 3 else "")


def _about(
    rule: str, severity: Severity, message: str, clause: str, fix: str, found: Sequence[Candidate], point: Point
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        basis=Basis.PRACTICE,
        message=message,
        clause=clause,
        fix=fix,
        evidence={"count": len(found), "names": [item.evidence(point) for item in found[:LISTED]]},
        field="name",
    )
