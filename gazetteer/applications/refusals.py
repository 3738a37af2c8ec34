"""Why a step is refused (不能办理的原因): role, jurisdiction and state make one sentence, or None.

Pages show it beside the refused button, actions raise it; there is no other place that decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gazetteer.applications.states import ALLOWED, State, Step
from office.rulesets.findings import Basis, Finding, Severity


class Refused(Exception):
    """An action did not happen; the message is for the user, the findings say more where there are any."""

    def __init__(self, sentence: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.findings = list(findings)


class NotAllowed(Refused):
    """The person may not do this here."""


class StaleCase(Refused):
    """Somebody else changed the case since the page was opened."""


@dataclass(frozen=True)
class Rights:
    """Why a person may not act on a case in each of the three capacities; None where they may.

    `enter`: for the applicant, over the division where the thing lies; `decide`: for the deciding
    authority; `override`: the official of the province.
    """

    enter: str | None
    decide: str | None
    override: str | None


@dataclass(frozen=True)
class Openness:
    """What still stands against a case."""

    integrity: tuple[Finding, ...] = ()
    legal: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


_CAPACITY = {
    Step.EDIT: "enter",
    Step.SUBMIT: "enter",
    Step.WITHDRAW: "enter",
    Step.COMPLETION: "decide",
    Step.CONSULT: "decide",
    Step.PAUSE: "decide",
    Step.RESUME: "decide",
    Step.EXTEND: "decide",
    Step.REFUSE: "decide",
    Step.DELIVER: "decide",
    Step.FILE: "decide",
    Step.NATIONAL: "decide",
    Step.SIGNS: "decide",
    Step.ANSWER: "decide",
    Step.ACCEPT: "decide",
    Step.RETURN: "decide",
    Step.APPROVE: "decide",
    Step.ANNOUNCE: "decide",
    Step.OVERRIDE: "override",
}


_EITHER = frozenset({Step.JUSTIFY, Step.ATTACH, Step.REPORT, Step.OBJECT})


def refusal(step: Step, state: State, rights: Rights, against: Openness | None = None) -> str | None:
    """Why this step is refused, or None: first the right, then the state, then what stands against it."""
    return no_right(step, rights) or _wrong_state(step, state) or (_not_clear(step, against) if against else None)


def no_right(step: Step, rights: Rights) -> str | None:
    if step in _EITHER:
        return rights.enter and rights.decide
    return getattr(rights, _CAPACITY[step])


def _wrong_state(step: Step, state: State) -> str | None:
    allowed = ALLOWED[step]
    if state in allowed:
        return None
    where = "、".join(f"“{item.label}”" for item in allowed)
    return f"此件{state.label}，{where}的申请才能{step.label}。"


def _not_clear(step: Step, against: Openness) -> str | None:
    if step not in (Step.SUBMIT, Step.APPROVE):
        return None
    if against.integrity:
        return f"不能{step.label}：{rules_of(against.integrity)} 未解决，须先改正，不能破例。"
    if against.legal:
        return f"不能{step.label}：{rules_of(against.legal)} 未解决，仅省级地名管理员可据文件破例。"
    if step is Step.APPROVE and against.warnings:
        return f"不能{step.label}：{rules_of(against.warnings)} 尚未说明保留理由。"
    return None


def rules_of(findings: Sequence[Finding]) -> str:
    """The rule ids of some findings, each once: “N09、N11”."""
    return "、".join(dict.fromkeys(finding.rule for finding in findings))


def openness(findings: Sequence[Finding], settled: frozenset[str], keys: Sequence[str]) -> Openness:
    """What stands against a case: findings whose key (same order as `findings`) nobody has settled.

    An integrity block is never settled by a reason.
    """
    integrity, legal, warnings = [], [], []
    for finding, key in zip(findings, keys, strict=True):
        if finding.blocks and finding.basis is Basis.INTEGRITY:
            integrity.append(finding)
        elif key in settled:
            continue
        elif finding.blocks:
            legal.append(finding)
        elif finding.severity is Severity.WARN:
            warnings.append(finding)
    return Openness(tuple(integrity), tuple(legal), tuple(warnings))
