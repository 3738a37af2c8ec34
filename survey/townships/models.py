"""What surveyors sent for a line or a county, and the observations taken over from it (外业成果)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from boundaries.divisions.models import Division
from boundaries.lines.models import Line
from office.intake.models import StoredFile, Submission
from office.spatial.fields import RegisterGeometry


class SurveyUpload(models.Model):
    """The survey side of a submission: which line it is for and in which counties it lies (外业上传)."""

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="survey")
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="survey_uploads", verbose_name="界线")
    counties = models.ManyToManyField(Division, related_name="survey_uploads", verbose_name="所在县")
    standard = models.CharField("检查标准版本", max_length=40)
    package = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="survey_parts", verbose_name="来件压缩包"
    )
    package_name = models.CharField("压缩包文件名", max_length=255, blank=True)

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


class ColumnMapping(models.Model):
    """Which heading means which field in the files of one source (列对应), confirmed once, offered the next time.

    `headings_hash` is over the headings in their order; `source` is the survey unit or the controller's model. One
    that was removed stays on record.
    """

    source = models.CharField("来源", max_length=80)
    headings = models.JSONField("表头")
    headings_hash = models.CharField("表头 SHA-256", max_length=64, db_index=True)
    mapping = models.JSONField("列对应")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="保存人")
    saved_at = models.DateTimeField("保存时间", auto_now_add=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="删除人"
    )
    removed_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        verbose_name = "列对应"
        ordering = ["source", "-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "headings_hash"],
                condition=Q(removed_at__isnull=True),
                name="column_mapping_once_per_source",
                violation_error_message="这一来源对这组表头已存有列对应。",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="column_mapping_names_its_source",
                violation_error_message="请写明来源：测绘单位或手簿型号。",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="column_mapping_removed_by_somebody",
                violation_error_message="删除列对应须留下删除人和时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.source
