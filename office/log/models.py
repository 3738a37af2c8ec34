"""The one log (日志): an event per action, sealed in batches into a chain."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """What was done, by whom, to what. Never changed, never deleted (triggers of migration 2)."""

    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    action = models.CharField("动作", max_length=80)
    object_type = models.CharField("对象类型", max_length=80)
    object_id = models.CharField("对象编号", max_length=80)
    summary = models.CharField("摘要", max_length=300)
    data = models.JSONField("内容", default=dict)
    content_hash = models.CharField("内容哈希", max_length=64)

    class Meta:
        verbose_name = "事件"
        ordering = ["id"]
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="event_by_object")]

    def content(self) -> dict:
        """What the hash vouches for."""
        return {
            "at": self.at,
            "actor": self.actor_id,
            "action": self.action,
            "object_type": self.object_type,
            "object_id": self.object_id,
            "summary": self.summary,
            "data": self.data,
        }


class Seal(models.Model):
    """A batch of committed events, chained to the batch before it (封存)."""

    at = models.DateTimeField("封存时间", auto_now_add=True)
    events = models.JSONField("事件编号")
    previous_hash = models.CharField("前一哈希", max_length=64)
    hash = models.CharField("本批哈希", max_length=64, unique=True)

    class Meta:
        verbose_name = "封存"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["previous_hash"], name="seal_follows_one_seal")]


class SealedEvent(models.Model):
    """Which seal holds an event; an event is sealed once."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "已封存事件"
