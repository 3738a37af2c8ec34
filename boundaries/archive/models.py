"""The boundary archive (界线档案): fonds, series, file, item, versions, subjects.

Decree 353 art. 13, 《勘界档案管理暂行规定》, numbers after DA/T 13. Rows from `Use` on are only added (migration 2).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from boundaries.archive.kinds import CLASSIFIED, Kind, Material, Retention, Security
from boundaries.divisions.models import Division, Precision
from office.intake.models import StoredFile


class Fonds(models.Model):
    """All papers of one office (全宗). Its division decides who may write here."""

    code = models.CharField("全宗号", max_length=5)
    name = models.CharField("全宗名称", max_length=120)
    division = models.ForeignKey(Division, models.PROTECT, related_name="fonds", verbose_name="立档单位所在区划")

    class Meta:
        verbose_name = "全宗"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="fonds_code_once", violation_error_message="这一全宗号已有全宗。"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]{4,5}$"),
                name="fonds_code_form",
                violation_error_message="全宗号应为 4 至 5 位大写字母或数字（DA/T 13）。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Series(models.Model):
    """A class of papers of a fonds, kept by line or by year (类别); `line` is the key of the line in the register."""

    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="series", verbose_name="全宗")
    material = models.CharField("类别", max_length=2, choices=Material.choices)
    key = models.CharField("年度或界线编号", max_length=25)
    line = models.BigIntegerField("界线标识", null=True, blank=True)

    class Meta:
        verbose_name = "类别"
        verbose_name_plural = "类别"
        ordering = ["fonds", "material", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["fonds", "material", "key"],
                condition=Q(line__isnull=True),
                name="series_by_year_once",
                violation_error_message="此全宗已有这一年度的类别。",
            ),
            models.UniqueConstraint(
                fields=["fonds", "material", "line"],
                condition=Q(line__isnull=False),
                name="series_by_line_once",
                violation_error_message="此全宗已有这条界线的类别。",
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=False) | Q(key__regex=r"^(19|20)[0-9]{2}$"),
                name="series_by_line_or_year",
                violation_error_message="类别应按界线或按四位年度设立。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_material_display()} {self.key}"


class File(models.Model):
    """A file of a series (案卷): what belongs together and is kept equally long."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="files", verbose_name="类别")
    retention = models.CharField("保管期限", max_length=3, choices=Retention.choices)
    number = models.PositiveSmallIntegerField("案卷号")
    archive_number = models.CharField("案卷档号", max_length=60, unique=True)
    title = models.CharField("案卷题名", max_length=200)

    class Meta:
        verbose_name = "案卷"
        ordering = ["archive_number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "retention", "number"], name="file_number_once"),
            models.CheckConstraint(
                condition=~Q(title=""), name="file_has_a_title", violation_error_message="案卷题名不能为空。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.archive_number} {self.title}"


class Item(models.Model):
    """One paper of a file (件): its description; the bytes stand in its versions.

    A classified item has no version at all (trigger of migration 2), only the place where the paper lies.
    `content_hash` vouches for the description and the hashes of all versions. `revised_retention` is how long the
    item is kept where that was decided again; its archive number keeps the code under which it was filed.
    """

    file = models.ForeignKey(File, models.PROTECT, related_name="items", verbose_name="案卷")
    number = models.PositiveSmallIntegerField("件号")
    archive_number = models.CharField("档号", max_length=60, unique=True)
    title = models.CharField("题名", max_length=300)
    document_number = models.CharField("文号", max_length=80, blank=True)
    responsible = models.CharField("责任者", max_length=200, blank=True)
    day = models.DateField("文件日期", null=True, blank=True)
    precision = models.CharField("日期精度", max_length=8, choices=Precision.choices, default=Precision.DAY)
    kind = models.CharField("文件种类", max_length=24, choices=Kind.choices)
    security = models.CharField("密级", max_length=12, choices=Security.choices, default=Security.INTERNAL)
    place = models.CharField("纸质件存放地点", max_length=120, blank=True)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    first_page = models.PositiveIntegerField("起页", null=True, blank=True)
    last_page = models.PositiveIntegerField("止页", null=True, blank=True)
    note = models.CharField("附注", max_length=300, blank=True)
    revised_retention = models.CharField("改定保管期限", max_length=3, choices=Retention.choices, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="归档人"
    )
    filed_at = models.DateTimeField("归档时间")
    content_hash = models.CharField("内容 SHA-256", max_length=64)

    class Meta:
        verbose_name = "件"
        ordering = ["archive_number"]
        indexes = [
            models.Index(fields=["kind"], name="item_by_kind"),
            models.Index(fields=["-filed_at"], name="item_by_filing"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="item_number_once"),
            models.CheckConstraint(
                condition=~Q(title=""), name="item_has_a_title", violation_error_message="题名不能为空。"
            ),
            models.CheckConstraint(
                condition=~Q(security__in=[level.value for level in CLASSIFIED]) | ~Q(place=""),
                name="classified_item_is_a_reference",
                violation_error_message="涉密件只登记存放地点，存放地点不能为空。",
            ),
            models.CheckConstraint(
                condition=Q(day__isnull=True, precision=Precision.UNKNOWN)
                | Q(day__isnull=False) & ~Q(precision=Precision.UNKNOWN),
                name="item_day_fits_precision",
                violation_error_message="日期不详时不填日期；填了日期须注明到日或到年。",
            ),
            models.CheckConstraint(
                condition=Q(first_page__isnull=True, last_page__isnull=True)
                | Q(first_page__gte=1, last_page__gte=models.F("first_page")),
                name="item_pages_in_order",
                violation_error_message="起页、止页须同时填写，止页不小于起页。",
            ),
            models.CheckConstraint(
                condition=Q(copies__gte=1), name="item_has_copies", violation_error_message="份数至少为 1。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.archive_number} {self.title}"

    @property
    def classified(self) -> bool:
        return self.security in CLASSIFIED

    @property
    def retention(self) -> Retention:
        """How long it is kept: as decided again, else as its file."""
        return Retention(self.revised_retention or self.file.retention)

    @property
    def pages(self) -> int | None:
        """How many pages its range holds."""
        if self.first_page is None or self.last_page is None:
            return None
        return self.last_page - self.first_page + 1


class ItemVersion(models.Model):
    """One version of an item's document (版本): put beside the older ones, never changed, never taken away."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", verbose_name="件")
    number = models.PositiveSmallIntegerField("版本")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="原件")
    filename = models.CharField("文件名", max_length=200)
    format = models.CharField("格式", max_length=60)
    pages = models.PositiveIntegerField("页数", null=True)
    note = models.CharField("版本说明", max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("归入时间")

    class Meta:
        verbose_name = "版本"
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["item", "file"],
                name="version_bytes_once",
                violation_error_message="同一文件已是本件的一个版本。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.archive_number} 第 {self.number} 版"


class SubjectLink(models.Model):
    """What an item speaks of (关联对象): a line, marker, edge, change, inspection or name, by type and key.

    `label` is what the subject was called then; `divisions` are those whose officers may read the item by it.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="subjects")
    subject_type = models.CharField("对象类型", max_length=20)
    subject_id = models.CharField("对象标识", max_length=40)
    label = models.CharField("对象名称", max_length=160)
    pages = models.CharField("页码", max_length=60, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)
    divisions = models.ManyToManyField(Division, related_name="+", verbose_name="所涉区划")

    class Meta:
        verbose_name = "关联对象"
        ordering = ["item", "id"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="link_by_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "subject_type", "subject_id"],
                name="subject_linked_once",
                violation_error_message="本件已关联这一对象。",
            )
        ]

    def __str__(self) -> str:
        return self.label


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


class Deposit(models.Model):
    """A file that was uploaded and is not filed yet (待归档文件); filing has to find the very same bytes.

    A discarded one (撤回) keeps its name, hash and reason, and lets go of the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="原件")
    filename = models.CharField("文件名", max_length=200)
    deposited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deposited_at = models.DateTimeField("上传时间", auto_now_add=True)
    version = models.OneToOneField(ItemVersion, models.PROTECT, null=True, related_name="deposit")
    discarded_at = models.DateTimeField("撤回时间", null=True)
    discard_reason = models.CharField("撤回理由", max_length=300, blank=True)
    discarded_sha256 = models.CharField("撤回文件的 SHA-256", max_length=64, blank=True)

    class Meta:
        verbose_name = "待归档文件"
        ordering = ["-deposited_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True, discard_reason="", discarded_sha256="", file__isnull=False)
                | Q(discarded_at__isnull=False, file__isnull=True, version__isnull=True)
                & ~Q(discard_reason="")
                & ~Q(discarded_sha256=""),
                name="deposit_is_filed_or_discarded",
                violation_error_message="只有没有归档的文件可以撤回，撤回须写明理由。",
            )
        ]

    @property
    def original(self) -> StoredFile:
        """The file of a deposit that was not discarded. Raises LookupError."""
        if self.file is None:
            raise LookupError(f"待归档文件“{self.filename}”已经撤回。")
        return self.file


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
