"""Rule sets (规则集): which limits, severities and switches were in force on a day, as data."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F


class RuleSet(models.Model):
    """A body of rules from one source (规则集): the national regulation, a provincial rule, a survey standard.

    Sets of one topic are laid over each other by `layer`: the higher one (the province) wins.
    """

    class Topic(models.TextChoices):
        NAMES = "names", "地名命名"
        SURVEY = "survey", "勘界测绘"
        ARCHIVE = "archive", "界线档案"
        CHANGES = "changes", "区划变更"

    key = models.SlugField("标识", max_length=40, unique=True)
    topic = models.CharField("主题", max_length=12, choices=Topic.choices)
    title = models.CharField("名称", max_length=120)
    layer = models.PositiveSmallIntegerField("层次", default=0)

    class Meta:
        verbose_name = "规则集"

    def __str__(self) -> str:
        return self.title


class RuleSetVersion(models.Model):
    """A rule set as it stood in one period (规则集版本).

    `severities` maps rule or rule/case to block, warn, info or off; `limits` maps rule to its parameters; `terms`
    holds what is no limit of one rule (of the survey standard: scales, steps, signatures, papers, clauses of limits).
    """

    ruleset = models.ForeignKey(RuleSet, models.PROTECT, related_name="versions")
    label = models.CharField("版本", max_length=40)
    in_force = DateRangeField("施行期")
    severities = models.JSONField("强度", default=dict, blank=True)
    limits = models.JSONField("参数", default=dict, blank=True)
    terms = models.JSONField("其他规定", default=dict, blank=True)
    source = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "规则集版本"
        constraints = [
            models.UniqueConstraint(
                fields=["ruleset", "label"],
                name="ruleset_label_once",
                violation_error_message="此规则集已有同名版本。",
            ),
            ExclusionConstraint(
                name="ruleset_one_version_at_a_time",
                expressions=[(F("ruleset"), RangeOperators.EQUAL), (F("in_force"), RangeOperators.OVERLAPS)],
                violation_error_message="同一规则集在同一天只能有一个版本施行。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ruleset.key} {self.label}"
