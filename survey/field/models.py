"""What was recorded in the field and sent later (野外记录): items, their pictures, pictures on their way."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from boundaries.lines.markers.models import PhotoKind
from boundaries.lines.models import Line
from office.intake.models import StoredFile, Submission
from survey.demarcation.models import LineSurvey, Remark

USER = settings.AUTH_USER_MODEL
_DIGITS = r"^[0-9a-f]{64}$"


class ItemState(models.TextChoices):
    """What became of an item (记录状态)."""

    TAKEN = "taken", "已收"
    REFUSED = "refused", "须改"
    CONFLICT = "conflict", "冲突"
    SETTLED = "settled", "冲突已定"


class FieldItem(models.Model):
    """One record of a marker or point as the phone or a package sent it (野外记录), in one revision; never altered.

    `uuid` is made where it was recorded: the same uuid and revision are one sending, however often they arrive. Only
    a refused item is sent again, as the next revision. `base` is the version of the words that the recorder saw (0:
    none), `version` the one that this item made; where another stands meanwhile, the words are a conflict and wait
    for a person. The position goes the road of every upload: `submission`, judged row, observation.
    """

    class Kind(models.TextChoices):
        MARKER = "marker", "界桩"
        POINT = "point", "边界点"

    class Source(models.TextChoices):
        PHONE = "phone", "手机"
        PACKAGE = "package", "交换包"

    uuid = models.UUIDField("记录编号", editable=False)
    revision = models.PositiveIntegerField("第几次")
    source = models.CharField("来源", max_length=8, choices=Source.choices, default=Source.PHONE)
    survey = models.ForeignKey(
        LineSurvey, models.PROTECT, null=True, related_name="field_items", verbose_name="勘界工作"
    )
    line = models.ForeignKey(Line, models.PROTECT, related_name="field_items", verbose_name="界线")
    sender = models.ForeignKey(USER, models.PROTECT, related_name="field_items", verbose_name="报送人")
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    number = models.CharField("编号", max_length=32)
    base = models.PositiveIntegerField("所据版本")
    version = models.PositiveIntegerField("所成版本", null=True)
    payload = models.JSONField("记录内容")
    content_hash = models.CharField("内容 SHA-256", max_length=64)
    findings = models.JSONField("检查结果", default=list, blank=True)
    state = models.CharField("状态", max_length=10, choices=ItemState.choices)
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="field_item", verbose_name="收件")
    received_at = models.DateTimeField("收到时间")
    settled_sheet = models.JSONField("裁定内容", null=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="裁定人")
    settled_at = models.DateTimeField("裁定时间", null=True)

    class Meta:
        verbose_name = "野外记录"
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["line", "number"], name="field_item_of_a_point")]
        constraints = [
            models.UniqueConstraint(
                fields=["uuid", "revision"],
                name="field_item_sent_once",
                violation_error_message="这条记录已经收过。",
            ),
            models.UniqueConstraint(
                fields=["uuid"],
                condition=~Q(state="refused"),
                name="field_item_taken_once",
                violation_error_message="这条记录已经接收，不能再改。",
            ),
            models.UniqueConstraint(
                fields=["line", "number", "version"],
                condition=Q(survey__isnull=True, version__isnull=False),
                name="field_version_once_without_survey",
                violation_error_message="同一点的同一版本只能有一个。",
            ),
            models.CheckConstraint(
                condition=Q(revision__gt=0) & ~Q(number=""),
                name="field_item_has_number_and_revision",
                violation_error_message="记录须有编号，次数从 1 起。",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_by__isnull=False, settled_at__isnull=False)
                | Q(~Q(state="settled"), settled_by__isnull=True, settled_at__isnull=True),
                name="settled_item_says_by_whom",
                violation_error_message="裁定须写明裁定人和时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return f"/survey/field/items/{self.uuid}/"


class FieldPhoto(models.Model):
    """A picture of an item (野外照片): what was sent, and the original where that is another file.

    Time and place as its EXIF says (WGS 84 degrees), null where it does not.
    """

    item = models.ForeignKey(FieldItem, models.CASCADE, related_name="photos", verbose_name="记录")
    kind = models.CharField("种类", max_length=8, choices=PhotoKind.choices)
    filename = models.CharField("文件名", max_length=255)
    content_type = models.CharField("格式", max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="照片")
    original_sha256 = models.CharField("原片 SHA-256", max_length=64)
    original = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="原片")
    taken_at = models.DateTimeField("拍摄时间", null=True)
    lon = models.FloatField("拍摄经度", null=True)
    lat = models.FloatField("拍摄纬度", null=True)

    class Meta:
        verbose_name = "野外照片"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "file"], name="field_photo_once", violation_error_message="同一张照片只列一次。"
            ),
            models.CheckConstraint(
                condition=Q(original_sha256__regex=_DIGITS),
                name="field_photo_original_hash_digits",
                violation_error_message="原片编号应为 64 位十六进制 SHA-256。",
            ),
            models.CheckConstraint(
                condition=Q(original__isnull=True) | Q(original_id=models.F("original_sha256")),
                name="field_photo_original_fits_its_hash",
                violation_error_message="原片与其 SHA-256 不符。",
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class PhotoArrival(models.Model):
    """A picture that a person has sent whole (已到照片); only who sent it may name it in an item."""

    sender = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="报送人")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="照片")
    content_type = models.CharField("格式", max_length=40)
    arrived_at = models.DateTimeField("收到时间", auto_now_add=True)

    class Meta:
        verbose_name = "已到照片"
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "file"], name="photo_arrived_once", violation_error_message="这张照片已经收到。"
            )
        ]


class PhotoPiece(models.Model):
    """A piece of a picture on its way (照片分段), until all are there; one sender's pieces are nobody else's."""

    sender = models.ForeignKey(USER, models.CASCADE, related_name="+")
    sha256 = models.CharField("SHA-256", max_length=64)
    start = models.PositiveIntegerField("起始字节")
    data = models.BinaryField("内容")
    received_at = models.DateTimeField("收到时间", auto_now_add=True)

    class Meta:
        verbose_name = "照片分段"
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "sha256", "start"],
                name="photo_piece_once",
                violation_error_message="这一段已经收过。",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=_DIGITS),
                name="photo_piece_hash_digits",
                violation_error_message="照片编号应为 64 位十六进制 SHA-256。",
            ),
        ]


class FieldPackage(models.Model):
    """An exchange package that went out (交换包): of which line, to whom; known again by its token."""

    token = models.UUIDField("包号", primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", verbose_name="界线")
    survey = models.ForeignKey(LineSurvey, models.PROTECT, null=True, related_name="+", verbose_name="勘界工作")
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="导出人")
    made_at = models.DateTimeField("导出时间")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = "交换包"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return str(self.token)


class PackageReturn(models.Model):
    """A package that came back (交回的交换包); `results` says of each changed row what became of it."""

    submission = models.OneToOneField(Submission, models.PROTECT, primary_key=True, related_name="package_return")
    package = models.ForeignKey(FieldPackage, models.PROTECT, related_name="returns", verbose_name="交换包")
    unchanged = models.PositiveIntegerField("未改")
    results = models.JSONField("逐行结果", default=list)

    class Meta:
        verbose_name = "交回的交换包"
        ordering = ["-submission__sent_at"]

    def get_absolute_url(self) -> str:
        return f"/survey/field/packages/{self.pk}/"


class ReturnedRemark(models.Model):
    """A remark that came with a package (交换包中的意见), so that it is entered once."""

    package = models.ForeignKey(FieldPackage, models.PROTECT, related_name="+")
    uuid = models.UUIDField("标识", editable=False)
    remark = models.ForeignKey(Remark, models.CASCADE, related_name="+", verbose_name="意见")

    class Meta:
        verbose_name = "交换包中的意见"
        constraints = [
            models.UniqueConstraint(
                fields=["package", "uuid"], name="package_remark_once", violation_error_message="这条意见已经收过。"
            )
        ]
