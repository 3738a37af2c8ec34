"""N24, N25: which authority approves a name of a kind at a place, 条例第十二条."""

from dataclasses import dataclass

from gazetteer.rules.context import Place, Step
from gazetteer.rules.kinds import NameKind
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

_CLAUSE = "《地名管理条例》第十二条"
STATE_COUNCIL = "国务院"
_STATE_CLAUSE = f"{_CLAUSE}（一）；第四条"
BORDER_M = 2000


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
    if kind is NameKind.NATURAL and is_of_the_state(place):
        return Authority(f"{STATE_COUNCIL}（由省级人民政府申报）", _STATE_CLAUSE)
    if kind is NameKind.PARK:
        return Authority("按照有关法律、行政法规的规定办理", _CLAUSE)
    return Authority("按省级人民政府的规定确定的批准机关", _CLAUSE)


def is_of_the_state(place: Place, border_m: float = BORDER_M) -> bool:
    """Whether a place lies in two provinces or at the national border."""
    near = place.border.state_m is not None and place.border.state_m <= border_m
    return near or len(place.border.provinces) > 1


def goes_to_the_state(kind: NameKind, place: Place, authority: str, settings: RuleSettings) -> list[Finding]:
    """N25: natural features at the national border or in two provinces go to the State Council; settlements there may.

    `authority` is the approving body that a case states: where it is the State Council nothing is said.
    """
    settlement = kind in {NameKind.VILLAGE_SEAT, NameKind.HAMLET}
    border_m = settings.limit("border_m", BORDER_M)
    if not is_of_the_state(place, border_m) or not (kind is NameKind.NATURAL or settlement):
        return []
    if authority.startswith(STATE_COUNCIL) or (settlement and place.border.state_m is None):
        return []
    severity = settings.severity("N25/settlement", Severity.WARN) if settlement else Severity.BLOCK
    if severity is None:
        return []
    where = "、".join(place.border.provinces)
    why = f"位于{where}" if len(place.border.provinces) > 1 else f"距国界约 {place.border.state_m or 0:.0f} 米"
    must = "边界条约涉及的，须由省级人民政府报国务院批准" if settlement else "须由省级人民政府报国务院批准"
    fix = "核对是否为边界条约、协定所载；不涉及的，写明理由" if settlement else "转省级人民政府申报，批准机关填“国务院”"
    return [
        Finding(
            rule="N25",
            severity=severity,
            basis=Basis.PRACTICE if settlement else Basis.LAW,
            message=f"{kind.label}{why}，{must}",
            clause=_STATE_CLAUSE,
            fix=fix,
            evidence={"provinces": list(place.border.provinces), "state_border_m": place.border.state_m},
            field="authority",
        )
    ]


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
