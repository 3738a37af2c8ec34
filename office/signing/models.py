"""Signatures over the hash of what was signed (签字): the content is signed, not the record.

A signature is written once and never altered (trigger `signature_append_only`); whether it still stands is asked by
comparing its hash with the content of now, so that an edit voids every signature at once, in sight of all sides.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Capacity(models.TextChoices):
    """As what a person signs (签字身份): the technician who measured, the survey office (勘界办) of a side."""

    TECHNICIAN = "technician", "技术人员"
    OFFICE = "office", "勘界办"


class Signature(models.Model):
    """One person signed one content for one party (签字).

    `subject_type` and `subject_id` name what was signed, `party` is the stable id of the division that signs: the
    office knows neither. `content_hash` is the SHA-256 of the canonical manifest that the person had before them.
    """

    subject_type = models.CharField("对象类型", max_length=80)
    subject_id = models.CharField("对象编号", max_length=80)
    party = models.BigIntegerField("签字方")
    party_label = models.CharField("签字方名称", max_length=120)
    capacity = models.CharField("签字身份", max_length=12, choices=Capacity.choices)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="签字人")
    signer_label = models.CharField("签字人姓名", max_length=120)
    content_hash = models.CharField("内容 SHA-256", max_length=64)
    statement = models.CharField("签字事项", max_length=300)
    signed_at = models.DateTimeField("签字时间")

    class Meta:
        verbose_name = "签字"
        ordering = ["id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="signature_by_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "party", "capacity", "content_hash"],
                name="signed_once_by_a_party",
                violation_error_message="这一方已以同一身份签过这一内容。",
            ),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"),
                name="signature_hash_digits",
                violation_error_message="所签内容的散列应为 64 位十六进制 SHA-256。",
            ),
            models.CheckConstraint(
                condition=~Q(party_label="") & ~Q(signer_label="") & ~Q(statement=""),
                name="signature_names_who_and_what",
                violation_error_message="签字须写明签字方、签字人和签字事项。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_label}{Capacity(self.capacity).label} {self.signer_label}"
