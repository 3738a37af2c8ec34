"""What stands beside a line more than once: claims of a dispute, enclaves and areas used by the other side."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from boundaries.divisions.models import Division
from boundaries.keeping import kept
from office.intake.models import StoredFile
from office.spatial.fields import RegisterLine, RegisterMultiPolygon


class Evidence(models.TextChoices):
    """The closed lists of Decree 26 art. 7 (依据) and art. 8 (参考) on disputes; nothing else counts (art. 9)."""

    STATE_COUNCIL = "7.1", "国务院批准的行政区划文件或者边界线地图"
    PROVINCE = "7.2", "省级人民政府批准的不涉及毗邻省份的行政区划文件或者边界线地图"
    UPPER_DECISION = "7.3", "双方上级人民政府解决边界争议的文件和所附边界线地图"
    AGREEMENT = "7.4", "双方人民政府解决边界争议的协议和所附边界线地图"
    CONFIRMED = "7.5", "争议发生前双方人民政府核定一致的边界线文件或者盖章的边界线地图"
    OWNERSHIP = "8.1", "依法确定自然资源权属时核发的证书"
    EXERCISE = "8.2", "有关人民政府在争议地区行使行政管辖的文件和材料"
    EXPLOITATION = "8.3", "双方开发争议地区自然资源的决定或者协议"
    LAND_POLICY = "8.4", "按有关政策确定土地权属的材料"

    @property
    def is_basis(self) -> bool:
        """Whether it is a basis (art. 7) and not only a reference (art. 8)."""
        return self.value.startswith("7")


@kept()
class DisputeClaim(models.Model):
    """What one side of a disputed line claims, and the evidence for it (争议主张), Decree 26 art. 7 and 8."""

    line = models.ForeignKey("lines.Line", models.CASCADE, related_name="claims", verbose_name="界线")
    side = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="主张方")
    geom = RegisterLine("主张线", null=True)
    evidence = models.CharField("证据种类", max_length=4, choices=Evidence.choices)
    title = models.CharField("证据名称", max_length=200)
    dated = models.DateField("证据日期", null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="证据原件")
    filename = models.CharField("文件名", max_length=255, blank=True)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "争议主张"
        ordering = ["side", "evidence", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence__in=Evidence.values),
                name="claim_evidence_of_the_closed_lists",
                violation_error_message="证据种类限于《行政区域边界争议处理条例》第七条、第八条所列。",
            ),
            models.CheckConstraint(
                condition=~Q(title=""), name="claim_has_title", violation_error_message="证据名称不能为空。"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@kept()
class SpecialArea(models.Model):
    """An enclave or an area that the other side uses (飞地、使用管理区), Decree 353 art. 11.

    `geom` is null where only the clause of the agreement is known.
    """

    class Kind(models.TextChoices):
        ENCLAVE = "enclave", "飞地"
        USED = "used", "对方使用管理区"

    line = models.ForeignKey("lines.Line", models.CASCADE, related_name="special_areas", verbose_name="界线")
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    name = models.CharField("名称", max_length=120)
    owner = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="所属一方")
    user = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="使用管理或包围的一方")
    clause = models.CharField("协议书条款", max_length=200)
    geom = RegisterMultiPolygon("范围", null=True)
    valid = DateRangeField("有效期")
    note = models.TextField("说明", blank=True)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "飞地与使用管理区"
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(owner=F("user")),
                name="special_area_has_two_sides",
                violation_error_message="所属一方与另一方不能是同一区划。",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(clause=""),
                name="special_area_names_its_clause",
                violation_error_message="飞地、使用管理区须写明名称和协议书条款。",
            ),
            models.CheckConstraint(
                condition=~Q(valid__isempty=True),
                name="special_area_period_not_empty",
                violation_error_message="有效期不能为空。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
