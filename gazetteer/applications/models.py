"""The naming case (地名命名申请), what was found about it, what was said to that, and its papers."""

import datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django_fsm import FSMField, FSMModelMixin, transition

from boundaries.divisions.models import Division
from gazetteer.applications.proceeding_models import Batch, CasePause, Consultation, Objection, Report
from gazetteer.applications.proceedings import ChangeReason, Matter
from gazetteer.applications.states import ALLOWED, CLOSED, DECIDED, RUNNING, TARGET, State, Step
from gazetteer.names.models import Feature
from gazetteer.rules.kinds import DIVISION_KINDS, NameKind
from office.intake.models import StoredFile
from office.spatial.fields import RegisterGeometry

__all__ = [
    "ApplicantType",
    "Application",
    "Attachment",
    "AttachmentKind",
    "Batch",
    "CaseCounter",
    "CasePause",
    "Consultation",
    "DeclaredCrs",
    "Justification",
    "Objection",
    "Report",
    "Verdict",
]


class ApplicantType(models.TextChoices):
    """Who may apply, 《地名管理条例》第十一条."""

    STATE_ORGAN = "state_organ", "机关"
    ENTERPRISE = "enterprise", "企业"
    INSTITUTION = "institution", "事业单位"
    SELF_GOVERNING = "self_governing", "基层群众性自治组织"
    OTHER = "other", "其他单位"


class DeclaredCrs(models.TextChoices):
    """The system in which the position was given; others are not taken, since no true parameters are public."""

    CGCS2000 = "cgcs2000", "CGCS2000 经纬度"
    WGS84 = "wgs84", "WGS 84 经纬度（手机、手持机）"


class CaseCounter(models.Model):
    """The last serial number given out in a year (年度流水号)."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "年度流水号"


DUE_LABELS = {"accept": "受理", "approve": "决定", "deliver": "送达", "file": "备案", "announce": "公告"}


class Application(FSMModelMixin, models.Model):
    """One proposed name on its way from application to announcement (命名申请), 条例第十一至十四条.

    The papers of the deciding body are recorded here with number and date; what the public reads is
    written into the register by the announcement. `version` rises with every change.
    """

    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    serial = models.PositiveIntegerField("流水号", null=True, blank=True)
    matter = models.CharField("申请事项", max_length=10, choices=Matter.choices, default=Matter.NAMING)
    about = models.ForeignKey(
        Feature, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name="所涉地名实体"
    )
    change_reason = models.CharField("更名、销名事由", max_length=10, choices=ChangeReason.choices, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="批次")
    batch_row = models.PositiveSmallIntegerField("批内序号", null=True, blank=True)
    kind = models.CharField("类别", max_length=16, choices=NameKind.choices)
    name = models.CharField("拟用名称", max_length=200)
    specific = models.CharField("专名", max_length=120, blank=True)
    generic = models.CharField("通名", max_length=40, blank=True)
    pinyin = models.CharField("罗马字母拼写", max_length=200, blank=True)
    pinyin_toned = models.CharField("标调拼写", max_length=240, blank=True)
    readings = models.JSONField("确认的读音", default=list, blank=True)
    alternatives = ArrayField(models.CharField(max_length=60), verbose_name="备选名称", default=list, blank=True)
    home = models.ForeignKey(Division, models.PROTECT, related_name="applications", verbose_name="所属政区")
    geom = RegisterGeometry("位置", null=True, blank=True)
    declared_crs = models.CharField(
        "坐标系", max_length=10, choices=DeclaredCrs.choices, default=DeclaredCrs.CGCS2000, blank=True
    )
    position_text = models.CharField("位置描述", max_length=300, blank=True)
    nature = models.CharField("规模与性质", max_length=300, blank=True)
    length_m = models.FloatField("长（米）", null=True, blank=True)
    width_m = models.FloatField("宽（米）", null=True, blank=True)
    area_m2 = models.FloatField("面积（平方米）", null=True, blank=True)
    minority_form = models.CharField("民族文字", max_length=200, blank=True)
    naming_plan = models.CharField("依据的地名方案", max_length=200, blank=True)
    reasons = models.TextField("命名理由", blank=True)
    meaning = models.TextField("含义与来历", blank=True)
    no_link_statement = models.TextField("与人名、企业、商标无特定联系的说明", blank=True)
    applicant_type = models.CharField("申请人类型", max_length=16, choices=ApplicantType.choices, blank=True)
    applicant_name = models.CharField("申请单位", max_length=120, blank=True)
    contact = models.CharField("联系人与电话", max_length=120, blank=True)

    state = FSMField("状态", max_length=12, choices=State.choices, default=State.DRAFT, protected=True)
    version = models.PositiveIntegerField("版本", default=1)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人")
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    return_reason = models.TextField("退回原因", blank=True)
    closing_reason = models.TextField("撤回、不予批准的原因", blank=True)
    completion_asked_on = models.DateField("告知补正日期", null=True, blank=True)
    extended_on = models.DateField("延长批准日期", null=True, blank=True)
    extension_reason = models.CharField("延长理由", max_length=300, blank=True)
    due_on = models.DateField("最近期限", null=True, blank=True)
    due_step = models.CharField("最近期限的步骤", max_length=12, blank=True)

    authority = models.CharField("批准机关", max_length=120, blank=True)
    deciding = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准机关所在政区"
    )
    document_number = models.CharField("批准文号", max_length=80, blank=True)
    decided_on = models.DateField("批准日期", null=True, blank=True)
    decision_recorded_on = models.DateField("批准登记日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准登记人"
    )
    decided_inside = models.BooleanField("在系统内批准", default=False)
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    delivered_how = models.CharField("送达方式", max_length=120, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    filed_to = models.CharField("备案接收机关", max_length=120, blank=True)
    filing_number = models.CharField("备案编号", max_length=80, blank=True)
    national_id = models.CharField("国家地名信息库编号", max_length=60, blank=True)
    national_on = models.DateField("入库日期", null=True, blank=True)
    signs_on = models.DateField("标志安排日期", null=True, blank=True)
    signs_note = models.CharField("标志安排", max_length=300, blank=True)
    announced_on = models.DateField("公告日期", null=True, blank=True)
    announcement = models.JSONField("公告内容", default=dict, blank=True)
    feature = models.OneToOneField(
        Feature, models.PROTECT, null=True, blank=True, related_name="application", verbose_name="地名库实体"
    )
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "命名申请"
        verbose_name_plural = "命名申请"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "kind", "home"],
                condition=Q(state__in=[str(state) for state in RUNNING]),
                name="one_running_case_per_name",
                violation_error_message="同一政区内，此名称已有一件在办申请，请并入该件办理。",
            ),
            models.UniqueConstraint(
                fields=["year", "serial"],
                name="case_number_once_a_year",
                violation_error_message="本年度此件号已经使用。",
            ),
            ExclusionConstraint(
                name="document_number_once_per_authority",
                expressions=[
                    (F("authority"), RangeOperators.EQUAL),
                    (F("document_number"), RangeOperators.EQUAL),
                    (Coalesce(F("batch_id"), -F("id")), RangeOperators.NOT_EQUAL),
                ],
                condition=~Q(document_number=""),
                violation_error_message="该批准机关的这一文号已经登记在另一件申请上。",
            ),
            models.UniqueConstraint(
                fields=["about"],
                condition=Q(state__in=[str(state) for state in RUNNING]),
                name="one_running_change_per_thing",
                violation_error_message="此地名已有一件在办的更名或销名申请，请先办结。",
            ),
            models.CheckConstraint(
                condition=Q(matter=str(Matter.NAMING), about__isnull=True)
                | (~Q(matter=str(Matter.NAMING)) & Q(about__isnull=False)),
                name="change_names_its_thing",
                violation_error_message="更名、销名须指明原地名，命名不涉及原地名。",
            ),
            models.UniqueConstraint(
                fields=["batch", "batch_row"],
                name="batch_row_once",
                violation_error_message="批内序号不能重复。",
            ),
            models.CheckConstraint(
                condition=Q(filed_on__isnull=True) | (Q(filed_on__gte=F("decided_on")) & ~Q(filed_to="")),
                name="filed_after_decision",
                violation_error_message="备案须写明接收机关，日期不早于批准日期。",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on__isnull=True) | Q(delivered_on__gte=F("decided_on")),
                name="delivered_after_decision",
                violation_error_message="送达日期不能早于批准日期。",
            ),
            models.CheckConstraint(
                condition=Q(extended_on__isnull=True) | ~Q(extension_reason=""),
                name="extension_has_a_reason",
                violation_error_message="延长期限须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in State]),
                name="case_state_known",
                violation_error_message="没有这一状态。",
            ),
            models.CheckConstraint(
                condition=(Q(length_m__isnull=True) | Q(length_m__gt=0))
                & (Q(width_m__isnull=True) | Q(width_m__gt=0))
                & (Q(area_m2__isnull=True) | Q(area_m2__gt=0)),
                name="case_measures_positive",
                violation_error_message="长、宽、面积应大于 0。",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="case_has_a_name", violation_error_message="拟用名称不能为空。"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(State.DRAFT), str(State.WITHDRAWN)])
                | Q(submitted_on__isnull=False, serial__isnull=False, year__isnull=False),
                name="sent_case_has_number_and_date",
                violation_error_message="已报送的申请须有件号和报送日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state=str(State.RETURNED)) | ~Q(return_reason=""),
                name="return_has_a_reason",
                violation_error_message="退回须写明原因。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[str(state) for state in CLOSED])
                | (
                    Q(decided_on__isnull=False, decision_recorded_on__isnull=False, decided_by__isnull=False)
                    & ~Q(document_number="")
                    & ~Q(authority="")
                ),
                name="approved_case_has_its_decision",
                violation_error_message="批准须登记批准机关、文号和日期。",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("submitted_on")),
                name="decision_not_before_application",
                violation_error_message="批准日期不能早于报送日期。",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__lte=F("decision_recorded_on")),
                name="decision_not_in_the_future",
                violation_error_message="批准日期不能晚于今天。",
            ),
            models.CheckConstraint(
                condition=~Q(state=str(State.ANNOUNCED)) | Q(announced_on__gte=F("decided_on")),
                name="announced_after_decision",
                violation_error_message="公告须有日期，且不早于批准日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-updated_at"], name="case_by_state"),
            models.Index(fields=["home", "state"], name="case_by_home"),
            models.Index(fields=["due_on"], name="case_by_due"),
            models.Index(fields=["specific", "kind"], name="case_by_specific"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def number(self) -> str:
        """The case number as the office writes it: 地名〔2025〕0147; a draft has none."""
        return f"地名〔{self.year}〕{self.serial:04d}" if self.serial else "未编号"

    @property
    def state_label(self) -> str:
        return State(self.state).label

    @property
    def due_label(self) -> str:
        """The step whose limit ends first: 受理, 决定, 送达, 备案, 公告."""
        return DUE_LABELS.get(self.due_step, "")

    @property
    def nature_told(self) -> str:
        """Size and nature as the form states them, the measures first: 长 420 米，宽 6 米，水泥路."""
        measures = (("长", self.length_m, "米"), ("宽", self.width_m, "米"), ("面积", self.area_m2, "平方米"))
        told = [f"{label} {value:g} {unit}" for label, value, unit in measures if value is not None]
        return "，".join([*told, self.nature] if self.nature else told)

    @property
    def awaits_division_change(self) -> bool:
        """Whether the approved name still needs a division change before it is anybody's name (Decree 704)."""
        return self.state in DECIDED and self.kind in DIVISION_KINDS

    @transition(field=state, source=ALLOWED[Step.SUBMIT], target=TARGET[Step.SUBMIT])
    def to_submitted(self, day: datetime.date) -> None:
        self.submitted_on = day
        self.return_reason = ""

    @transition(field=state, source=ALLOWED[Step.ACCEPT], target=TARGET[Step.ACCEPT])
    def to_accepted(self, day: datetime.date) -> None:
        self.accepted_on = day

    @transition(field=state, source=ALLOWED[Step.RETURN], target=TARGET[Step.RETURN])
    def to_returned(self, reason: str) -> None:
        self.return_reason = reason
        self.accepted_on = None

    @transition(field=state, source=ALLOWED[Step.COMPLETION], target=TARGET[Step.COMPLETION])
    def to_completion(self, missing: str, day: datetime.date) -> None:
        self.return_reason = missing
        self.completion_asked_on = day

    @transition(field=state, source=ALLOWED[Step.APPROVE], target=TARGET[Step.APPROVE])
    def to_approved(self) -> None: ...

    @transition(field=state, source=ALLOWED[Step.REFUSE], target=TARGET[Step.REFUSE])
    def to_refused(self, reason: str) -> None:
        self.closing_reason = reason

    @transition(field=state, source=ALLOWED[Step.ANNOUNCE], target=TARGET[Step.ANNOUNCE])
    def to_announced(self, day: datetime.date) -> None:
        self.announced_on = day

    @transition(field=state, source=ALLOWED[Step.WITHDRAW], target=TARGET[Step.WITHDRAW])
    def to_withdrawn(self, reason: str) -> None:
        self.closing_reason = reason


class AttachmentKind(models.TextChoices):
    """The papers of a case (材料种类), 条例第十一条 and 实施办法第五条."""

    FORM = "form", "申请书"
    MAP = "map", "位置示意图"
    ASSESSMENT = "assessment", "综合评估报告"
    EXPERTS = "experts", "专家论证报告"
    OPINIONS = "opinions", "征求意见报告"
    APPROVAL = "approval", "批复文件"
    FILING = "filing", "备案报告"
    PROTECTION = "protection", "地名保护措施"
    EXCEPTION = "exception", "破例依据文件"
    OTHER = "other", "其他材料"


class Attachment(models.Model):
    """A paper of a case; its bytes are kept under their hash (申请材料)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    kind = models.CharField("材料种类", max_length=12, choices=AttachmentKind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    filename = models.CharField("文件名", max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "申请材料"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "file"],
                name="paper_once_per_case",
                violation_error_message="此文件已在本件的同类材料中。",
            )
        ]


class Verdict(models.Model):
    """The findings about a case at one moment, frozen with the rule sets that judged it (审查结论)."""

    class Moment(models.TextChoices):
        SUBMISSION = "submission", "报送时"
        DECISION = "decision", "批准时"

    application = models.ForeignKey(Application, models.CASCADE, related_name="verdicts")
    moment = models.CharField("时点", max_length=12, choices=Moment.choices)
    judged_at = models.DateTimeField("审查时间", auto_now_add=True)
    name = models.CharField("名称", max_length=200)
    scope = models.CharField("比对范围", max_length=300, blank=True)
    findings = models.JSONField("审查意见")
    rule_sets = models.JSONField("规则版本")

    class Meta:
        verbose_name = "审查结论"
        ordering = ["id"]


class Justification(models.Model):
    """Why a warning was kept or a legal block overridden (保留理由、破例); bound to the finding's content."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="justifications")
    rule = models.CharField("规则", max_length=8)
    finding_hash = models.CharField("意见哈希", max_length=64)
    message = models.CharField("意见", max_length=500)
    overrides = models.BooleanField("破例")
    reason = models.TextField("理由")
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "理由说明"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "finding_hash"],
                name="finding_justified_once",
                violation_error_message="此条意见已有理由说明。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="justification_has_a_reason", violation_error_message="理由不能为空。"
            ),
            models.CheckConstraint(
                condition=Q(overrides=False) | Q(document__isnull=False),
                name="override_has_a_document",
                violation_error_message="破例须附依据文件。",
            ),
        ]
