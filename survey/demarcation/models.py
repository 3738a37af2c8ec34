"""The survey of a line (勘界工作): its parties, teams and steps. Points and lines stand in `ground_models`."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from boundaries.archive.kinds import Kind
from boundaries.divisions.models import Division
from boundaries.lines.models import Line
from office.intake.models import StoredFile
from survey.demarcation.ground_models import (
    CourseLine,
    CourseText,
    DisputedStretch,
    PointDecision,
    PointPhoto,
    Remark,
    SurveyPoint,
)
from survey.demarcation.override_models import SurveyOverride

__all__ = [
    "CourseLine",
    "CourseText",
    "DisputedStretch",
    "LineSurvey",
    "Party",
    "PointDecision",
    "PointPhoto",
    "Remark",
    "Step",
    "SurveyOverride",
    "SurveyPaper",
    "SurveyPoint",
    "SurveyState",
    "Team",
]


class SurveyState(models.TextChoices):
    """Whether a survey is going on (勘界工作状态)."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class LineSurvey(FSMModelMixin, models.Model):
    """The survey of one line from its plan to its archived papers (勘界工作).

    `standard` is the version of the survey standard that judges it, `scale` the denominator of the map scale.
    `source_type` and `source_id` name the task that asked for it, empty where it was opened by hand. What was signed
    and accepted stays what it was: `accepted_hash`, though the register went on.
    """

    line = models.ForeignKey(Line, models.PROTECT, related_name="surveys", verbose_name="界线")
    title = models.CharField("名称", max_length=200)
    standard = models.CharField("勘界标准版本", max_length=40)
    scale = models.PositiveIntegerField("比例尺分母")
    source_type = models.CharField("来源类型", max_length=80, blank=True)
    source_id = models.CharField("来源编号", max_length=80, blank=True)
    state = FSMField("状态", default=SurveyState.OPEN, choices=SurveyState.choices, protected=True)
    reason = models.CharField("取消理由", max_length=300, blank=True)
    opened_on = models.DateField("开始日期")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发起人")
    closed_on = models.DateField("办结日期", null=True)
    accepted_hash = models.CharField("验收内容 SHA-256", max_length=64, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "勘界工作"
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(state="open"),
                name="one_open_survey_of_a_line",
                violation_error_message="这条界线已有一项勘界工作正在进行。",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""),
                name="cancelled_survey_says_why",
                violation_error_message="取消勘界工作须写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(closed_on__isnull=True),
                name="open_survey_has_no_end",
                violation_error_message="进行中的勘界工作不能有办结日期。",
            ),
            models.CheckConstraint(
                condition=Q(scale__gt=0) & ~Q(title=""),
                name="survey_has_title_and_scale",
                violation_error_message="勘界工作须有名称和比例尺。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/survey/lines/{self.pk}/"

    @transition(state, source=SurveyState.OPEN, target=SurveyState.CLOSED)
    def mark_closed(self) -> None:
        """The papers are in the archive."""

    @transition(state, source=SurveyState.OPEN, target=SurveyState.CANCELLED)
    def mark_cancelled(self) -> None:
        """It is not gone on with."""


class Party(models.Model):
    """One side of a survey (一方): 0 is the side of the smaller code (A), 1 the other (B), 2… third sides.

    `name` is the division's on the day of opening.
    """

    survey = models.ForeignKey(LineSurvey, models.CASCADE, related_name="parties", verbose_name="勘界工作")
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="区划")
    order = models.PositiveSmallIntegerField("次序")
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = "一方"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "division"],
                name="party_once_in_a_survey",
                violation_error_message="同一区划在一项勘界工作中只能是一方。",
            ),
            models.UniqueConstraint(
                fields=["survey", "order"],
                name="party_order_once",
                violation_error_message="各方的次序不能相同。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def letter(self) -> str:
        """A, B, C… as the forms name the sides."""
        return chr(ord("A") + self.order)


class Team(models.Model):
    """Who measures for a party (作业队伍), with the licence for surveying (测绘资质), 测绘法 art. 27 and 29."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="team", verbose_name="一方")
    organisation = models.CharField("测绘单位", max_length=120)
    licence = models.CharField("测绘资质证书编号", max_length=60, blank=True)
    grade = models.CharField("资质等级", max_length=20, blank=True)
    licence_until = models.DateField("资质有效期至", null=True, blank=True)
    leader = models.CharField("负责人", max_length=60)
    members = models.TextField("作业人员", blank=True)

    class Meta:
        verbose_name = "作业队伍"
        constraints = [
            models.CheckConstraint(
                condition=~Q(organisation="") & ~Q(leader=""),
                name="team_names_organisation_and_leader",
                violation_error_message="作业队伍须写明测绘单位和负责人。",
            )
        ]

    def __str__(self) -> str:
        return self.organisation


class Step(models.Model):
    """One step of a survey (环节), in the order of the standard; what it asks for stands in `steps`."""

    survey = models.ForeignKey(LineSurvey, models.CASCADE, related_name="steps", verbose_name="勘界工作")
    key = models.CharField("环节", max_length=40)
    position = models.PositiveSmallIntegerField("序号")
    due = models.DateField("期限", null=True)
    basis = models.CharField("期限依据", max_length=200, blank=True)
    done_on = models.DateField("完成日期", null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "环节"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "key"], name="step_once_in_a_survey", violation_error_message="同一环节只有一个。"
            ),
            models.UniqueConstraint(
                fields=["survey", "position"], name="step_position_once", violation_error_message="环节的序号不能相同。"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="done_step_says_by_whom",
                violation_error_message="完成的环节须写明办理人和日期。",
            ),
        ]


class SurveyPaper(models.Model):
    """A paper of a step (环节材料); withdrawn ones stay on record. `kind` as the archive files it."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="papers", verbose_name="环节")
    kind = models.CharField("文件种类", max_length=24, choices=Kind.choices)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name="提交方")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="原件")
    filename = models.CharField("文件名", max_length=255)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提交人")
    added_at = models.DateTimeField("提交时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_why = models.CharField("撤回理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "环节材料"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "kind", "file"],
                condition=Q(withdrawn_at__isnull=True),
                name="survey_paper_once",
                violation_error_message="这份材料已经在此环节中。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""),
                name="withdrawn_paper_says_why",
                violation_error_message="撤回材料须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="survey_paper_of_a_known_kind",
                violation_error_message="材料种类不在清单内。",
            ),
        ]

    def __str__(self) -> str:
        return self.filename
