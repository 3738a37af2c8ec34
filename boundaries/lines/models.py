"""Boundary lines (界线): junctions, edges, legal lines and markers. Lines are the source, areas the product."""

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from office.spatial.fields import RegisterLine, RegisterPoint, WebGeometry


class LineState(models.TextChoices):
    """How far a line is fixed (界线状态)."""

    CUSTOMARY = "customary", "习惯线"
    AGREED = "agreed", "已协议"
    SURVEYED = "surveyed", "已勘定"
    DISPUTED = "disputed", "有争议"


class Junction(models.Model):
    """A point where three or more sides meet, or where a closed edge begins (交会点)."""

    point = RegisterPoint("位置")
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "交会点"


class Edge(models.Model):
    """A stretch of boundary between two junctions, stored once for both sides (边).

    `left` and `right` are the lowest divisions on each side, looking from `start` to `end`.
    An edge that the sample split stays as `parent` of its pieces, so that taking the sample out
    gives back exactly what was there; areas of county level and above are built from edges
    without a parent, those of townships from edges without pieces. `level` is the highest level
    at which the two sides differ. `locked`: the national border and what lies outside.
    """

    start = models.ForeignKey(Junction, models.PROTECT, related_name="+")
    end = models.ForeignKey(Junction, models.PROTECT, related_name="+")
    left = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="左侧区划")
    right = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="右侧区划")
    geom = RegisterLine("线形")
    valid = DateRangeField("有效期")
    level = models.CharField("界线级别", max_length=12, choices=Level.choices)
    state = models.CharField("状态", max_length=12, choices=LineState.choices)
    locked = models.BooleanField("锁定", default=False)
    is_sample = models.BooleanField("示例数据", default=False)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="pieces")
    source = models.CharField("来源", max_length=120)

    class Meta:
        verbose_name = "边"
        constraints = [
            models.CheckConstraint(
                condition=~Q(left=F("right")),
                name="edge_has_two_sides",
                violation_error_message="界线两侧不能是同一区划。",
            ),
            models.CheckConstraint(
                condition=~Q(valid__isempty=True),
                name="edge_period_not_empty",
                violation_error_message="边的有效期不能为空。",
            ),
        ]


class Line(models.Model):
    """A legal boundary line between two divisions (法定界线), Decree 353 art. 2 and 19.

    `code`: 2223 between provinces, else both division codes in ascending order.
    """

    code = models.CharField("编号", max_length=19, unique=True)
    name = models.CharField("名称", max_length=120)
    level = models.CharField("级别", max_length=12, choices=Level.choices)
    first = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="代码小的一方")
    second = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="代码大的一方")
    state = models.CharField("状态", max_length=12, choices=LineState.choices)
    length_m = models.FloatField("椭球长度，米")
    length_source = models.CharField("长度来源", max_length=120)
    locked = models.BooleanField("锁定", default=False)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "界线"

    def __str__(self) -> str:
        return self.name


class LineEdge(models.Model):
    """The place of an edge in a line: order from west to east or north to south, and direction."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="members")
    edge = models.ForeignKey(Edge, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField("序号")
    reversed = models.BooleanField("反向", default=False)

    class Meta:
        ordering = ["line", "position"]
        constraints = [
            models.UniqueConstraint(fields=["line", "position"], name="line_position_once"),
            models.UniqueConstraint(fields=["line", "edge"], name="line_edge_once"),
        ]


class LineTileShape(models.Model):
    """An edge generalised for a band of zooms, in web Mercator (界线瓦片图形, derived).

    It follows the areas of the same band to the vertex. `line` is the legal line of the edge's level.
    """

    edge = models.ForeignKey(Edge, models.CASCADE, related_name="tile_shapes")
    line = models.ForeignKey(Line, models.SET_NULL, null=True, related_name="+")
    level = models.CharField(max_length=12, choices=Level.choices)
    min_zoom = models.PositiveSmallIntegerField()
    max_zoom = models.PositiveSmallIntegerField()
    locked = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)
    valid = DateRangeField()
    geom = WebGeometry(spatial_index=False)

    class Meta:
        indexes = [GistIndex(fields=["geom"], name="line_tile_shape_geom")]
        constraints = [models.UniqueConstraint(fields=["edge", "min_zoom"], name="one_line_shape_per_band")]


class Marker(models.Model):
    """A boundary marker (界桩), GB/T 17796."""

    class Kind(models.TextChoices):
        SINGLE = "single", "单立"
        DOUBLE = "double", "同号双立"
        TRIPLE = "triple", "同号三立"

    line = models.ForeignKey(Line, models.CASCADE, related_name="markers", verbose_name="所属界线")
    number = models.CharField("界桩号", max_length=32)
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    point = RegisterPoint("位置")
    chainage_m = models.FloatField("里程，米")
    place = models.CharField("位置说明", max_length=200, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "界桩"
        ordering = ["line", "chainage_m"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="marker_number_once",
                violation_error_message="界桩号已被使用。",
            )
        ]

    def __str__(self) -> str:
        return self.number
