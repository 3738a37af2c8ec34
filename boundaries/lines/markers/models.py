"""Boundary markers (界桩) and three-way points (三交点), GB/T 17796: identities, and the 界桩登记表 per period."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division, Precision
from boundaries.keeping import kept
from boundaries.lines.markers.shapes import PLACE, REFERENCE, SIGNATURE, EveryItem, list_field
from office.intake.models import StoredFile
from office.spatial.fields import RegisterPoint


class Kind(models.TextChoices):
    """How many stones share one number (类型)."""

    SINGLE = "single", "单立"
    DOUBLE = "double", "同号双立"
    TRIPLE = "triple", "同号三立"


class Faces(models.TextChoices):
    """How many inscribed faces a stone has: two on a line, three where three lines meet (界桩面型)."""

    TWO = "two", "双面型"
    THREE = "three", "三面型"


class HeightSystem(models.TextChoices):
    """What heights count from (高程系)."""

    NATIONAL_1985 = "1985", "1985 国家高程基准"
    YELLOW_SEA_1956 = "1956", "1956 年黄海高程系"
    ELLIPSOID = "ellipsoid", "大地高"


class Method(models.TextChoices):
    """How a marker was measured (测量方法); 图上量取 is how old decisions were made."""

    GNSS = "gnss", "卫星定位"
    TRAVERSE = "traverse", "电磁波测距导线"
    INTERSECTION = "intersection", "交会"
    FROM_MAP = "map", "图上量取"
    OTHER = "other", "其他"


class MarkerState(models.TextChoices):
    """How a marker was last found (现状)."""

    STANDING = "standing", "完好"
    DAMAGED = "damaged", "损坏"
    DISPLACED = "displaced", "移位"
    LOST = "lost", "丢失"


class Change(models.TextChoices):
    """What began a version (变更种类)."""

    RECORDED = "recorded", "登记"
    SET = "set", "新设"
    MOVED = "moved", "移位"
    RENUMBERED = "renumbered", "改号"
    RESTORED = "restored", "恢复"
    RESURVEYED = "resurveyed", "修测"
    REATTACHED = "reattached", "改属界线"


class Marker(models.Model):
    """The identity of a boundary marker (界桩); it survives moving, renumbering and restoring."""

    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "界桩"


@kept(sample="is_sample")
class MarkerVersion(models.Model):
    """What the 界桩登记表 says of a marker in one period (界桩版本).

    `x` is north and `y` east in metres, or latitude and longitude where `crs` is in degrees, as given and never
    altered; `crs` is the declared system (EPSG:n). `point` is longitude/latitude in the register's system, null where
    the declared datum is not CGCS2000: no datum is transformed. `chainage_m` is derived from the line. `is_sample` is
    its marker's (trigger). A correction mends the row and the row history keeps what was recorded; a legal change
    closes it and begins another.
    """

    marker = models.ForeignKey(Marker, models.CASCADE, related_name="versions", verbose_name="界桩")
    valid = DateRangeField("有效期")
    begin_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    number = models.CharField("界桩号", max_length=32)
    code = models.CharField("代码", max_length=32, blank=True)
    name = models.CharField("名称", max_length=60, blank=True)
    level = models.CharField("等级", max_length=12, choices=Level.choices)
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    faces = models.CharField("面型", max_length=8, choices=Faces.choices, default=Faces.TWO)
    material = models.CharField("材质", max_length=40, blank=True)
    line = models.ForeignKey("lines.Line", models.CASCADE, related_name="marker_versions", verbose_name="所属界线")
    duty = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+", verbose_name="管理方")
    places = list_field("所在地")
    x = models.FloatField("纵坐标 X（北）", null=True)
    y = models.FloatField("横坐标 Y（东）", null=True)
    crs = models.CharField("坐标系", max_length=20, blank=True)
    point = RegisterPoint("经纬度", null=True)
    chainage_m = models.FloatField("里程，米", null=True)
    height = models.FloatField("高程，米", null=True)
    height_system = models.CharField("高程系", max_length=12, choices=HeightSystem.choices, blank=True)
    sheet = models.CharField("图幅号", max_length=32, blank=True)
    scale = models.PositiveIntegerField("比例尺分母", null=True)
    method = models.CharField("测量方法", max_length=12, choices=Method.choices, blank=True)
    accuracy_m = models.FloatField("点位精度，米", null=True)
    references = list_field("方位物")
    description = models.TextField("位置描述", blank=True)
    signatures = list_field("签字")
    note = models.TextField("备注", blank=True)
    state = models.CharField("现状", max_length=12, choices=MarkerState.choices, default=MarkerState.STANDING)
    change = models.CharField("变更种类", max_length=12, choices=Change.choices, default=Change.RECORDED)
    reason = models.CharField("变更原因", max_length=300, blank=True)
    document = models.CharField("变更依据", max_length=120, blank=True)
    end_reason = models.CharField("撤销原因", max_length=300, blank=True)
    end_document = models.CharField("撤销依据", max_length=120, blank=True)
    is_sample = models.BooleanField("示例数据", default=False, editable=False)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "界桩版本"
        ordering = ["line", "chainage_m", "number"]
        constraints = [
            ExclusionConstraint(
                name="marker_one_version_at_a_time",
                expressions=[(F("marker"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
                violation_error_message="同一界桩在同一天只能有一个版本，请先结束前一版本。",
            ),
            ExclusionConstraint(
                name="marker_number_once_at_a_time",
                expressions=[(F("number"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
                violation_error_message="此界桩号在这一时期已由另一界桩使用。",
            ),
            models.CheckConstraint(
                condition=~Q(valid__isempty=True),
                name="marker_period_not_empty",
                violation_error_message="界桩版本的有效期不能为空。",
            ),
            models.CheckConstraint(
                condition=~Q(number=""), name="marker_has_number", violation_error_message="界桩号不能为空。"
            ),
            models.CheckConstraint(
                condition=Q(x__isnull=True, y__isnull=True, crs="")
                | (Q(x__isnull=False, y__isnull=False) & ~Q(crs="")),
                name="marker_coordinates_with_system",
                violation_error_message="X、Y 与坐标系应同时填写。",
            ),
            models.CheckConstraint(
                condition=Q(height__isnull=True) | ~Q(height_system=""),
                name="marker_height_with_system",
                violation_error_message="有高程时须写明高程系。",
            ),
            models.CheckConstraint(
                condition=(Q(accuracy_m__isnull=True) | Q(accuracy_m__gt=0)) & (Q(scale__isnull=True) | Q(scale__gt=0)),
                name="marker_accuracy_positive",
                violation_error_message="点位精度和比例尺分母应大于零。",
            ),
            models.CheckConstraint(
                condition=EveryItem("references", REFERENCE, 9),
                name="marker_references_shape",
                violation_error_message="方位物应有名称，坐标方位角在 0–360 度之间，距离大于零。",
            ),
            models.CheckConstraint(
                condition=EveryItem("places", PLACE, 3),
                name="marker_places_shape",
                violation_error_message="所在地最多三处，各有县、乡、村。",
            ),
            models.CheckConstraint(
                condition=EveryItem("signatures", SIGNATURE, 3),
                name="marker_signatures_shape",
                violation_error_message="签字最多三方，日期写作 2025-06-01。",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PhotoKind(models.TextChoices):
    """What a picture of a marker shows (照片种类); the sketch drawn in the field is kept beside the photographs."""

    NEAR = "near", "近景"
    FAR = "far", "远景"
    NORTH = "north", "向北"
    EAST = "east", "向东"
    SOUTH = "south", "向南"
    WEST = "west", "向西"
    SKETCH = "sketch", "位置略图"


@kept()
class MarkerPhoto(models.Model):
    """A picture that belongs to one version of a marker (界桩照片); the bytes are kept once under their SHA-256."""

    version = models.ForeignKey(MarkerVersion, models.CASCADE, related_name="photos")
    kind = models.CharField("种类", max_length=8, choices=PhotoKind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="原件")
    filename = models.CharField("文件名", max_length=255)
    content_type = models.CharField("格式", max_length=40)

    class Meta:
        verbose_name = "界桩照片"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind"],
                name="marker_photo_of_a_kind_once",
                violation_error_message="这一版本已有同种照片。",
            )
        ]


@kept()
class ThreeWayPoint(models.Model):
    """Where three lines meet (三交点): three parties sign one agreement (S12).

    The coordinate is the junction's, so the three lines end at one and the same place by construction. Exactly
    three lines that end there: deferred trigger. `marker` is the three-faced stone, where one is set.
    """

    junction = models.ForeignKey("lines.Junction", models.PROTECT, related_name="three_way_points")
    name = models.CharField("名称", max_length=60)
    number = models.CharField("编号", max_length=40, blank=True)
    agreement_body = models.CharField("签订各方", max_length=200, blank=True)
    agreement_number = models.CharField("协议书编号", max_length=120, blank=True)
    agreement_date = models.DateField("签订日期", null=True)
    marker = models.ForeignKey(Marker, models.PROTECT, null=True, related_name="three_way_points")
    lines = models.ManyToManyField("lines.Line", through="lines.ThreeWayLine", related_name="three_way_points")
    valid = DateRangeField("有效期")
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "三交点"
        constraints = [
            ExclusionConstraint(
                name="three_way_once_at_a_junction",
                expressions=[(F("junction"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
                violation_error_message="此交会点已登记为三交点。",
            ),
            models.CheckConstraint(
                condition=~Q(valid__isempty=True),
                name="three_way_period_not_empty",
                violation_error_message="三交点的有效期不能为空。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ThreeWayLine(models.Model):
    """One of the three lines that meet at a three-way point."""

    point = models.ForeignKey(ThreeWayPoint, models.CASCADE, related_name="members")
    line = models.ForeignKey("lines.Line", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "line"],
                name="three_way_line_once",
                violation_error_message="三交点的三条界线应各不相同。",
            )
        ]
