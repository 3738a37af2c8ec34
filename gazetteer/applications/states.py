"""The states of a naming case (申请状态) and the one table of steps between them."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a case stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已报送"
    ACCEPTED = "accepted", "已受理"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已批准"
    ANNOUNCED = "announced", "已公告"
    REFUSED = "refused", "不予批准"
    WITHDRAWN = "withdrawn", "已撤回"


class Step(TextChoices):
    """What can be done with a case (办理动作)."""

    EDIT = "edit", "修改"
    SUBMIT = "submit", "报送"
    ACCEPT = "accept", "受理"
    RETURN = "return", "退回"
    ATTACH = "attach", "附材料"
    JUSTIFY = "justify", "说明理由"
    OVERRIDE = "override", "破例"
    COMPLETION = "completion", "告知补正"
    REPORT = "report", "填写报告"
    CONSULT = "consult", "征求意见"
    PAUSE = "pause", "停止计算期限"
    RESUME = "resume", "恢复计算期限"
    EXTEND = "extend", "延长期限"
    APPROVE = "approve", "登记批准"
    REFUSE = "refuse", "不予批准"
    DELIVER = "deliver", "登记送达"
    FILE = "file", "登记备案"
    ANNOUNCE = "announce", "公告"
    NATIONAL = "national", "登记入库"
    SIGNS = "signs", "安排标志"
    OBJECT = "object", "登记异议"
    ANSWER = "answer", "答复异议"
    WITHDRAW = "withdraw", "撤回"


EDITABLE = (State.DRAFT, State.RETURNED)
UNDECIDED = (State.DRAFT, State.RETURNED, State.SUBMITTED, State.ACCEPTED)
DECIDED = (State.APPROVED, State.ANNOUNCED)
CLOSED = (*DECIDED, State.REFUSED)

# The states in which each step is possible: read by the model's transitions and by the refusals.
ALLOWED: dict[Step, tuple[State, ...]] = {
    Step.EDIT: EDITABLE,
    Step.SUBMIT: EDITABLE,
    Step.ACCEPT: (State.SUBMITTED,),
    Step.RETURN: (State.SUBMITTED, State.ACCEPTED),
    Step.ATTACH: (*UNDECIDED, State.APPROVED),
    Step.JUSTIFY: UNDECIDED,
    Step.OVERRIDE: UNDECIDED,
    Step.COMPLETION: (State.SUBMITTED,),
    Step.REPORT: UNDECIDED,
    Step.CONSULT: (State.SUBMITTED, State.ACCEPTED),
    Step.PAUSE: (State.ACCEPTED,),
    Step.RESUME: (State.ACCEPTED,),
    Step.EXTEND: (State.ACCEPTED,),
    Step.APPROVE: (State.ACCEPTED,),
    Step.REFUSE: (State.ACCEPTED,),
    Step.DELIVER: CLOSED,
    Step.FILE: DECIDED,
    Step.NATIONAL: (State.ANNOUNCED,),
    Step.SIGNS: DECIDED,
    Step.OBJECT: (State.SUBMITTED, State.ACCEPTED, State.APPROVED, State.ANNOUNCED),
    Step.ANSWER: (State.SUBMITTED, State.ACCEPTED, State.APPROVED, State.ANNOUNCED),
    Step.ANNOUNCE: (State.APPROVED,),
    Step.WITHDRAW: UNDECIDED,
}
TARGET: dict[Step, State] = {
    Step.SUBMIT: State.SUBMITTED,
    Step.ACCEPT: State.ACCEPTED,
    Step.RETURN: State.RETURNED,
    Step.COMPLETION: State.RETURNED,
    Step.REFUSE: State.REFUSED,
    Step.APPROVE: State.APPROVED,
    Step.ANNOUNCE: State.ANNOUNCED,
    Step.WITHDRAW: State.WITHDRAWN,
}
# A name has one running case at most; a draft claims nothing yet.
RUNNING = (State.SUBMITTED, State.ACCEPTED, State.RETURNED, State.APPROVED)
ROAD = (State.DRAFT, State.SUBMITTED, State.ACCEPTED, State.APPROVED, State.ANNOUNCED)
