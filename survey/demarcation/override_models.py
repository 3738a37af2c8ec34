"""A legal block of a survey that the province set aside (破例)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class SurveyOverride(models.Model):
    """A legal block that a named role set aside, with a reason and a document on file (破例).

    `subject` is the hash of what was set aside: the content that the sides sign and the sentences of the findings.
    Where one of them is another, the block stands again.
    """

    survey = models.ForeignKey("demarcation.LineSurvey", models.PROTECT, related_name="overrides", verbose_name="勘界")
    rule = models.CharField("规则", max_length=8)
    reason = models.CharField("理由", max_length=500)
    document = models.CharField("依据文号", max_length=120)
    subject = models.CharField("所涉内容 SHA-256", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "勘界破例"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "rule", "subject"],
                name="survey_override_once_per_rule",
                violation_error_message="此规则在这项勘界工作的这一内容上已经破例。",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(document=""),
                name="survey_override_has_reason_and_document",
                violation_error_message="破例须写明理由和依据文号。",
            ),
            models.CheckConstraint(
                condition=Q(subject__regex=r"^[0-9a-f]{64}$"),
                name="survey_override_subject_digits",
                violation_error_message="所涉内容的散列应为 64 位十六进制 SHA-256。",
            ),
        ]

    def __str__(self) -> str:
        return f"破例 {self.rule}"
