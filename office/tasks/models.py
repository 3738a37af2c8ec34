"""What has to be done, by whom, until when, and because of what (任务)."""

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from office.people.roles import Role


class State(models.TextChoices):
    """How far a task has come (任务状态)."""

    OPEN = "open", "待办"
    DONE = "done", "已办结"
    CANCELLED = "cancelled", "已取消"


class Task(FSMModelMixin, models.Model):
    """One thing to do: it came from a source (来源, e.g. a change case) and is about a subject (对象, e.g. a line).

    `role` over the division `place` does it; `place` is a stable id, because the office knows no divisions.
    `due` is the last day on which it is in time; `basis` is the clause that sets it. `data` belongs to the source.
    """

    kind = models.CharField("事项", max_length=60)
    title = models.CharField("任务", max_length=200)
    source_type = models.CharField("来源类型", max_length=80)
    source_id = models.CharField("来源编号", max_length=80)
    source_label = models.CharField("来源", max_length=200)
    source_url = models.CharField("来源网址", max_length=200, blank=True)
    subject_type = models.CharField("对象类型", max_length=80)
    subject_id = models.CharField("对象编号", max_length=80)
    subject_label = models.CharField("对象", max_length=200)
    subject_url = models.CharField("对象网址", max_length=200, blank=True)
    role = models.CharField("办理角色", max_length=20, choices=Role.choices)
    place = models.BigIntegerField("办理区划")
    opened_on = models.DateField("发起日期")
    due = models.DateField("期限", null=True, blank=True)
    basis = models.CharField("期限依据", max_length=200, blank=True)
    state = FSMField("状态", default=State.OPEN, choices=State.choices, protected=True)
    done_on = models.DateField("办结日期", null=True, blank=True)
    note = models.CharField("办理情况", max_length=500, blank=True)
    document = models.CharField("文号", max_length=100, blank=True)
    reason = models.CharField("取消理由", max_length=500, blank=True)
    data = models.JSONField("内容", default=dict, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "任务"
        ordering = ["due", "id"]
        indexes = [
            models.Index(fields=["role", "place", "state"], name="task_by_role_and_place"),
            models.Index(fields=["state", "due"], name="task_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_type", "source_id", "kind", "subject_type", "subject_id"],
                name="task_once_for_source_kind_and_subject",
                violation_error_message="同一来源对同一对象的同一事项只能有一个任务。",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False),
                name="done_task_has_its_day",
                violation_error_message="办结任务须有办结日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""),
                name="cancelled_task_has_a_reason",
                violation_error_message="取消任务须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(due__isnull=True) | ~Q(basis=""),
                name="task_deadline_has_its_basis",
                violation_error_message="任务的期限须写明依据的条款。",
            ),
            models.CheckConstraint(
                condition=Q(kind__regex=r"^[a-z][a-z0-9_.-]*$"),
                name="task_kind_is_a_slug",
                violation_error_message="事项代码只用小写字母、数字和“._-”，以字母开头。",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="task_has_a_title",
                violation_error_message="任务须写明要办什么。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @transition(state, source=State.OPEN, target=State.DONE)
    def mark_done(self) -> None:
        """It was done."""

    @transition(state, source=State.OPEN, target=State.CANCELLED)
    def mark_cancelled(self) -> None:
        """It need not be done any more."""

    @transition(state, source=State.CANCELLED, target=State.OPEN)
    def mark_reopened(self) -> None:
        """It has to be done after all, because its source asks for it again."""
