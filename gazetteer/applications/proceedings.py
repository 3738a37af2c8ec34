"""The words of the way of a case (办理用语): matters, reasons, reports and their sections, opinions."""

from django.db.models import TextChoices


class Matter(TextChoices):
    """What a case asks for (申请事项), 条例第九至十一条."""

    NAMING = "naming", "命名"
    RENAMING = "renaming", "更名"
    ABOLITION = "abolition", "销名"


class ChangeReason(TextChoices):
    """Why a name is changed or given up, 条例第十条."""

    DIVISION_CHANGE = "division", "区划变更"
    BUILDING = "building", "城乡建设"
    NATURE = "nature", "自然变化"
    BREACH = "breach", "名称不合规定"
    OTHER = "other", "其他"


LAWFUL_REASONS = frozenset(
    {ChangeReason.DIVISION_CHANGE, ChangeReason.BUILDING, ChangeReason.NATURE, ChangeReason.BREACH}
)


class PauseCause(TextChoices):
    """Why the clock of a case stands still, 《行政许可法》第四十五条."""

    EXPERTS = "experts", "专家评审"
    HEARING = "hearing", "听证"
    TESTING = "testing", "检测、鉴定"
    COMPLETION = "completion", "等待补正材料"
    OTHER = "other", "其他"


class ReportKind(TextChoices):
    """The three reports, 条例第十一条 and 实施办法第五条."""

    ASSESSMENT = "assessment", "综合评估报告"
    EXPERTS = "experts", "专家论证报告"
    OPINIONS = "opinions", "征求意见报告"


# What each report has to contain, 实施办法第五条: key → heading, in the order of the paper.
SECTIONS: dict[ReportKind, dict[str, str]] = {
    ReportKind.ASSESSMENT: {
        "legality": "合法性",
        "feasibility": "可行性",
        "controllability": "可控性",
        "effects": "可能产生的社会影响",
        "risks": "风险",
        "countermeasures": "应对措施",
    },
    ReportKind.EXPERTS: {
        "necessity": "必要性",
        "scientific": "科学性",
        "reasonableness": "合理性",
        "risks": "风险",
        "opinions": "专家意见",
    },
    ReportKind.OPINIONS: {
        "process": "征求意见的过程和范围",
        "opinions": "主要意见",
        "handling": "采纳和处理情况",
    },
}


class ConsultedAs(TextChoices):
    """In which capacity a body is asked."""

    NAMES = "names", "同级地名主管部门"
    GOVERNMENT = "government", "所在地县级以上人民政府"
    OTHER = "other", "其他机关"


class Opinion(TextChoices):
    """What a body said."""

    AGREES = "agrees", "同意"
    DISAGREES = "disagrees", "不同意"
