"""What happens to a case on its way (办理过程): clocks that stand still, reports, consultations, objections."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from gazetteer.applications.proceedings import ConsultedAs, Opinion, PauseCause, ReportKind


class CasePause(models.Model):
    """A time that the limits of a case do not count (不计入期限), 《行政许可法》第四十五条; open until `ended_on`."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="pauses")
    cause = models.CharField("事由", max_length=12, choices=PauseCause.choices)
    reason = models.CharField("理由", max_length=500)
    begun_on = models.DateField("停止日期")
    ended_on = models.DateField("恢复日期", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "期限停止"
        ordering = ["begun_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="pause_has_a_reason", violation_error_message="停止计算期限须写明理由。"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("begun_on")),
                name="pause_ends_after_it_began",
                violation_error_message="恢复日期不能早于停止日期。",
            ),
            ExclusionConstraint(
                name="pauses_of_a_case_apart",
                expressions=[
                    (F("application"), RangeOperators.EQUAL),
                    (Func(F("begun_on"), F("ended_on"), Value("[)"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="这一段时间已经停止计算。",
            ),
        ]


class Report(models.Model):
    """One of the three reports of a case with its sections (综合评估、专家论证、征求意见), 实施办法第五条."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="reports")
    kind = models.CharField("报告", max_length=12, choices=ReportKind.choices)
    sections = models.JSONField("各部分", default=dict)
    made_on = models.DateField("形成日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "报告"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                name="report_once_per_case",
                violation_error_message="本件已有这一报告，请在其上修改。",
            )
        ]


class Consultation(models.Model):
    """Another body was asked, and what it said (征求有关机关意见), 条例第十二条（六）（七）."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="consultations")
    asked_as = models.CharField("征求对象", max_length=12, choices=ConsultedAs.choices)
    body = models.CharField("机关", max_length=120)
    asked_on = models.DateField("征求日期")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    opinion = models.CharField("意见", max_length=10, choices=Opinion.choices, blank=True)
    text = models.TextField("意见内容", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "征求意见"
        ordering = ["asked_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(body=""), name="consultation_has_a_body", violation_error_message="请填写征求意见的机关。"
            ),
            models.CheckConstraint(
                condition=(Q(answered_on__isnull=True) & Q(opinion=""))
                | (Q(answered_on__gte=F("asked_on")) & ~Q(opinion="")),
                name="consultation_answer_is_whole",
                violation_error_message="答复须有日期和意见，日期不早于征求日期。",
            ),
        ]


class Objection(models.Model):
    """Somebody objects to a name, and what was answered (异议与答复)."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="objections")
    objector = models.CharField("异议人", max_length=120)
    contact = models.CharField("联系方式", max_length=120, blank=True)
    received_on = models.DateField("收到日期")
    text = models.TextField("异议内容")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answer = models.TextField("答复", blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "异议"
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(objector="") & ~Q(text=""),
                name="objection_says_who_and_what",
                violation_error_message="异议须写明异议人和内容。",
            ),
            models.CheckConstraint(
                condition=(Q(answered_on__isnull=True) & Q(answer=""))
                | (Q(answered_on__gte=F("received_on")) & ~Q(answer="") & Q(answered_by__isnull=False)),
                name="objection_answer_is_whole",
                violation_error_message="答复须有内容和日期，日期不早于收到异议之日。",
            ),
        ]


class Batch(models.Model):
    """Several names that go through their steps together (成批申请): the streets of one village at once.

    Each name is a case of its own with its findings and its place in the list (`batch_row`); one document decides them.
    """

    title = models.CharField("批次名称", max_length=120)
    home = models.ForeignKey("divisions.Division", models.PROTECT, related_name="+", verbose_name="所属政区")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人")
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    version = models.PositiveIntegerField("版本", default=1)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "成批申请"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""), name="batch_has_a_title", violation_error_message="请填写批次名称。"
            )
        ]

    def __str__(self) -> str:
        return self.title
