"""What the boundary archive holds (馆藏): fonds, series, file, item, versions, subjects, uploads.

Decree 353 art. 13, 《勘界档案管理暂行规定》, numbers after DA/T 13.
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
