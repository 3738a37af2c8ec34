"""Drafts of the survey standard and what they would have done (标准草案、试算). Versions stand in `office.rulesets`.

A version that judged something is never altered or deleted (trigger `judged_version_unaltered`): only its end may
come, when the next one is put into force.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from office.log.hashing import digest
from office.rulesets.models import RuleSetVersion


class DraftState(models.TextChoices):
    """What became of a draft (草案状态)."""

    DRAFT = "draft", "起草中"
    IN_FORCE = "in_force", "已施行"
    DISCARDED = "discarded", "已作废"


class StandardDraft(models.Model):
    """A version of the survey standard being written (标准草案), from the version `base`.

    `content` is source, limits, severities, terms as a version holds them; `version` what it became.
    """

    base = models.ForeignKey(RuleSetVersion, models.PROTECT, related_name="drafts", verbose_name="所据版本")
    label = models.CharField("版本", max_length=40)
    content = models.JSONField("内容")
    state = models.CharField("状态", max_length=10, choices=DraftState.choices, default=DraftState.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="起草人")
    made_at = models.DateTimeField("起草时间", auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="改动人")
    changed_at = models.DateTimeField("改动时间", auto_now=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    reason = models.CharField("作废理由", max_length=300, blank=True)
    version = models.OneToOneField(
        RuleSetVersion, models.PROTECT, null=True, related_name="draft", verbose_name="施行版本"
    )

    class Meta:
        verbose_name = "标准草案"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["label"],
                condition=~Q(state="discarded"),
                name="standard_draft_label_once",
                violation_error_message="已有同名的标准草案或版本。",
            ),
            models.CheckConstraint(
                condition=Q(state="in_force", version__isnull=False) | (~Q(state="in_force") & Q(version__isnull=True)),
                name="standard_in_force_is_a_version",
                violation_error_message="已施行的草案须有对应的版本。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", ended_at__isnull=True) | (~Q(state="draft") & Q(ended_at__isnull=False)),
                name="ended_standard_draft_has_its_time",
                violation_error_message="施行或作废的草案须有时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state="discarded") | ~Q(reason=""),
                name="discarded_standard_says_why",
                violation_error_message="作废草案须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return f"/survey/standard/drafts/{self.pk}/"

    @property
    def content_hash(self) -> str:
        """What a page carries to be told apart from what stands by then."""
        return digest({"label": self.label, **self.content})


class StandardTrial(models.Model):
    """What a draft would have done to past surveys and uploads (试算结果), for the content of one moment.

    `results`: for each change its item, label, rule, before, after, how many things were tried, and those that would
    be stopped, warned of, or let through, each with address and rows.
    """

    draft = models.ForeignKey(StandardDraft, models.CASCADE, related_name="trials", verbose_name="草案")
    content_hash = models.CharField("内容 SHA-256", max_length=64)
    uploads = models.PositiveIntegerField("外业成果")
    surveys = models.PositiveIntegerField("勘界工作")
    results: Any = models.JSONField("结果")
    done_at = models.DateTimeField("试算时间", auto_now_add=True)

    class Meta:
        verbose_name = "标准试算"
        ordering = ["-done_at", "-id"]
        indexes = [models.Index(fields=["draft", "-done_at"], name="standard_trial_latest")]

    def __str__(self) -> str:
        return f"{self.draft} {self.done_at:%Y-%m-%d %H:%M}"
