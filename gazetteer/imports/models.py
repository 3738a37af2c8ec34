"""Name registers that came in (地名册导入): what each is, and what it entered, so that it can be taken out whole."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from boundaries.divisions.models import Division
from office.intake.models import Submission


class RegisterImport(models.Model):
    """The names' side of a submission: which register it is (登记册), and the division that it covers.

    `register` is the source of everything that it enters: the same register sent again finds what is there by its
    numbers. `standard` names the rule sets that judged the rows.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="register")
    register = models.CharField("登记册", max_length=80)
    home = models.ForeignKey(Division, models.PROTECT, related_name="register_imports", verbose_name="所属区划")
    standard = models.CharField("规则版本", max_length=200, blank=True)

    class Meta:
        verbose_name = "地名册导入"
        constraints = [
            models.CheckConstraint(
                condition=~Q(register=""),
                name="register_import_is_called",
                violation_error_message="请写明登记册的名称。",
            )
        ]

    def __str__(self) -> str:
        return self.register


class Entered(models.Model):
    """What one row of an import entered (入库记录): a new feature, or further names of one that was there.

    `fingerprint` is over what was entered, as it was then: where it differs, something else changed it since. The
    numbers stay when the import was taken out; they are no keys, because what they name may be gone.
    """

    submission = models.ForeignKey(RegisterImport, models.PROTECT, related_name="entered", verbose_name="导入")
    row = models.PositiveIntegerField("行")
    feature = models.BigIntegerField("地理实体")
    made = models.BooleanField("新建实体")
    names = ArrayField(models.BigIntegerField(), verbose_name="名称")
    fingerprint = models.CharField("指纹", max_length=32, blank=True)

    class Meta:
        verbose_name = "入库记录"
        constraints = [
            models.UniqueConstraint(fields=["submission", "row"], name="entered_once_per_row"),
        ]


class HeadingMapping(models.Model):
    """Which heading means which field in the registers of one source (列对应), kept and offered the next time."""

    source = models.CharField("来源", max_length=80)
    headings_hash = models.CharField("表头 SHA-256", max_length=64, db_index=True)
    mapping = models.JSONField("列对应")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="保存人")
    saved_at = models.DateTimeField("保存时间", auto_now_add=True)

    class Meta:
        verbose_name = "地名册列对应"
        ordering = ["source", "-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "headings_hash"],
                name="heading_mapping_once_per_source",
                violation_error_message="这一来源对这组表头已存有列对应。",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="heading_mapping_names_its_source",
                violation_error_message="请写明来源，如“农安县二普成果”。",
            ),
        ]

    def __str__(self) -> str:
        return self.source
