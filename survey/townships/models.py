"""What surveyors sent for a line or a county, and the observations taken over from it (外业成果)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from boundaries.divisions.models import Division
from boundaries.lines.models import Line
from office.intake.models import Submission
from office.spatial.fields import RegisterGeometry


class SurveyUpload(models.Model):
    """The survey side of a submission: which line it is for and in which counties it lies (外业上传)."""

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="survey")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="survey_uploads", verbose_name="界线")
    counties = models.ManyToManyField(Division, related_name="survey_uploads", verbose_name="所在县")
    standard = models.CharField("检查标准版本", max_length=40)

    class Meta:
        verbose_name = "外业上传"


class Observation(models.Model):
    """One accepted observation (观测成果), kept for ever beside later ones; never the legal coordinate by itself.

    `geom` in the register's system; `original` keeps the numbers and words as they were sent, with
    the declared reference system in `declared_crs`.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="observations", verbose_name="收件")
    row = models.PositiveIntegerField("行")
    number = models.CharField("点号", max_length=120, blank=True)
    geom = RegisterGeometry("位置")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="observations", verbose_name="界线")
    accuracy_m = models.FloatField("点位中误差，米", null=True)
    height_m = models.FloatField("高程，米", null=True)
    original = models.JSONField("原值")
    declared_crs = models.CharField("声明坐标系", max_length=20)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="接收人")
    accepted_at = models.DateTimeField("接收时间")
    undone_at = models.DateTimeField("撤销时间", null=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "观测成果"
        ordering = ["submission", "row"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "row"], name="observation_once_per_row"),
            models.CheckConstraint(
                condition=Q(accuracy_m__isnull=True) | Q(accuracy_m__gte=0),
                name="observation_accuracy_not_negative",
                violation_error_message="点位中误差不能为负。",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"第 {self.row} 行"
