"""Which step is refused to whom in which state, and the sentence that says why."""

from itertools import product

import pytest

from gazetteer.applications.refusals import Openness, Rights, openness, refusal
from gazetteer.applications.states import ALLOWED, State, Step
from office.rulesets.findings import Basis, Finding, Severity

ALL = Rights(None, None, None)
NONE = Rights("无录入权", "无办理权", "无破例权")
CAPACITY = {
    Step.EDIT: {"enter"},
    Step.SUBMIT: {"enter"},
    Step.WITHDRAW: {"enter"},
    Step.ACCEPT: {"decide"},
    Step.RETURN: {"decide"},
    Step.APPROVE: {"decide"},
    Step.ANNOUNCE: {"decide"},
    Step.OVERRIDE: {"override"},
    Step.JUSTIFY: {"enter", "decide"},
    Step.ATTACH: {"enter", "decide"},
    Step.REPORT: {"enter", "decide"},
    Step.OBJECT: {"enter", "decide"},
    **dict.fromkeys(
        (
            Step.COMPLETION,
            Step.CONSULT,
            Step.PAUSE,
            Step.RESUME,
            Step.EXTEND,
            Step.REFUSE,
            Step.DELIVER,
            Step.FILE,
            Step.NATIONAL,
            Step.SIGNS,
            Step.ANSWER,
        ),
        {"decide"},
    ),
}


def finding(severity: Severity, basis: Basis = Basis.LAW, rule: str = "N09") -> Finding:
    return Finding(rule=rule, severity=severity, basis=basis, message="某某")


@pytest.mark.parametrize(("step", "state"), list(product(Step, State)))
def test_state_decides_for_who_may(step, state):
    sentence = refusal(step, state, ALL)
    assert (sentence is None) == (state in ALLOWED[step])
    if sentence:
        assert state.label in sentence
        assert step.label in sentence


@pytest.mark.parametrize(("step", "held"), list(product(Step, ("enter", "decide", "override"))))
def test_each_step_asks_for_its_own_capacity(step, held):
    rights = Rights(**{name: None if name == held else f"无{name}" for name in ("enter", "decide", "override")})
    state = ALLOWED[step][0]
    assert (refusal(step, state, rights) is None) == (held in CAPACITY[step])


@pytest.mark.parametrize("step", Step)
def test_right_is_named_before_state(step):
    assert refusal(step, State.WITHDRAWN, NONE) in ("无录入权", "无办理权", "无破例权")


def test_integrity_is_never_settled_and_law_is_by_its_key():
    broken, legal = finding(Severity.BLOCK, Basis.INTEGRITY, "N33"), finding(Severity.BLOCK)
    warn, info = finding(Severity.WARN, rule="N11"), finding(Severity.INFO, rule="N12")
    against = openness([broken, legal, warn, info], frozenset("abcd"), ["a", "b", "c", "d"])
    assert against == Openness((broken,), (), ())
    against = openness([broken, legal, warn, info], frozenset(), ["a", "b", "c", "d"])
    assert against == Openness((broken,), (legal,), (warn,))


def test_what_stands_against_a_case_is_said():
    legal = Openness(legal=(finding(Severity.BLOCK),))
    assert "仅省级地名管理员可据文件破例" in (refusal(Step.SUBMIT, State.DRAFT, ALL, legal) or "")
    broken = Openness(integrity=(finding(Severity.BLOCK, Basis.INTEGRITY, "N33"),))
    assert "N33" in (refusal(Step.APPROVE, State.ACCEPTED, ALL, broken) or "")
    warned = Openness(warnings=(finding(Severity.WARN, rule="N11"),))
    assert refusal(Step.SUBMIT, State.DRAFT, ALL, warned) is None
    assert "N11" in (refusal(Step.APPROVE, State.ACCEPTED, ALL, warned) or "")
    assert refusal(Step.ACCEPT, State.SUBMITTED, ALL, legal) is None
