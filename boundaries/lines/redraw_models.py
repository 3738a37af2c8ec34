"""What was drawn anew, with all that taking it back needs (重新划定的记录)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from boundaries.divisions.models import Division


class Redrawing(models.Model):
    """An edge that was replaced from a day on (重新划定), by which document, and whether that was taken back.

    `journal` holds every row before and after (`boundaries.journal`); `before` is the hash of the edge as the
    drawing began on it, `after` that of the rows as they were left. `edge_number` is the id that the edge had: the
    row itself may go. `code` names the line also where the line has gone.
    """

    line = models.ForeignKey("lines.Line", models.SET_NULL, null=True, related_name="redrawings", verbose_name="界线")
    code = models.CharField("界线编号", max_length=40)
    name = models.CharField("界线名称", max_length=120)
    edge_number = models.BigIntegerField("边号")
    left = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="左侧区划")
    right = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="右侧区划")
    since = models.DateField("自何日起")
    moved_m = models.FloatField("最大移动（米）")
    document = models.CharField("批准或协议文号", max_length=120)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("办理时间", auto_now_add=True)
    journal = models.JSONField("动作账")
    before = models.CharField("改动前散列", max_length=64)
    after = models.CharField("改动后散列", max_length=64)
    is_sample = models.BooleanField("示例数据", default=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="撤回人"
    )
    undone_at = models.DateTimeField("撤回时间", null=True)
    undone_reason = models.CharField("撤回理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "重新划定"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(reason=""),
                name="redrawing_has_document_and_reason",
                violation_error_message="重新划定须写明批准或协议文号和理由。",
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None, undone_reason="")
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_reason="")),
                name="redrawing_taken_back_with_reason",
                violation_error_message="撤回重新划定须有撤回人、时间和理由。",
            ),
            models.CheckConstraint(
                condition=Q(before__regex=r"^[0-9a-f]{64}$") & Q(after__regex=r"^[0-9a-f]{64}$"),
                name="redrawing_hashes_are_sha256",
                violation_error_message="重新划定的散列须为 SHA-256。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}自 {self.since} 起的重新划定（{self.document}，{self.by}）"
