"""What was done with the papers of the archive (管理记录): corrections, use, checks, extracts, hand-overs.

All rows are only added (migrations 2 and 4).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from boundaries.archive.holdings import Item, ItemVersion
from office.intake.models import StoredFile


class Correction(models.Model):
    """An error in the description of an item that was put right (著录更正): why, and what stood there before.

    `before` and `after` hold the whole description each. `signed` names the person; `by` is empty where the
    correction was made in another house and came with a hand-over.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="corrections", verbose_name="件")
    at = models.DateTimeField("更正时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="更正人")
    signed = models.CharField("更正人姓名", max_length=150)
    reason = models.CharField("更正理由", max_length=300)
    before = models.JSONField("原著录")
    after = models.JSONField("新著录")

    class Meta:
        verbose_name = "著录更正"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_has_a_reason",
                violation_error_message="更正著录须写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(before=models.F("after")),
                name="correction_changes_something",
                violation_error_message="没有改动任何一项。",
            ),
        ]


class Act(models.TextChoices):
    """What somebody did with an item (利用方式)."""

    VIEWED = "viewed", "查阅"
    DOWNLOADED = "downloaded", "下载"
    BORROWED = "borrowed", "借出"
    RETURNED = "returned", "归还"
    EXTRACTED = "extracted", "出具证明"


WITH_PURPOSE = (Act.DOWNLOADED, Act.BORROWED, Act.EXTRACTED)


class Use(models.Model):
    """Who used an item, when and for what (利用登记). `reader`: who holds the paper; `loan`: what a return ends."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="uses", verbose_name="件")
    version = models.ForeignKey(ItemVersion, models.PROTECT, null=True, related_name="+", verbose_name="版本")
    act = models.CharField("利用方式", max_length=10, choices=Act.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间", auto_now_add=True)
    purpose = models.CharField("目的", max_length=200, blank=True)
    reader = models.CharField("借阅单位和人员", max_length=120, blank=True)
    due = models.DateField("应还日期", null=True, blank=True)
    loan = models.OneToOneField("self", models.PROTECT, null=True, related_name="ended_by", verbose_name="所还借出")

    class Meta:
        verbose_name = "利用登记"
        ordering = ["-id"]
        indexes = [models.Index(fields=["item", "act", "-id"], name="use_by_item")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(act__in=[act.value for act in WITH_PURPOSE]) | ~Q(purpose=""),
                name="use_has_a_purpose",
                violation_error_message="下载、借出、出具证明须写明目的。",
            ),
            models.CheckConstraint(
                condition=~Q(act="borrowed") | ~Q(reader="") & Q(due__isnull=False),
                name="loan_has_reader_and_due_day",
                violation_error_message="借出须写明借阅单位和人员、应还日期。",
            ),
            models.CheckConstraint(
                condition=Q(act="returned", loan__isnull=False) | ~Q(act="returned") & Q(loan__isnull=True),
                name="return_ends_a_loan",
                violation_error_message="归还须对应一次借出。",
            ),
        ]


class CheckReport(models.Model):
    """The four checks of an item at one moment (检测报告), with the hashes of the versions that were checked."""

    class Moment(models.TextChoices):
        FILING = "filing", "归档时"
        VERSION = "version", "归入新版本时"
        REVIEW = "review", "复查"
        CORRECTION = "correction", "更正著录时"
        HANDOVER = "handover", "移交时"
        RECEPTION = "reception", "接收时"

    item = models.ForeignKey(Item, models.PROTECT, related_name="reports", verbose_name="件")
    moment = models.CharField("时点", max_length=10, choices=Moment.choices)
    at = models.DateTimeField("检测时间", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="检测人")
    findings = models.JSONField("检测结果")
    passed = models.JSONField("通过的规则")
    hashes = models.JSONField("各版本 SHA-256")

    class Meta:
        verbose_name = "检测报告"
        ordering = ["-id"]


class Extract(models.Model):
    """A certified extract (档案利用证明、复制件): its content, its hash, the PDF and the code that checks it."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", "档案利用证明"
        COPY = "copy", "档案复制件"

    number = models.CharField("证明编号", max_length=24, unique=True)
    check_code = models.CharField("校验码", max_length=16, unique=True)
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="extracts", verbose_name="版本")
    issued_at = models.DateTimeField("出具时间")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="出具人")
    content = models.JSONField("内容")
    content_hash = models.CharField("内容 SHA-256", max_length=64, unique=True)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="PDF")

    class Meta:
        verbose_name = "档案利用证明"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class HandOver(models.Model):
    """A package that left the house or came in (交接): BagIt, proved by the hash of its tag manifest."""

    class Way(models.TextChoices):
        OUT = "out", "移出"
        IN = "in", "接收"

    way = models.CharField("方向", max_length=3, choices=Way.choices)
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    office = models.CharField("对方单位", max_length=120)
    bag_hash = models.CharField("交接校验值", max_length=64)
    items = models.ManyToManyField(Item, related_name="handovers", verbose_name="件")
    files = models.PositiveIntegerField("文件数")
    size = models.PositiveBigIntegerField("字节数")

    class Meta:
        verbose_name = "交接"
        ordering = ["-id"]
