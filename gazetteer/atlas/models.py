"""What the public map and the search read: derived rows, rebuilt by one command and never edited (图集)."""

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import F, Q

from boundaries.divisions.models import Division
from gazetteer.names.models import Feature, FormKind
from office.spatial.fields import RegisterPoint, WebGeometry, WebPoint


class SearchKey(models.Model):
    """One form of the public name of one thing, in the shapes that people type (检索键, derived).

    `subject` is the public id, D12 or G17. `folded` is the form without case, spaces and apostrophes,
    `stem` the same without its generic term (珲春市 → 珲春); `grams` all single characters and pairs of
    `folded`. `pinyin` is toneless and unbroken, `toned` the same with tone marks, `spelling` the official
    toneless spelling in lower case (ji'an shi). `rank`: 0 is what everybody looks for. `path` holds the
    division itself and all above it. `valid` is the period of the form, `alive` that of the thing.
    """

    subject = models.CharField(max_length=24)
    division = models.ForeignKey(Division, models.CASCADE, null=True, related_name="+", db_index=False)
    feature = models.ForeignKey(Feature, models.CASCADE, null=True, related_name="+")
    form = models.CharField(max_length=240)
    form_kind = models.CharField(max_length=12, choices=FormKind.choices)
    folded = models.CharField(max_length=240)
    stem = models.CharField(max_length=240, blank=True)
    grams = ArrayField(models.TextField(), default=list)
    pinyin = models.CharField(max_length=240, blank=True)
    stem_pinyin = models.CharField(max_length=240, blank=True)
    toned = models.CharField(max_length=300, blank=True)
    spelling = models.CharField(max_length=300, blank=True)
    initials = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=12, blank=True)
    rank = models.PositiveSmallIntegerField()
    path = ArrayField(models.BigIntegerField(), default=list)
    point = RegisterPoint(null=True, spatial_index=False)
    valid = DateRangeField()
    alive = DateRangeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        verbose_name = "检索键"
        constraints = [
            models.CheckConstraint(
                condition=Q(division__isnull=False) | Q(feature__isnull=False),
                name="search_key_has_a_subject",
            )
        ]
        indexes = [
            models.Index(fields=["subject"], name="search_by_subject"),
            GinIndex(fields=["grams", "path"], name="search_grams_and_path", fastupdate=False),
            models.Index(OpClass(F("pinyin"), "text_pattern_ops"), name="search_pinyin"),
            models.Index(OpClass(F("initials"), "text_pattern_ops"), name="search_initials"),
            *(
                models.Index(fields=[column], condition=Q(division__isnull=False), name=f"search_division_{column}")
                for column in ("division", "folded", "stem", "pinyin", "stem_pinyin")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.form}"


class HotText(models.Model):
    """A text that very many keys match (高频检索词, derived); the place of the last key that is stored for it."""

    text = models.CharField(max_length=40, primary_key=True)
    weight = models.BigIntegerField()
    subject = models.CharField(max_length=24)

    class Meta:
        verbose_name = "高频检索词"


class SearchTop(models.Model):
    """One of the first keys of a hot text (检索前列, derived); the database removes it with its key."""

    text = models.CharField(max_length=40)
    key = models.ForeignKey(SearchKey, models.DO_NOTHING, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = "检索前列"
        indexes = [models.Index(fields=["text"], name="search_top_by_text")]


class NamePoint(models.Model):
    """A public name with a position, and the zoom from which the map has room for it (地名点, derived).

    `min_zoom` is the lowest zoom at which nothing of better `rank` stands in the same cell of the
    grid of that zoom: it depends on the set alone, not on the order of arrival.
    """

    feature = models.ForeignKey(Feature, models.CASCADE, related_name="map_points")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    rank = models.PositiveSmallIntegerField()
    min_zoom = models.PositiveSmallIntegerField()
    valid = DateRangeField()
    is_sample = models.BooleanField(default=False)
    geom = WebPoint(spatial_index=False)

    class Meta:
        verbose_name = "地名点"
        indexes = [GistIndex(fields=["geom", "min_zoom"], name="name_point_geom")]


class StreetShape(models.Model):
    """A public street with a shape, for tiles (街路图形, derived)."""

    feature = models.ForeignKey(Feature, models.CASCADE, related_name="map_shapes")
    name = models.CharField(max_length=200)
    valid = DateRangeField()
    is_sample = models.BooleanField(default=False)
    geom = WebGeometry(spatial_index=False)

    class Meta:
        verbose_name = "街路图形"
        indexes = [GistIndex(fields=["geom"], name="street_shape_geom")]


class Topic(models.TextChoices):
    """What a map layer depends on."""

    AREAS = "areas", "区域"
    LINES = "lines", "界线"
    NAMES = "names", "地名"
    STREETS = "streets", "街路"


class DataTick(models.Model):
    """One change of a topic (数据节拍). The version of a topic is the sum of `n`.

    Triggers add a row per writing statement, so that no writer ever waits for another; they fold
    old rows into one now and then, which leaves the sum as it is.
    """

    topic = models.CharField(max_length=12, choices=Topic.choices)
    n = models.BigIntegerField(default=1)

    class Meta:
        verbose_name = "数据节拍"
        indexes = [models.Index(fields=["topic"], name="tick_by_topic", include=["n"])]
