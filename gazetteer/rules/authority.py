"""N24: which authority approves a name of a kind at a place, 条例第十二条."""

from dataclasses import dataclass

from gazetteer.rules.context import Place, Step
from gazetteer.rules.kinds import NameKind
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

_CLAUSE = "《地名管理条例》第十二条"


@dataclass(frozen=True)
class Authority:
    """Who approves: the name of the body, and the division it belongs to where the register knows it."""

    name: str
    clause: str
    division: Step | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "clause": self.clause,
            "division": f"D{self.division.id}" if self.division else None,
        }


def authority_for(kind: NameKind, place: Place) -> Authority:
    """The approving authority by the table of art. 12; a 市辖区 never approves a street."""
    if kind is NameKind.COUNTY:
        return Authority("国务院或其授权的省级人民政府", "《行政区划管理条例》第七条、第八条")
    if kind is NameKind.TOWNSHIP:
        return _government(place.at("province"), "省级人民政府", "《行政区划管理条例》第九条")
    if kind is NameKind.SUBDISTRICT:
        return Authority("批准设立该街道的人民政府", "《行政区划管理条例》第十条")
    if kind is NameKind.STREET:
        return _government(_city_or_county(place), "市、县人民政府", f"{_CLAUSE}（五）")
    if kind in {NameKind.RESIDENTIAL, NameKind.BUILDING}:
        step = _city_or_county(place)
        name = (
            f"{step.name}住房和城乡建设主管部门（征求同级地名主管部门意见）" if step else "市、县住房和城乡建设主管部门"
        )
        return Authority(name, f"{_CLAUSE}（六）", step)
    if kind is NameKind.FACILITY:
        return Authority("有关主管部门（征求所在地县级以上人民政府意见）", f"{_CLAUSE}（七）")
    if kind is NameKind.PARK:
        return Authority("按照有关法律、行政法规的规定办理", _CLAUSE)
    return Authority("按省级人民政府的规定确定的批准机关", _CLAUSE)


def _government(step: Step | None, otherwise: str, clause: str) -> Authority:
    return Authority(f"{step.name}人民政府" if step else otherwise, clause, step)


def _city_or_county(place: Place) -> Step | None:
    county = place.at("county")
    if county and not county.district:
        return county
    return place.at("prefecture") or place.at("province") if county else None


def right_authority(kind: NameKind, place: Place, approver: Step | None, settings: RuleSettings) -> list[Finding]:
    """N24: the stated approver is the one of the table; without one, says it where a district is easily mistaken."""
    right = authority_for(kind, place)
    if approver:
        return [] if right.division is None or right.division.id == approver.id else [_wrong(kind, right, approver)]
    county = place.at("county")
    by_city = kind in {NameKind.STREET, NameKind.RESIDENTIAL, NameKind.BUILDING}
    severity = settings.severity("N24/district", Severity.INFO)
    if not (by_city and county and county.district) or severity is None:
        return []
    return [
        Finding(
            rule="N24",
            severity=severity,
            basis=Basis.LAW,
            message=f"{county.name}是市辖区，无权批准{kind.label}名称，应由{right.name}批准",
            clause=right.clause,
            fix=f"报{right.name}",
            evidence={"authority": right.as_json(), "district": county.name},
            field="division",
        )
    ]


def _wrong(kind: NameKind, right: Authority, approver: Step) -> Finding:
    why = "市辖区人民政府无权批准" if approver.district else "不是法定的批准机关"
    return Finding(
        rule="N24",
        severity=Severity.BLOCK,
        basis=Basis.LAW,
        message=f"{approver.name}{why}{kind.label}名称，应由{right.name}批准",
        clause=right.clause,
        fix=f"转报{right.name}",
        evidence={"authority": right.as_json(), "approver": f"D{approver.id}"},
        field="authority",
    )
