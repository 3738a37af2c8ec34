"""People who sign in (用户). What they may do stands in boundaries/jurisdiction."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person of an office, a survey team or a neighbouring province."""

    full_name = models.CharField("姓名", max_length=60, blank=True)
    organisation = models.CharField("单位", max_length=120, blank=True)
    is_demo = models.BooleanField("演示账号", default=False)

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.full_name or self.username
