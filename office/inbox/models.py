"""How a person wants to be reminded, and which reminders went out (提醒)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Reminding(models.Model):
    """A person's choice (提醒方式): mail or not, and the secret part of the calendar's address while there is one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminding")
    by_mail = models.BooleanField("邮件提醒", default=True)
    calendar_token = models.CharField("日历订阅密钥", max_length=64, blank=True)

    class Meta:
        verbose_name = "提醒方式"
        constraints = [
            models.UniqueConstraint(
                fields=["calendar_token"],
                condition=~Q(calendar_token=""),
                name="calendar_token_once",
                violation_error_message="此日历订阅密钥已经使用，请重新生成。",
            )
        ]


class SentDigest(models.Model):
    """One mail of reminders to a person for a day (提醒邮件); never two."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    day = models.DateField("日期")
    items = models.PositiveIntegerField("事项数")
    sent_at = models.DateTimeField("发送时间", auto_now_add=True)

    class Meta:
        verbose_name = "提醒邮件"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day"],
                name="one_digest_a_day",
                violation_error_message="今天的提醒邮件已经发出。",
            )
        ]
