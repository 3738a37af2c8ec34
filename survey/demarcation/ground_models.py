"""What a survey finds on the ground (勘界成果): points, decisions over observations, lines, remarks, disputes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from boundaries.lines.markers.models import PhotoKind
from boundaries.lines.models import Evidence
from office.intake.models import StoredFile, Submission
from office.spatial.fields import RegisterLine, RegisterPoint
from office.spatial.systems import from_code
from survey.townships.models import Observation

USER = settings.AUTH_USER_MODEL
SURVEY = "demarcation.LineSurvey"
PARTY = "demarcation.Party"


class SurveyPoint(models.Model):
    """A marker or boundary point that is being fixed (勘界点).

    `sheet` holds the words of the 界桩登记表 (keys of `boundaries.lines.markers.sheet.Sheet`) without coordinates:
    those come from the decision that counts. `version` counts every change of the words.
    """

    class Role(models.TextChoices):
        MARKER = "marker", "界桩点"
        BOUNDARY = "boundary", "边界点"
        THREE_WAY = "three_way", "三交点"

    survey = models.ForeignKey(SURVEY, models.CASCADE, related_name="points", verbose_name="勘界工作")
    number = models.CharField("点号", max_length=32)
    role = models.CharField("种类", max_length=10, choices=Role.choices)
    sheet = models.JSONField("登记表内容", default=dict, blank=True)
    position = models.PositiveIntegerField("沿线序号")
    version = models.PositiveIntegerField("版本", default=1)
    changed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="最后改动人")
    changed_at = models.DateTimeField("最后改动时间")

    class Meta:
        verbose_name = "勘界点"
        ordering = ["position", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "number"],
                name="survey_point_number_once",
                violation_error_message="这项勘界工作中已有同号的点。",
            ),
            models.CheckConstraint(
                condition=~Q(number=""), name="survey_point_has_number", violation_error_message="点号不能为空。"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def short(self) -> str:
        """The serial and letter of a long marker number: 220122100-220122101-003Q is 003Q on a map."""
        return self.number.rpartition("-")[2] or self.number


class PointPhoto(models.Model):
    """A picture of a point (点的照片), with where and when it says it was taken (EXIF, WGS 84 degrees)."""

    point = models.ForeignKey(SurveyPoint, models.CASCADE, related_name="photos", verbose_name="勘界点")
    kind = models.CharField("种类", max_length=8, choices=PhotoKind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="原件")
    filename = models.CharField("文件名", max_length=255)
    content_type = models.CharField("格式", max_length=40)
    taken_at = models.DateTimeField("拍摄时间", null=True)
    lon = models.FloatField("拍摄经度", null=True)
    lat = models.FloatField("拍摄纬度", null=True)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提交人")
    added_at = models.DateTimeField("提交时间", auto_now_add=True)

    class Meta:
        verbose_name = "点的照片"
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "kind", "file"],
                name="point_photo_once",
                violation_error_message="这张照片已经在此点中。",
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="point_photo_place_in_degrees",
                violation_error_message="照片的位置应为经纬度。",
            ),
        ]


class PointDecision(models.Model):
    """The coordinate that was accepted over several observations (坐标取定); the latest counts, earlier ones stay.

    `x` is north and `y` east in metres in the declared `crs`, or latitude and longitude where that is in degrees;
    `geom` is longitude/latitude in CGCS2000. `error_m` is the error of the point, `spread_m` the largest distance of
    an observation from the decided place. An observation in WGS 84 never decides a marker (S04).
    """

    class Method(models.TextChoices):
        SINGLE = "single", "单次观测"
        MEAN = "mean", "算术平均"
        WEIGHTED = "weighted", "按精度加权平均"

    point = models.ForeignKey(SurveyPoint, models.CASCADE, related_name="decisions", verbose_name="勘界点")
    method = models.CharField("取定方法", max_length=10, choices=Method.choices)
    observations = models.ManyToManyField(Observation, related_name="decisions", verbose_name="所据观测")
    x = models.FloatField("纵坐标 X（北）")
    y = models.FloatField("横坐标 Y（东）")
    crs = models.CharField("坐标系", max_length=20)
    height = models.FloatField("高程，米", null=True)
    geom = RegisterPoint("位置")
    error_m = models.FloatField("点位中误差，米", null=True)
    spread_m = models.FloatField("离散，米")
    reason = models.CharField("理由", max_length=300, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="取定人")
    at = models.DateTimeField("取定时间", auto_now_add=True)

    class Meta:
        verbose_name = "坐标取定"
        ordering = ["id"]
        get_latest_by = "id"
        constraints = [
            models.CheckConstraint(
                condition=Q(spread_m__gte=0) & (Q(error_m__isnull=True) | Q(error_m__gte=0)),
                name="decision_errors_not_negative",
                violation_error_message="中误差和离散不能为负。",
            ),
            models.CheckConstraint(
                condition=~Q(crs=""), name="decision_names_its_system", violation_error_message="取定须写明坐标系。"
            ),
        ]

    @property
    def system(self) -> str:
        """The reference system in words."""
        found = from_code(self.crs)
        return found.label if found else self.crs


class CourseLine(models.Model):
    """The line that a survey would lay in place of an edge (成果线); the latest of an edge counts.

    `base` is the hash of the edge that it was drawn from; `submission` and `row` name the upload that it came with.
    """

    survey = models.ForeignKey(SURVEY, models.CASCADE, related_name="course_lines", verbose_name="勘界工作")
    party = models.ForeignKey(PARTY, models.PROTECT, null=True, related_name="+", verbose_name="提出方")
    edge_number = models.BigIntegerField("边号")
    base = models.CharField("原边散列", max_length=64)
    geom = RegisterLine("线形")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="+", verbose_name="来件")
    row = models.PositiveIntegerField("行", null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提出人")
    at = models.DateTimeField("提出时间", auto_now_add=True)
    dropped_at = models.DateTimeField("撤下时间", null=True)

    class Meta:
        verbose_name = "成果线"
        ordering = ["id"]
        get_latest_by = "id"
        constraints = [
            models.CheckConstraint(
                condition=Q(base__regex=r"^[0-9a-f]{64}$"),
                name="course_line_base_digits",
                violation_error_message="原边散列应为 64 位十六进制 SHA-256。",
            ),
            models.CheckConstraint(
                condition=Q(submission__isnull=True, row__isnull=True) | Q(submission__isnull=False, row__isnull=False),
                name="course_line_names_its_row",
                violation_error_message="来自来件的成果线须写明行号。",
            ),
        ]


class CourseText(models.Model):
    """The description of the course (边界线走向说明) as edited; `made_from` is the hash of what it was made from."""

    survey = models.OneToOneField(SURVEY, models.CASCADE, related_name="course_text", verbose_name="勘界工作")
    text = models.TextField("走向说明")
    made_from = models.CharField("所据内容散列", max_length=64)
    edited_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="最后改动人")
    edited_at = models.DateTimeField("最后改动时间")

    class Meta:
        verbose_name = "走向说明"
        constraints = [
            models.CheckConstraint(
                condition=Q(made_from__regex=r"^[0-9a-f]{64}$"),
                name="course_text_made_from_digits",
                violation_error_message="所据内容散列应为 64 位十六进制 SHA-256。",
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="course_text_not_empty", violation_error_message="走向说明不能为空。"
            ),
        ]


class Remark(models.Model):
    """What one side says at a place of the map (图上意见), with the answers to it."""

    survey = models.ForeignKey(SURVEY, models.CASCADE, related_name="remarks", verbose_name="勘界工作")
    place = RegisterPoint("位置", null=True)
    text = models.CharField("意见", max_length=1000)
    party = models.ForeignKey(PARTY, models.PROTECT, null=True, related_name="+", verbose_name="提出方")
    reply_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies", verbose_name="答复")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提出人")
    at = models.DateTimeField("提出时间", auto_now_add=True)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="了结人")
    settled_at = models.DateTimeField("了结时间", null=True)

    class Meta:
        verbose_name = "图上意见"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="remark_says_something", violation_error_message="意见不能为空。"
            ),
            models.CheckConstraint(
                condition=Q(reply_to__isnull=False) | Q(place__isnull=False),
                name="remark_has_a_place",
                violation_error_message="意见须在图上指明位置。",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, reply_to__isnull=True),
                name="settled_remark_says_by_whom",
                violation_error_message="了结意见须写明何人何时。",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class DisputedStretch(models.Model):
    """A stretch on which the sides do not agree (争议段), by chainage in metres along the line as it stands.

    The evidence is one of the closed lists of Decree 26 art. 7 and 8 (S18).
    """

    survey = models.ForeignKey(SURVEY, models.CASCADE, related_name="disputes", verbose_name="勘界工作")
    from_m = models.FloatField("起，米")
    to_m = models.FloatField("止，米")
    geom = RegisterLine("争议段")
    evidence = models.CharField("证据种类", max_length=4, choices=Evidence.choices)
    title = models.CharField("证据名称", max_length=200)
    party = models.ForeignKey(PARTY, models.PROTECT, related_name="+", verbose_name="提出方")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="提出人")
    at = models.DateTimeField("提出时间", auto_now_add=True)
    lifted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="解除人")
    lifted_at = models.DateTimeField("解除时间", null=True)
    lifted_why = models.CharField("解除依据", max_length=300, blank=True)

    class Meta:
        verbose_name = "争议段"
        ordering = ["from_m", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_m__gte=0, from_m__lt=F("to_m")),
                name="disputed_stretch_has_length",
                violation_error_message="争议段的起点应在止点之前。",
            ),
            models.CheckConstraint(
                condition=Q(evidence__in=Evidence.values) & ~Q(title=""),
                name="dispute_evidence_of_the_closed_lists",
                violation_error_message="证据种类限于《行政区域边界争议处理条例》第七条、第八条所列，并写明名称。",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_why="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_why="")),
                name="lifted_dispute_says_why",
                violation_error_message="解除争议须写明何人何时依据什么。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
