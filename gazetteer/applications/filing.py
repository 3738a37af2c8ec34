"""N28: with whom an approved name is filed (备案接收机关), 条例第十三条. Pure."""

from dataclasses import dataclass

from gazetteer.applications.deciding import deciding_division
from gazetteer.rules.authority import STATE_COUNCIL
from gazetteer.rules.context import Place, Step
from gazetteer.rules.kinds import NameKind
from office.rulesets.findings import Basis, Finding, Severity

_CLAUSE = "《地名管理条例》第十三条"
DEPARTMENTS = frozenset({NameKind.RESIDENTIAL, NameKind.BUILDING, NameKind.FACILITY, NameKind.PARK})
_ABOVE = {"township": "county", "county": "prefecture", "prefecture": "province"}


@dataclass(frozen=True)
class Receiver:
    """Who takes the filing: the civil affairs department of a division; empty where nothing is filed."""

    name: str
    why: str


def receiver_of(kind: NameKind, place: Place, authority: str = "") -> Receiver:
    """Who takes the filing: what a government approved goes one level up, what a department approved stays level."""
    decider = deciding_division(kind, place)
    if authority.startswith(STATE_COUNCIL) or decider is None:
        return Receiver("", "国务院批准的不须备案")
    if kind in DEPARTMENTS:
        return Receiver(department_of(decider), "部门批准的报同级地名主管部门")
    above = _above(decider, place)
    if above is None:
        return Receiver("民政部", "省级人民政府批准的报国务院，材料送民政部")
    return Receiver(department_of(above), "县级以上人民政府批准的报上一级人民政府，材料送其地名主管部门")


def _above(decider: Step, place: Place) -> Step | None:
    level = decider.level
    while level in _ABOVE:
        level = _ABOVE[level]
        if step := place.at(level):
            return step
    return None


def department_of(step: Step) -> str:
    """The civil affairs department of a division: 吉林省民政厅, 长春市民政局."""
    return f"{step.name}民政厅" if step.level == "province" else f"{step.name}民政局"


def right_receiver(receiver: Receiver, filed_to: str) -> list[Finding]:
    """N28: the filing went to the right receiver."""
    if not filed_to or not receiver.name or filed_to.strip() == receiver.name:
        return []
    return [
        Finding(
            rule="N28",
            severity=Severity.WARN,
            basis=Basis.LAW,
            message=f"备案报送了{filed_to}，应报送{receiver.name}",
            clause=_CLAUSE,
            fix=f"重新报送{receiver.name}（{receiver.why}）",
            evidence={"filed_to": filed_to, "receiver": receiver.name},
            field="file",
        )
    ]
