"""Adjustment plans (优化方案): a study of a question, its plans, and what each plan would mean."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from boundaries.changes.models import ChangeCase
from boundaries.divisions.models import Division
from boundaries.keeping import kept
from office.log.hashing import digest

HASH = r"^[0-9a-f]{64}$"


@kept()
class Study(models.Model):
    """One question about the divisions of a superior (优化方案研究), with one or several plans as answers.

    The plans start from the register of `base_day` and are compared as if all took effect on `effective`;
    `approved` is the presumed day of approval from which deadlines are counted (else `effective`).
    """

    title = models.CharField("研究题目", max_length=120)
    scope = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="研究范围")
    base_day = models.DateField("现状日期")
    effective = models.DateField("拟生效日期")
    approved = models.DateField("预计批准日期", null=True, blank=True)
    reason = models.TextField("问题与理由", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟订人")
    created_at = models.DateTimeField("拟订时间", auto_now_add=True)

    class Meta:
        verbose_name = "优化方案研究"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""), name="study_has_a_title", violation_error_message="研究须有题目。"
            ),
            models.CheckConstraint(
                condition=Q(effective__gt=F("base_day")),
                name="study_takes_effect_after_its_base",
                violation_error_message="拟生效日期须晚于现状日期。",
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True) | Q(approved__lte=F("effective")),
                name="study_approved_before_it_takes_effect",
                violation_error_message="预计批准日期不能晚于拟生效日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/boundaries/plans/{self.pk}/"

    @property
    def head(self) -> dict[str, Any]:
        """What the form of the study writes."""
        names = ("title", "scope_id", "base_day", "effective", "approved", "reason")
        return {name: getattr(self, name) for name in names}

    @property
    def head_hash(self) -> str:
        """Which head a form was made from."""
        return digest(self.head)


class PlanState(models.TextChoices):
    """What became of a plan (方案状态)."""

    DRAFT = "draft", "拟订"
    ADOPTED = "adopted", "已采用"
    NOT_ADOPTED = "not_adopted", "未采用"


@kept()
class Plan(models.Model):
    """One answer to the question of a study (方案): operations stored as those of a case, see `changes.serial`."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="plans", verbose_name="研究")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("方案名称", max_length=120)
    state = models.CharField("状态", max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    operations = models.JSONField("变更内容", default=list, blank=True)
    content_hash = models.CharField("内容散列", max_length=64)
    reason = models.TextField("理由", blank=True)
    major = models.BooleanField("界线重大变更", default=False)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="据以拟订的方案"
    )
    case = models.OneToOneField(
        ChangeCase, models.PROTECT, null=True, blank=True, related_name="plan", verbose_name="变更事项"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟订人")
    created_at = models.DateTimeField("拟订时间", auto_now_add=True)

    class Meta:
        verbose_name = "方案"
        ordering = ["study", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""), name="plan_has_a_title", violation_error_message="方案须有名称。"
            ),
            models.CheckConstraint(
                condition=Q(content_hash__regex=HASH),
                name="plan_hash_digits",
                violation_error_message="内容散列应为 64 位十六进制 SHA-256。",
            ),
            models.UniqueConstraint(
                fields=["study", "number"],
                name="plan_number_once_per_study",
                violation_error_message="同一研究中方案序号不能重复。",
            ),
            models.UniqueConstraint(
                fields=["study", "title"],
                name="plan_title_once_per_study",
                violation_error_message="同一研究中已有同名方案。",
            ),
            models.UniqueConstraint(
                fields=["study"],
                condition=Q(state="adopted"),
                name="one_plan_adopted_per_study",
                violation_error_message="一项研究只能采用一个方案。",
            ),
            models.CheckConstraint(
                condition=Q(state="adopted", case__isnull=False) | (~Q(state="adopted") & Q(case__isnull=True)),
                name="adopted_plan_has_its_case",
                violation_error_message="采用的方案须有变更事项，其他方案没有。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/boundaries/plans/{self.study_id}/{self.number}/"

    @property
    def head(self) -> dict[str, Any]:
        """What the form of the plan writes; its operations have a hash of their own."""
        return {"title": self.title, "reason": self.reason, "major": self.major}

    @property
    def head_hash(self) -> str:
        """Which head a form was made from."""
        return digest(self.head)

    @property
    def whole_hash(self) -> str:
        """All that adopting makes a case of: operations, title, reasons, authority, the head of the study."""
        return digest({"operations": self.content_hash, "plan": self.head, "study": self.study.head})


class PlanResult(models.Model):
    """What carrying a plan out would mean (方案后果), as computed on a state of operations and register."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="result")
    content_hash = models.CharField("内容散列", max_length=64)
    register_hash = models.CharField("登记状态散列", max_length=64)
    facts = models.JSONField("后果")
    computed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="试算人")
    computed_at = models.DateTimeField("试算时间")

    class Meta:
        verbose_name = "方案后果"
        constraints = [
            models.CheckConstraint(
                condition=Q(content_hash__regex=HASH) & Q(register_hash__regex=HASH),
                name="plan_result_hash_digits",
                violation_error_message="散列应为 64 位十六进制 SHA-256。",
            ),
        ]
