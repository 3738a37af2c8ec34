"""Things with names, their names, and readings that a person confirmed (地名库)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Division, Precision
from gazetteer.rules.kinds import NameKind
from office.spatial.fields import RegisterGeometry, RegisterPoint


class Feature(models.Model):
    """A geographic thing that bears names (地理实体); its number is permanent and never used again.

    `point` stands for the thing on the map, `geom` is its shape where one is known; both may be
    missing, and none is invented. Divisions are no features: their standard names are in their versions.
    """

    class Status(models.TextChoices):
        IN_USE = "in_use", "在用"
        DISUSED = "disused", "停用"
        GONE = "gone", "已消失"

    kind = models.CharField("种类", max_length=16, choices=NameKind.choices)
    gb_class = models.CharField("GB/T 18521 类别代码", max_length=13, blank=True)
    home = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="features", verbose_name="所在区划"
    )
    point = RegisterPoint("位置", null=True, blank=True)
    geom = RegisterGeometry("图形", null=True, blank=True)
    status = models.CharField("现状", max_length=8, choices=Status.choices, default=Status.IN_USE)
    importance = models.PositiveSmallIntegerField("重要程度，0 至 100", default=0)
    is_sample = models.BooleanField("示例数据", default=False)
    source = models.CharField("来源", max_length=120)
    source_id = models.CharField("来源编号", max_length=60, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "地理实体"
        verbose_name_plural = "地理实体"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="feature_once_per_source",
                violation_error_message="此来源的同一编号已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(importance__lte=100),
                name="feature_importance_range",
                violation_error_message="重要程度应在 0 至 100 之间。",
            ),
        ]
        indexes = [models.Index(fields=["home", "kind"], name="feature_by_home")]

    def __str__(self) -> str:
        return self.public_id

    @property
    def public_id(self) -> str:
        """The permanent public number: G17."""
        return f"G{self.pk}"


class FormKind(models.TextChoices):
    """What a form is to the thing (名称性质)."""

    STANDARD = "standard", "标准名称"
    FORMER = "former", "曾用名"
    ALIAS = "alias", "别名"
    SHORT = "short", "简称"
    MINORITY = "minority", "少数民族文字"
    ROMANISED = "romanised", "罗马字母"


class NameStatus(models.TextChoices):
    """Where a name stands. `registered`: taken over from a named source, not decided here."""

    PROPOSED = "proposed", "申报"
    ACCEPTED = "accepted", "受理"
    APPROVED = "approved", "批准"
    ANNOUNCED = "announced", "公告"
    REGISTERED = "registered", "在册"
    HISTORIC = "historic", "历史"
    ABOLISHED = "abolished", "销名"


class Certainty(models.TextChoices):
    """How sure the form and its period are (可靠程度)."""

    CERTAIN = "certain", "确定"
    PROBABLE = "probable", "较可靠"
    UNCERTAIN = "uncertain", "待核"


IN_FORCE = (NameStatus.APPROVED, NameStatus.ANNOUNCED, NameStatus.REGISTERED, NameStatus.HISTORIC, NameStatus.ABOLISHED)


class Name(models.Model):
    """One form of the name of one feature or one division, in one period (名称).

    `specific` and `generic` are 专名 and 通名 of a Chinese form; `sound` is the toned reading of the
    specific part as `hun2 chun1`, `sound_plain` the toneless one as `hun chun`: all derived, for N09 to N11.
    """

    feature = models.ForeignKey(Feature, models.CASCADE, null=True, blank=True, related_name="names")
    division = models.ForeignKey(Division, models.CASCADE, null=True, blank=True, related_name="other_names")
    form = models.CharField("名称", max_length=200)
    form_kind = models.CharField("名称性质", max_length=12, choices=FormKind.choices)
    language = models.CharField("语种", max_length=8, default="zh")
    script = models.CharField("文字", max_length=4, default="Hans")
    pinyin = models.CharField("罗马字母拼写", max_length=200, blank=True)
    pinyin_toned = models.CharField("标调拼写", max_length=240, blank=True)
    initials = models.CharField("首字母", max_length=60, blank=True)
    specific = models.CharField("专名", max_length=120, blank=True)
    generic = models.CharField("通名", max_length=40, blank=True)
    sound = models.CharField("专名读音", max_length=240, blank=True)
    sound_plain = models.CharField("专名读音（无声调）", max_length=200, blank=True)
    meaning = models.TextField("含义与来历", blank=True)
    status = models.CharField("状态", max_length=12, choices=NameStatus.choices)
    valid = DateRangeField("有效期")
    begin_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    end_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.UNKNOWN)
    authority = models.CharField("批准机关", max_length=120, blank=True)
    document_number = models.CharField("批准文号", max_length=80, blank=True)
    document_date = models.DateField("批准日期", null=True, blank=True)
    announced_on = models.DateField("公告日期", null=True, blank=True)
    source = models.CharField("来源", max_length=120)
    certainty = models.CharField("可靠程度", max_length=10, choices=Certainty.choices, default=Certainty.CERTAIN)
    is_sample = models.BooleanField("示例数据", default=False)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "名称"
        verbose_name_plural = "名称"
        constraints = [
            models.CheckConstraint(
                condition=Q(feature__isnull=False, division__isnull=True)
                | Q(feature__isnull=True, division__isnull=False),
                name="name_of_one_thing",
                violation_error_message="一个名称只能属于一个地理实体或一个区划。",
            ),
            models.CheckConstraint(
                condition=Q(division__isnull=True) | ~Q(form_kind=FormKind.STANDARD),
                name="name_of_division_is_another_form",
                violation_error_message="区划的标准名称记在区划版本中，这里只登记其他名称。",
            ),
            models.CheckConstraint(
                condition=~Q(form=""), name="name_not_empty", violation_error_message="名称不能为空。"
            ),
            models.CheckConstraint(
                condition=~Q(valid__isempty=True),
                name="name_period_not_empty",
                violation_error_message="名称的有效期不能为空。",
            ),
            models.CheckConstraint(
                condition=~Q(status=NameStatus.ANNOUNCED)
                | (Q(announced_on__isnull=False, document_date__isnull=False) & ~Q(document_number="")),
                name="announced_name_has_its_decision",
                violation_error_message="公告的名称须有批准文号、批准日期和公告日期。",
            ),
            models.CheckConstraint(
                condition=Q(announced_on__isnull=True)
                | Q(document_date__isnull=True)
                | Q(announced_on__gte=F("document_date")),
                name="name_announced_after_decision",
                violation_error_message="公告日期不能早于批准日期。",
            ),
            ExclusionConstraint(
                name="feature_one_standard_name_at_a_time",
                expressions=[(F("feature"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
                condition=Q(form_kind=FormKind.STANDARD, status__in=IN_FORCE),
                violation_error_message="同一地理实体在同一天只能有一个标准名称，请先结束原名称。",
            ),
        ]
        indexes = [
            models.Index(fields=["form"], name="name_by_form"),
            models.Index(fields=["specific"], name="name_by_specific"),
            models.Index(fields=["sound_plain"], name="name_by_sound"),
        ]

    def __str__(self) -> str:
        return self.form


class ReadingDecision(models.Model):
    """The reading of one character that a person confirmed (读音审定), everywhere or in one context.

    `context` is a name or a part of one that holds the character; empty means every name of the
    division. `reading` carries its tone mark: pù.
    """

    char = models.CharField("字", max_length=2)
    context = models.CharField("所在词", max_length=60, blank=True)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+")
    reading = models.CharField("读音", max_length=12)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", auto_now_add=True)
    reason = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "读音审定"
        constraints = [
            models.UniqueConstraint(
                fields=["char", "context", "division"],
                name="reading_decided_once",
                nulls_distinct=False,
                violation_error_message="此字在此词中的读音已经审定。",
            ),
            models.CheckConstraint(
                condition=~Q(context="", division__isnull=True),
                name="reading_decision_has_a_context",
                violation_error_message="读音审定须写明所在词或所在区划。",
            ),
        ]


class CountryUnit(models.Model):
    """A division of county level and above anywhere in the country (全国县级以上区划), 第九条（七）."""

    code = models.CharField("代码", max_length=6, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=12, choices=Level.choices)
    specific = models.CharField("专名", max_length=60)
    generic = models.CharField("通名", max_length=20, blank=True)
    sound = models.CharField("专名读音", max_length=120)
    sound_plain = models.CharField("专名读音（无声调）", max_length=100)
    source = models.CharField("来源", max_length=120)

    class Meta:
        verbose_name = "全国县级以上区划"
        indexes = [
            models.Index(fields=["specific"], name="country_by_specific"),
            models.Index(fields=["sound_plain"], name="country_by_sound"),
        ]

    def __str__(self) -> str:
        return self.name


class BuiltUpArea(models.Model):
    """A built-up area (建成区) as the province laid it down, in one period, 条例第九条（八）."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="所在县级区划")
    name = models.CharField("名称", max_length=60)
    geom = RegisterGeometry("范围")
    valid = DateRangeField("有效期")
    source = models.CharField("来源", max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "建成区"
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(source=""),
                name="built_up_area_named_and_sourced",
                violation_error_message="建成区须有名称和来源。",
            ),
            models.CheckConstraint(
                condition=~Q(valid__isempty=True),
                name="built_up_period_not_empty",
                violation_error_message="建成区的有效期不能为空。",
            ),
            ExclusionConstraint(
                name="built_up_area_once_at_a_time",
                expressions=[
                    (F("division"), RangeOperators.EQUAL),
                    (F("name"), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="同一县内同名的建成区在同一天只能有一个，请先结束原范围。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
