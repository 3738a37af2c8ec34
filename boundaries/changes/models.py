"""Changes of divisions (区划变更): what happened, when, by which document, to which identities."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Division, Precision


class DivisionChange(models.Model):
    """One change of a division as its source tells it (区划变更事件), Decree 704 art. 9 and 17.

    `effective` holds the days on which the change can have come into force: one day where the day
    is known, a whole year where only the year is. `old` and `new` name the same identity where it
    went on under another code, name or parent; `old` without `new` ended, `new` without `old` began.
    """

    class Kind(models.TextChoices):
        RECODED = "recoded", "改码"
        RENAMED = "renamed", "更名"
        UPGRADED = "upgraded", "改制"
        FOUNDED = "founded", "设立"
        ABOLISHED = "abolished", "撤销"

    effective = DateRangeField("生效期间")
    precision = models.CharField("日期精度", max_length=8, choices=Precision.choices)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    source_kind = models.CharField("来源所记类型", max_length=20)
    scheme = models.CharField("编码体系", max_length=4, choices=Scheme.choices, default=Scheme.MCA)
    old_code = models.CharField("原代码", max_length=12, blank=True)
    old_name = models.CharField("原名称", max_length=60, blank=True)
    new_code = models.CharField("新代码", max_length=12, blank=True)
    new_name = models.CharField("新名称", max_length=60, blank=True)
    old = models.ForeignKey(Division, models.PROTECT, null=True, related_name="changes_from", verbose_name="原区划")
    new = models.ForeignKey(Division, models.PROTECT, null=True, related_name="changes_to", verbose_name="新区划")
    document = models.CharField("文号", max_length=80, blank=True)
    source = models.CharField("来源", max_length=200)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "区划变更"
        ordering = ["effective", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(old__isnull=False) | Q(new__isnull=False),
                name="change_concerns_a_division",
                violation_error_message="变更须至少涉及一个区划。",
            ),
            models.CheckConstraint(
                condition=~Q(effective__isempty=True),
                name="change_period_not_empty",
                violation_error_message="变更的生效期间不能为空。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_name or '（无）'} → {self.new_name or '（无）'}"
