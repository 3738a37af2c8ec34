"""Files that are still on their way in (到件): how much of each is safely here, to be gone on with after any break."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Arrival(models.Model):
    """One file on its way (到件): `received` bytes are on the disk for good; `outcome` once it was taken in.

    The bytes lie in ARRIVAL_DIR under the id until then; what lies beyond `received` counts as never arrived.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.CharField("来件业务", max_length=20)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="arrivals", verbose_name="报送人")
    filename = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("字节数")
    received = models.PositiveBigIntegerField("已收字节", default=0)
    begun_at = models.DateTimeField("开始时间", auto_now_add=True)
    moved_at = models.DateTimeField("最近收到", auto_now=True)
    outcome = models.CharField("收件网址", max_length=300, blank=True)

    class Meta:
        verbose_name = "到件"
        ordering = ["-begun_at"]
        indexes = [models.Index(fields=["owner", "room", "-begun_at"], name="arrival_by_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(received__lte=F("size")),
                name="arrival_never_more_than_announced",
                violation_error_message="收到的不能多于申报的字节数。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(received=F("size")),
                name="arrival_taken_in_whole",
                violation_error_message="没有传完的文件不能收件。",
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def whole(self) -> bool:
        """Whether every byte is here."""
        return self.received == self.size

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return self.received * 100 // self.size if self.size else 100
