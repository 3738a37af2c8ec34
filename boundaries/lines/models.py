"""Boundary lines (界线): junctions, edges, legal lines. Lines are the source, areas the product.

What stands beside a line is in `fact_models`, markers and three-way points in `markers.models`.
"""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division
from boundaries.keeping import kept
from boundaries.lines.fact_models import DisputeClaim, Evidence, SpecialArea
from boundaries.lines.markers.models import Marker, MarkerPhoto, MarkerVersion, ThreeWayLine, ThreeWayPoint
from boundaries.lines.redraw_models import Redrawing
from office.people.calendar import today
from office.spatial.fields import RegisterLine, RegisterPoint, WebGeometry

__all__ = [
    "DisputeClaim",
    "Edge",
    "Evidence",
    "Junction",
    "Line",
    "LineEdge",
    "LineState",
    "LineTileShape",
    "LineVersion",
    "Marker",
    "MarkerPhoto",
    "MarkerVersion",
    "Redrawing",
    "SpecialArea",
    "ThreeWayLine",
    "ThreeWayPoint",
]


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


@kept(sample="is_sample")
class Edge(models.Model):
    """A stretch of boundary between two junctions, stored once for both sides (边).

    `left` and `right` are the lowest divisions on each side, looking from `start` to `end`.
    Areas of every level are built from the edges that are not `dormant`. An edge that the sample split
    stays as the dormant `parent` of its pieces, so that taking the sample out gives back exactly what
    was there. `level` is the highest level at which the two sides differ in the period; where a change
    of divisions alters it, the edge is closed and goes on as another row. `locked`: the national
    border and what lies outside.
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
    dormant = models.BooleanField("由示例分段代替", default=False)
    source = models.CharField("来源", max_length=120)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

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


@kept(sample="is_sample")
class Line(models.Model):
    """A legal boundary line between two divisions (法定界线), Decree 353 art. 2 and 19: what no edge tells.

    Code, name, level and sides in a period stand in `LineVersion`, the edges in `LineEdge`; both are derived.
    `length_m` is the length that a paper states, with that paper as `length_source`; else it is computed.
    A locked line (the national border, what lies outside) is not edited here: trigger `locked_line_stays`.
    A disputed line has a claim of each side: deferred trigger `disputed_line_has_claims`.
    """

    state = models.CharField("状态", max_length=12, choices=LineState.choices)
    length_m = models.FloatField("法定长度，米", null=True)
    length_source = models.CharField("长度来源", max_length=120, blank=True)
    agreement_body = models.CharField("协议书签订双方", max_length=200, blank=True)
    agreement_number = models.CharField("协议书编号", max_length=120, blank=True)
    agreement_date = models.DateField("协议书签订日期", null=True)
    approval_body = models.CharField("批准机关", max_length=120, blank=True)
    approval_number = models.CharField("批准文号", max_length=120, blank=True)
    approval_date = models.DateField("批准日期", null=True)
    locked = models.BooleanField("锁定", default=False)
    is_sample = models.BooleanField("示例数据", default=False)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "界线"
        constraints = [
            models.CheckConstraint(
                condition=Q(length_m__isnull=True) | (Q(length_m__gt=0) & ~Q(length_source="")),
                name="stated_length_has_a_source",
                violation_error_message="法定长度应大于零并写明来源。",
            ),
            models.CheckConstraint(
                condition=~Q(agreement_body="") | Q(agreement_number="", agreement_date__isnull=True),
                name="agreement_names_who_signed",
                violation_error_message="协议书有编号或日期时须写明签订双方。",
            ),
            models.CheckConstraint(
                condition=~Q(approval_body="") | Q(approval_number="", approval_date__isnull=True),
                name="approval_names_its_body",
                violation_error_message="批准有文号或日期时须写明批准机关。",
            ),
        ]

    def __str__(self) -> str:
        return self.now.name

    @cached_property
    def now(self) -> "LineVersion":
        """The line as it is on the day that the offices count from."""
        return self.on(today())

    def on(self, day: datetime.date) -> "LineVersion":
        """The line as it was on a day; of a line that is gone or not yet there, the nearest version."""
        versions = sorted(self.versions.all(), key=lambda version: version.valid.lower or datetime.date.min)
        return next((version for version in versions if day in version.valid), versions[-1])


class LineVersion(models.Model):
    """A line in one period (界线版本, derived): code, name, level, sides in the order of their codes, computed length.

    `code`: 2223 between provinces, else both division codes in ascending order.
    """

    line = models.ForeignKey(Line, models.CASCADE, related_name="versions")
    code = models.CharField("编号", max_length=19)
    name = models.CharField("名称", max_length=120)
    level = models.CharField("级别", max_length=12, choices=Level.choices)
    first = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="代码小的一方")
    second = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="代码大的一方")
    computed_m = models.FloatField("椭球长度，米")
    computed_from = models.CharField("计算所依据", max_length=120)
    is_sample = models.BooleanField("示例数据", default=False)
    valid = DateRangeField("有效期")

    class Meta:
        verbose_name = "界线版本"
        indexes = [models.Index(fields=["level", "code"], name="line_version_by_level")]
        constraints = [
            ExclusionConstraint(
                name="line_one_version_at_a_time",
                expressions=[(F("line"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
                violation_error_message="同一界线在同一天只能有一个版本。",
            ),
            ExclusionConstraint(
                name="line_code_means_one_line_at_a_time",
                expressions=[(F("code"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
                violation_error_message="一个界线编号在同一天只能属于一条界线。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def length_m(self) -> float:
        """The stated length where there is one, else the computed one."""
        return self.computed_m if self.line.length_m is None else self.line.length_m

    @property
    def length_source(self) -> str:
        """Where `length_m` comes from."""
        return self.line.length_source or f"由{self.computed_from}按 CGCS2000 椭球计算，非法定长度"


class LineEdge(models.Model):
    """The place of an edge in a line in one period (derived): order from west to east or north to south, direction."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="members")
    edge = models.ForeignKey(Edge, models.CASCADE, related_name="memberships")
    valid = DateRangeField("有效期")
    position = models.PositiveIntegerField("序号")
    reversed = models.BooleanField("反向", default=False)

    class Meta:
        ordering = ["line", "position"]
        constraints = [
            ExclusionConstraint(
                name="line_position_once",
                expressions=[
                    (F("line"), RangeOperators.EQUAL),
                    (F("position"), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="line_edge_once",
                expressions=[
                    (F("line"), RangeOperators.EQUAL),
                    (F("edge"), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                ],
            ),
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
