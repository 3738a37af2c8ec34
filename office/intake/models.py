"""What was sent in (收件): the original bytes, the submission, its rows with a verdict each, the receipts."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from office.spatial.fields import RegisterGeometry


class StoredFile(models.Model):
    """An original file under its SHA-256 (原件); the bytes lie in ARCHIVE_DIR and are never overwritten."""

    sha256 = models.CharField("SHA-256", max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField("字节数")
    stored_at = models.DateTimeField("存入时间", auto_now_add=True)

    class Meta:
        verbose_name = "原件"
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="stored_file_hash_digits",
                violation_error_message="原件编号应为 64 位十六进制 SHA-256。",
            )
        ]


class State(models.TextChoices):
    """How far a submission has come (收件状态)."""

    UPLOADED = "uploaded", "已上传"
    UNREADABLE = "unreadable", "无法读取"
    CHECKED = "checked", "已检查"
    SUBMITTED = "submitted", "已提交"
    ACCEPTED = "accepted", "已接收"
    RETURNED = "returned", "已退回"
    UNDONE = "undone", "已撤销"


class Verdict(models.TextChoices):
    """What the rules say of one row (逐行结论)."""

    OK = "ok", "通过"
    WARN = "warn", "提醒"
    REFUSED = "refused", "拒收"


class Submission(FSMModelMixin, models.Model):
    """One file that one person sent to one room (收件).

    `declared`: what the sender said (crs, encoding, mapping); `report`: what was recognised and
    found about the whole file; the rows have their own findings.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.CharField("来件业务", max_length=20)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions", verbose_name="报送人"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="submissions", verbose_name="原件")
    filename = models.CharField("文件名", max_length=255)
    sent_at = models.DateTimeField("上传时间", auto_now_add=True)
    state = FSMField("状态", default=State.UPLOADED, choices=State.choices, protected=True)
    declared = models.JSONField("报送人声明", default=dict, blank=True)
    report = models.JSONField("识别与检查结果", default=dict, blank=True)
    rows_ok = models.PositiveIntegerField("通过", default=0)
    rows_warn = models.PositiveIntegerField("提醒", default=0)
    rows_refused = models.PositiveIntegerField("拒收", default=0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    decided_at = models.DateTimeField("办理时间", null=True)
    reason = models.CharField("退回或撤销理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "收件"
        ordering = ["-sent_at"]
        indexes = [
            models.Index(fields=["room", "state", "-sent_at"], name="submission_by_room"),
            models.Index(fields=["sender", "-sent_at"], name="submission_by_sender"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "sender", "file"],
                condition=~Q(state="undone"),
                name="same_bytes_sent_once",
                violation_error_message="同一文件已经上传过。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "undone"]) | ~Q(reason=""),
                name="return_and_undo_give_a_reason",
                violation_error_message="退回、撤销须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def rows_total(self) -> int:
        return self.rows_ok + self.rows_warn + self.rows_refused

    @property
    def rows_good(self) -> int:
        """Rows that may be accepted: passed, with or without a warning."""
        return self.rows_ok + self.rows_warn

    @transition(state, source=[State.UPLOADED, State.CHECKED, State.UNREADABLE], target=State.CHECKED)
    def mark_checked(self) -> None:
        """The file was read and judged."""

    @transition(state, source=[State.UPLOADED, State.CHECKED, State.UNREADABLE], target=State.UNREADABLE)
    def mark_unreadable(self) -> None:
        """Nothing could be read from the file."""

    @transition(state, source=[State.CHECKED, State.UNREADABLE], target=State.UPLOADED)
    def mark_to_be_judged(self) -> None:
        """Its sender said something else about it, and the worker judges it again."""

    @transition(state, source=State.CHECKED, target=State.SUBMITTED)
    def mark_submitted(self) -> None:
        """The sender handed the good rows to the officers."""

    @transition(state, source=State.SUBMITTED, target=State.ACCEPTED)
    def mark_accepted(self) -> None:
        """An officer took the good rows over."""

    @transition(state, source=State.SUBMITTED, target=State.RETURNED)
    def mark_returned(self) -> None:
        """An officer sent it back with a reason."""

    @transition(
        state,
        source=[
            State.UPLOADED,
            State.CHECKED,
            State.UNREADABLE,
            State.SUBMITTED,
            State.RETURNED,
            State.ACCEPTED,
        ],
        target=State.UNDONE,
    )
    def mark_undone(self) -> None:
        """The whole import was taken back."""


class StagedRow(models.Model):
    """One row of a submission, kept whatever its verdict (暂存行); `row` counts as a spreadsheet shows it."""

    class Decision(models.TextChoices):
        PENDING = "pending", "待定"
        ACCEPTED = "accepted", "接收"
        REFUSED = "refused", "拒收"

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="staged_rows")
    row = models.PositiveIntegerField("行")
    label = models.CharField("点号或名称", max_length=120, blank=True)
    values = models.JSONField("原值")
    geom = RegisterGeometry("位置", null=True, spatial_index=False)
    verdict = models.CharField("结论", max_length=8, choices=Verdict.choices)
    findings = models.JSONField("检查结果", default=list)
    decision = models.CharField("决定", max_length=8, choices=Decision.choices, default=Decision.PENDING)

    class Meta:
        verbose_name = "暂存行"
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "row"], name="staged_row_once"),
            models.CheckConstraint(
                condition=~Q(decision="accepted", verdict="refused"),
                name="refused_row_is_never_accepted",
                violation_error_message="拒收的行不能接收。",
            ),
        ]


class Receipt(models.Model):
    """The proof that something arrived (回执): counts, hashes and time, itself under a hash."""

    class Kind(models.TextChoices):
        ARRIVAL = "arrival", "收件回执"
        SUBMISSION = "submission", "提交回执"
        ACCEPTANCE = "acceptance", "接收回执"

    number = models.CharField("回执号", max_length=24, unique=True)
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="receipts", verbose_name="收件")
    issued_at = models.DateTimeField("时间")
    content = models.JSONField("内容")
    content_hash = models.CharField("内容 SHA-256", max_length=64, unique=True)

    class Meta:
        verbose_name = "回执"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "kind"], name="receipt_of_a_kind_once"),
        ]

    def __str__(self) -> str:
        return self.number
