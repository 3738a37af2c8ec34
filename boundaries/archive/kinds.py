"""What kinds of paper there are and how long they are kept (文件种类、保管期限、密级). No ORM, no I/O.

Kinds: Decree 353 art. 13, 《勘界档案管理暂行规定》, the result papers of a joint inspection, Decree 704 art. 13 to 20.
"""

from dataclasses import dataclass

from django.db.models import TextChoices


class Material(TextChoices):
    """The two classes of 《勘界档案管理暂行规定》; the values are the category codes of the archive number."""

    DOCUMENTS = "WS", "文书综合材料"
    RESULTS = "ZY", "勘界成果材料"


class Retention(TextChoices):
    """How long a file is kept (保管期限); the values stand in the archive number. 长期 is the older word."""

    PERMANENT = "Y", "永久"
    LONG = "C", "长期"
    THIRTY = "D30", "30年"
    TEN = "D10", "10年"


class Security(TextChoices):
    """The security level (密级). What is classified is not on this system, only where its paper lies."""

    OPEN = "open", "公开"
    INTERNAL = "internal", "内部"
    SECRET = "secret", "秘密"
    CONFIDENTIAL = "confidential", "机密"
    TOP = "top", "绝密"


CLASSIFIED = (Security.SECRET, Security.CONFIDENTIAL, Security.TOP)


class Kind(TextChoices):
    """What a paper is (文件种类)."""

    SURVEY_PLAN = "survey_plan", "联合勘界方案"
    SURVEY_PLAN_REQUEST = "survey_plan_request", "勘界方案请示"
    SURVEY_PLAN_REPLY = "survey_plan_reply", "勘界方案批复"
    MINUTES = "minutes", "协商（会议）纪要"
    NEGOTIATED = "negotiated", "历次协商协议及附图"
    SURVEY_SUMMARY = "survey_summary", "勘界工作总结"
    AGREEMENT = "agreement", "边界协议书"
    AGREEMENT_MAP = "agreement_map", "协议书附图（工作图）"
    AGREEMENT_ANNEX = "agreement_annex", "协议书附件"
    DRAFTING_NOTE = "drafting_note", "协议书起草说明"
    APPROVAL_REQUEST = "approval_request", "报批请示"
    APPROVAL = "approval", "批准文件（批复）"
    NOTICE = "notice", "通告、公告"
    FILING = "filing", "备案材料"
    MARKER_FORM = "marker_form", "界桩登记表"
    MARKER_TABLE = "marker_table", "界桩成果表"
    POINT_TABLE = "point_table", "边界点成果表"
    MARK_RECORD = "mark_record", "界线标志记录"
    TRIPLE_AGREEMENT = "triple_agreement", "三交点协议书"
    TRIPLE_MAP = "triple_map", "三交点附图"
    TRIPLE_MINUTES = "triple_minutes", "三交点纪要"
    LINE_HISTORY = "line_history", "界线变更材料"
    SURVEY_RECORD = "survey_record", "其他勘界记录"
    INSPECTION_PLAN = "inspection_plan", "联检实施方案"
    INSPECTION_MINUTES = "inspection_minutes", "联席会议纪要"
    INSPECTION_RECORD = "inspection_record", "界线联检记录表"
    MARKER_CHECK = "marker_check", "界桩检查记录、照片"
    RESURVEY_MAP = "resurvey_map", "修测图、补调记录"
    CROSSING_TABLE = "crossing_table", "跨界建设情况表"
    PROBLEM_LIST = "problem_list", "问题清单与处理意见"
    INSPECTION_REPORT = "inspection_report", "联合检查报告"
    INSPECTION_FILING = "inspection_filing", "联检报送备案的请示、函"
    CATALOGUE = "catalogue", "归档目录"
    CHANGE_APPLICATION = "change_application", "行政区划变更申请书"
    CHANGE_FACTS = "change_facts", "历史地理等综合情况"
    CHANGE_RISK = "change_risk", "风险评估报告"
    CHANGE_EXPERTS = "change_experts", "专家论证报告"
    CHANGE_OPINIONS = "change_opinions", "征求意见情况"
    CHANGE_MAP_BEFORE = "change_map_before", "变更前行政区划图"
    CHANGE_MAP_PLAN = "change_map_plan", "变更方案示意图"
    CHANGE_CODE = "change_code", "区划代码确定文件"
    CHANGE_COMPLETION = "change_completion", "变更完成情况报告"
    NAME_APPLICATION = "name_application", "地名命名更名申请材料"
    NAME_DECISION = "name_decision", "地名批准、公告、备案文件"
    OTHER = "other", "其他材料"


@dataclass(frozen=True)
class Habit:
    """How a kind is usually filed: its class and how long it is kept; the archivist may file it otherwise."""

    material: Material
    retention: Retention


_RESULTS = {
    Kind.AGREEMENT,
    Kind.AGREEMENT_MAP,
    Kind.AGREEMENT_ANNEX,
    Kind.MARKER_FORM,
    Kind.MARKER_TABLE,
    Kind.POINT_TABLE,
    Kind.MARK_RECORD,
    Kind.TRIPLE_AGREEMENT,
    Kind.TRIPLE_MAP,
    Kind.LINE_HISTORY,
    Kind.INSPECTION_RECORD,
    Kind.MARKER_CHECK,
    Kind.RESURVEY_MAP,
    Kind.INSPECTION_REPORT,
}
_THIRTY = {
    Kind.SURVEY_PLAN_REQUEST,
    Kind.SURVEY_SUMMARY,
    Kind.DRAFTING_NOTE,
    Kind.INSPECTION_PLAN,
    Kind.INSPECTION_MINUTES,
    Kind.CROSSING_TABLE,
    Kind.PROBLEM_LIST,
    Kind.CHANGE_OPINIONS,
    Kind.NAME_APPLICATION,
    Kind.OTHER,
}


def habit_of(kind: str) -> Habit:
    """The usual class and retention of a kind; for 长期 of 《勘界档案管理暂行规定》 stands today's 30年."""
    chosen = Kind(kind)
    return Habit(
        Material.RESULTS if chosen in _RESULTS else Material.DOCUMENTS,
        Retention.THIRTY if chosen in _THIRTY else Retention.PERMANENT,
    )
