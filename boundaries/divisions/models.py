"""Divisions (行政区划): an identity, its versions through time, its codes, its areas."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from boundaries.divisions.kinds import Level, Scheme
from boundaries.keeping import kept
from office.spatial.fields import RegisterGeometry, RegisterMultiPolygon, RegisterPoint, WebGeometry


class Precision(models.TextChoices):
    """How well a date is known: 2020-06-19, 2020年, or only that it holds."""

    DAY = "day", "到日"
    YEAR = "year", "到年"
    UNKNOWN = "unknown", "不详"


class Division(models.Model):
    """The stable identity of a division; it never changes and is never reused.

    `external`: a neighbour outside the province, kept for the other side of lines.
    `statistical`: a unit of the statistics only (开发区, 虚拟村), no division by law.
    """

    external = models.BooleanField("省外", default=False)
    statistical = models.BooleanField("统计单元", default=False)

    class Meta:
        verbose_name = "区划"
        verbose_name_plural = "区划"


@kept()
class DivisionVersion(models.Model):
    """What a division was called and whose child it was in one period (区划版本), Decree 704.

    `valid` is half-open: the changeover day belongs to the version that begins on it.
    """

    division = models.ForeignKey(Division, models.CASCADE, related_name="versions")
    name = models.CharField("标准名称", max_length=60)
    level = models.CharField("级别", max_length=12, choices=Level.choices)
    kind = models.CharField("类别", max_length=20)
    parent = models.ForeignKey(Division, models.PROTECT, null=True, related_name="child_versions")
    valid = DateRangeField("有效期")
    begin_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    end_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    note = models.CharField("说明", max_length=300, blank=True)
    source = models.CharField("来源", max_length=120)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "区划版本"
        constraints = [
            ExclusionConstraint(
                name="division_one_version_at_a_time",
                expressions=[(F("division"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
                violation_error_message="同一区划在同一天只能有一个版本，请先结束前一版本。",
            ),
            models.CheckConstraint(
                condition=~Q(valid__isempty=True),
                name="division_version_period_not_empty",
                violation_error_message="版本的有效期不能为空。",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="division_version_has_name",
                violation_error_message="区划名称不能为空。",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "level"], name="version_by_parent"),
            models.Index(fields=["level", "name"], name="version_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


@kept()
class DivisionCode(models.Model):
    """A code of a division in one scheme and period (区划代码); without filling zeros."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="codes")
    scheme = models.CharField("编码体系", max_length=4, choices=Scheme.choices)
    code = models.CharField("代码", max_length=12)
    valid = DateRangeField("有效期")
    begin_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    end_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    source = models.CharField("来源", max_length=120)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "区划代码"
        constraints = [
            ExclusionConstraint(
                name="code_means_one_division_at_a_time",
                expressions=[
                    (F("scheme"), RangeOperators.EQUAL),
                    (F("code"), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="同一编码体系中，一个代码在同一天只能属于一个区划。",
            ),
            ExclusionConstraint(
                name="division_one_code_per_scheme_at_a_time",
                expressions=[
                    (F("division"), RangeOperators.EQUAL),
                    (F("scheme"), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="一个区划在同一编码体系中同一天只能有一个代码。",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$"),
                name="division_code_digits",
                violation_error_message="区划代码应为 2、4、6、9 或 12 位数字。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["code", "scheme"], name="division_code_lookup", opclasses=["text_pattern_ops", "text_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}（{self.get_scheme_display()}）"


@kept()
class DivisionSeat(models.Model):
    """Where the government of a division sits in one period (人民政府驻地), Decree 704 art. 8; the point if known."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="seats")
    place = models.CharField("驻地", max_length=120)
    point = RegisterPoint("位置", null=True)
    valid = DateRangeField("有效期")
    source = models.CharField("来源", max_length=120)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "驻地"
        constraints = [
            ExclusionConstraint(
                name="division_one_seat_at_a_time",
                expressions=[(F("division"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
                violation_error_message="同一区划在同一天只能有一个驻地。",
            ),
            models.CheckConstraint(
                condition=~Q(place=""), name="seat_has_a_place", violation_error_message="驻地名称不能为空。"
            ),
        ]


class Area(models.Model):
    """The polygon of a division in one period, built from edges (区域), never drawn by hand."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="areas")
    valid = DateRangeField("有效期")
    geom = RegisterMultiPolygon("范围")
    area_m2 = models.FloatField("椭球面积，平方米")
    label_point = RegisterPoint("注记点")
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "区域"
        constraints = [
            ExclusionConstraint(
                name="division_one_area_at_a_time",
                expressions=[(F("division"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
                violation_error_message="同一区划在同一天只能有一个范围。",
            ),
        ]


class AreaPiece(models.Model):
    """A small piece of an area, for finding the area of a point (区域分块, derived)."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="pieces")
    level = models.CharField(max_length=12)
    geom = RegisterGeometry(spatial_index=False)

    class Meta:
        indexes = [GistIndex(fields=["geom"], name="area_piece_geom")]


class AreaTileShape(models.Model):
    """An area generalised for a band of zooms, in web Mercator (区域瓦片图形, derived).

    All areas of a band are simplified as one coverage, so neighbours still fit each other.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="tile_shapes")
    level = models.CharField(max_length=12)
    min_zoom = models.PositiveSmallIntegerField()
    max_zoom = models.PositiveSmallIntegerField()
    geom = WebGeometry(spatial_index=False)

    class Meta:
        indexes = [GistIndex(fields=["geom"], name="area_tile_shape_geom")]
        constraints = [models.UniqueConstraint(fields=["area", "min_zoom"], name="one_shape_per_band")]
