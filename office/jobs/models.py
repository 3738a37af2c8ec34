"""Work that nobody waits for at a page: what ran and how it went (定期作业), what runs long (长作业)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from office.intake.models import StoredFile


class JobRun(models.Model):
    """One run of a periodic job (作业记录); `ok` is null while it runs."""

    name = models.CharField("作业", max_length=60)
    started = models.DateTimeField("开始")
    finished = models.DateTimeField("结束", null=True)
    ok = models.BooleanField("成功", null=True)
    summary = models.CharField("结果", max_length=500, blank=True)

    class Meta:
        verbose_name = "作业记录"
        ordering = ["-started", "-id"]
        indexes = [models.Index(fields=["name", "-started"], name="job_run_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ok__isnull=True, finished__isnull=True) | Q(ok__isnull=False, finished__isnull=False),
                name="finished_run_has_its_result",
                violation_error_message="已结束的作业须写明结果。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class LongJob(models.Model):
    """One piece of long work (长作业): who began it, how far it is, what came out.

    `state` is what was last written; whether a running job is really alive is asked with `condition_of`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未成功"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    work = models.CharField("作业", max_length=60)
    arguments = models.JSONField("参数", default=dict, blank=True)
    title = models.CharField("名称", max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="long_jobs", verbose_name="发起人")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField("已做", default=0)
    total = models.PositiveIntegerField("总数", null=True)
    message = models.CharField("进展", max_length=300, blank=True)
    error = models.CharField("未成功的原因", max_length=500, blank=True)
    result_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="结果文件")
    result_name = models.CharField("结果文件名", max_length=200, blank=True)
    result_url = models.CharField("结果网址", max_length=300, blank=True)
    queued_as = models.UUIDField("队列编号", null=True, editable=False)
    asked_at = models.DateTimeField("发起时间")
    started_at = models.DateTimeField("开始时间", null=True)
    moved_at = models.DateTimeField("最近进展", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "长作业"
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["owner", "-asked_at"], name="long_job_by_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(done__lte=F("total")),
                name="long_job_is_never_more_than_done",
                violation_error_message="已做的不能多于总数。",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""),
                name="failed_job_says_why",
                violation_error_message="未成功的作业须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(result_file__isnull=True) | ~Q(result_name=""),
                name="result_file_has_a_name",
                violation_error_message="结果文件须有文件名。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def standing(self) -> dict[str, Any]:
        """How it stands now, for pages and programs (`office.jobs.conditions`)."""
        from office.jobs.conditions import standing_of

        return standing_of(self)

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None where the whole is not known."""
        return self.done * 100 // self.total if self.total else None

    def facts(self) -> dict[str, Any]:
        """What stands in the row, as JSON; the condition is asked apart from it."""
        return {
            "id": str(self.pk),
            "title": self.title,
            "done": self.done,
            "total": self.total,
            "percent": self.percent,
            "message": self.message,
            "error": self.error,
            "asked_at": self.asked_at,
            "started_at": self.started_at,
            "moved_at": self.moved_at,
            "finished_at": self.finished_at,
        }
