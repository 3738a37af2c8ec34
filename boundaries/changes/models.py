"""Changes of divisions (区划变更): what happened, when, by which document, to which identities."""

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, transition

from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Division, Precision
from office.intake.models import StoredFile


class DivisionChange(models.Model):
    """One change of a division as its source tells it (区划变更事件), Decree 704 art. 9 and 17.

    `effective` holds the days on which the change can have come into force: one day where the day
    is known, a whole year where only the year is. `old` and `new` name the same identity where it
    went on under another code, name or parent; `old` without `new` ended, `new` without `old` began.
    """

    class Kind(models.TextChoices):
        RECODED = "recoded", "改码"
        RENAMED = "renamed", "更名"
        UPGRADED = "upgraded", "改制"
        FOUNDED = "founded", "设立"
        ABOLISHED = "abolished", "撤销"
        AFFILIATED = "affiliated", "隶属变更"
        RESHAPED = "reshaped", "界线变更"
        SEAT_MOVED = "seat_moved", "驻地迁移"
        MERGED = "merged", "并入"

    effective = DateRangeField("生效期间")
    precision = models.CharField("日期精度", max_length=8, choices=Precision.choices)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    source_kind = models.CharField("来源所记类型", max_length=20)
    scheme = models.CharField("编码体系", max_length=4, choices=Scheme.choices, default=Scheme.MCA)
    old_code = models.CharField("原代码", max_length=12, blank=True)
    old_name = models.CharField("原名称", max_length=60, blank=True)
    new_code = models.CharField("新代码", max_length=12, blank=True)
    new_name = models.CharField("新名称", max_length=60, blank=True)
    old = models.ForeignKey(Division, models.PROTECT, null=True, related_name="changes_from", verbose_name="原区划")
    new = models.ForeignKey(Division, models.PROTECT, null=True, related_name="changes_to", verbose_name="新区划")
    document = models.CharField("文号", max_length=80, blank=True)
    source = models.CharField("来源", max_length=200)
    note = models.CharField("说明", max_length=300, blank=True)
    case = models.ForeignKey(
        "changes.ChangeCase", models.CASCADE, null=True, related_name="changes", verbose_name="变更事项"
    )

    imported = models.ForeignKey(
        "changes.ChangeImport", models.CASCADE, null=True, related_name="changes", verbose_name="变更清单"
    )

    class Meta:
        verbose_name = "区划变更"
        ordering = ["effective", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(old__isnull=False) | Q(new__isnull=False),
                name="change_concerns_a_division",
                violation_error_message="变更须至少涉及一个区划。",
            ),
            models.CheckConstraint(
                condition=~Q(effective__isempty=True),
                name="change_period_not_empty",
                violation_error_message="变更的生效期间不能为空。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_name or '（无）'} → {self.new_name or '（无）'}"


class CaseState(models.TextChoices):
    """How far a change has come (变更事项状态)."""

    DRAFT = "draft", "拟订"
    APPROVED = "approved", "已批准"
    ANNOUNCED = "announced", "已公告"
    CARRIED_OUT = "carried_out", "已实施"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


AFTER_APPROVAL = (CaseState.APPROVED, CaseState.ANNOUNCED, CaseState.CARRIED_OUT, CaseState.CLOSED)
AFTER_CARRYING = (CaseState.CARRIED_OUT, CaseState.CLOSED)


class ChangeCase(FSMModelMixin, models.Model):
    """One change of divisions from its draft to its completion (变更事项), Decree 704 art. 12 to 20.

    `operations` is the JSON of `serial.operations_as_json`, `content_hash` its SHA-256: what was approved is
    what is carried out. `superior` is the common superior of all that it touches; its officer runs the case.
    """

    title = models.CharField("事项", max_length=120)
    state = FSMField("状态", default=CaseState.DRAFT, choices=CaseState.choices, protected=True)
    operations = models.JSONField("变更内容", default=list)
    content_hash = models.CharField("内容散列", max_length=64)
    superior = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="共同上级")
    effective = models.DateField("生效日期", null=True, blank=True)
    major = models.BooleanField("界线重大变更", default=False)
    reason = models.TextField("变更理由", blank=True)
    authority = models.CharField("批准机关", max_length=60, blank=True)
    approval_document = models.CharField("批准文号", max_length=80, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    announcement_document = models.CharField("公告文号", max_length=80, blank=True)
    announced_on = models.DateField("公告日期", null=True, blank=True)
    announcement_url = models.URLField("公告链接", max_length=300, blank=True)
    extension_document = models.CharField("延期文号", max_length=80, blank=True)
    extension_on = models.DateField("同意延期日期", null=True, blank=True)
    extended_to = models.DateField("延期至", null=True, blank=True)
    findings = models.JSONField("检查结果", default=list, blank=True)
    rules_version = models.CharField("规则版本", max_length=200, blank=True)
    outcome = models.JSONField("实施结果", null=True, blank=True)
    ground_hash = models.CharField("批准时范围散列", max_length=64, blank=True)
    carried_out_on = models.DateField("实施日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    withdrawal = models.CharField("撤回理由", max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟订人")
    created_at = models.DateTimeField("拟订时间", auto_now_add=True)

    class Meta:
        verbose_name = "变更事项"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="change_case_has_a_title",
                violation_error_message="变更事项须有名称。",
            ),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"),
                name="change_case_hash_digits",
                violation_error_message="内容散列应为 64 位十六进制 SHA-256。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_APPROVAL)
                | (Q(approved_on__isnull=False) & ~Q(approval_document="") & ~Q(authority="")),
                name="approved_case_has_its_document",
                violation_error_message="批准须写明批准机关、文号和日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state="announced") | Q(announced_on__isnull=False),
                name="announced_case_has_its_day",
                violation_error_message="公告须写明日期。",
            ),
            models.CheckConstraint(
                condition=Q(announced_on__isnull=True)
                | Q(approved_on__isnull=True)
                | Q(announced_on__gte=models.F("approved_on")),
                name="case_announced_after_approval",
                violation_error_message="公告日期不能早于批准日期。",
            ),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True, extension_on__isnull=True, extension_document="")
                | (
                    Q(extended_to__gt=models.F("approved_on"), extension_on__gte=models.F("approved_on"))
                    & ~Q(extension_document="")
                ),
                name="extension_has_its_document",
                violation_error_message="延期须写明文号、同意日期和延至何日，都在批准之后。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_CARRYING)
                | (Q(outcome__isnull=False) & Q(effective__isnull=False) & Q(carried_out_on__isnull=False)),
                name="carried_out_case_has_its_outcome",
                violation_error_message="实施须有生效日期和实施结果。",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False),
                name="closed_case_has_its_day",
                violation_error_message="办结须有日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawal=""),
                name="withdrawn_case_has_a_reason",
                violation_error_message="撤回须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/boundaries/changes/{self.pk}/"

    @transition(state, source=CaseState.DRAFT, target=CaseState.APPROVED)
    def mark_approved(self) -> None:
        """The authority approved it."""

    @transition(state, source=CaseState.APPROVED, target=CaseState.ANNOUNCED)
    def mark_announced(self) -> None:
        """It was announced to the public."""

    @transition(state, source=(CaseState.APPROVED, CaseState.ANNOUNCED), target=CaseState.CARRIED_OUT)
    def mark_carried_out(self) -> None:
        """The register was changed."""

    @transition(state, source=CaseState.CARRIED_OUT, target=CaseState.CLOSED)
    def mark_closed(self) -> None:
        """All its tasks are done."""

    @transition(state, source=CaseState.CARRIED_OUT, target=RETURN_VALUE(CaseState.APPROVED, CaseState.ANNOUNCED))
    def mark_taken_back(self) -> CaseState:
        """The register is what it was before; the approval stands, and so does an announcement."""
        return CaseState.ANNOUNCED if self.announced_on else CaseState.APPROVED

    @transition(state, source=(CaseState.DRAFT, CaseState.APPROVED, CaseState.ANNOUNCED), target=CaseState.WITHDRAWN)
    def mark_withdrawn(self) -> None:
        """It does not go on."""


class CasePaper(models.Model):
    """One paper of a case (变更材料): its kind by art. 13, the original under its SHA-256."""

    case = models.ForeignKey(ChangeCase, models.CASCADE, related_name="papers")
    kind = models.CharField("种类", max_length=20)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="原件")
    filename = models.CharField("文件名", max_length=255)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    added_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "变更材料"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "file"],
                name="case_paper_once",
                violation_error_message="此材料已登记在本事项中。",
            )
        ]


class CaseOverride(models.Model):
    """A legal block that a named role set aside, with a reason and a document on file (破例).

    `subject` is the hash of what was set aside: the operations, the effective day, the sentences of the findings. Where
    one of them is another, the block stands again.
    """

    case = models.ForeignKey(ChangeCase, models.CASCADE, related_name="overrides")
    rule = models.CharField("规则", max_length=8)
    reason = models.CharField("理由", max_length=500)
    document = models.CharField("依据文号", max_length=120)
    subject = models.CharField("所涉内容 SHA-256", max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "破例"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule", "subject"],
                name="case_override_once_per_rule",
                violation_error_message="此规则在本事项的这一内容上已经破例。",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(document=""),
                name="case_override_has_reason_and_document",
                violation_error_message="破例须写明理由和依据文号。",
            ),
        ]


class CaseUndo(models.Model):
    """A carrying out that was taken back whole (撤回实施): when it had been carried out, why it was taken back."""

    case = models.ForeignKey(ChangeCase, models.CASCADE, related_name="undoings")
    carried_out_on = models.DateField("实施日期")
    reason = models.CharField("撤回理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="撤回人")
    at = models.DateTimeField("撤回时间", auto_now_add=True)

    class Meta:
        verbose_name = "撤回实施"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="case_undo_has_a_reason",
                violation_error_message="撤回实施须写明理由。",
            )
        ]


class ChangeImport(models.Model):
    """A list of changes that was carried out whole (变更清单登记), and that can be taken back whole.

    `groups` holds, in order, what was done on each day: operations and outcome, so that it can be undone.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="原件")
    filename = models.CharField("文件名", max_length=255)
    superior = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="共同上级")
    report = models.JSONField("检查报告")
    groups = models.JSONField("实施结果", default=list)
    carried_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    carried_at = models.DateTimeField("登记时间", auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="撤销人"
    )
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_reason = models.CharField("撤销理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "变更清单登记"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(undone_at__isnull=True),
                name="change_list_once",
                violation_error_message="这份清单已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | (Q(undone_by__isnull=False) & ~Q(undone_reason="")),
                name="undone_list_has_a_reason",
                violation_error_message="撤销清单须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return self.filename
