"""Taking an import out again (撤销入库): whole, and only while nothing else changed what it entered."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models

from gazetteer.imports.models import Entered, RegisterImport
from gazetteer.names.models import Feature, Name
from gazetteer.names.publication import derived_models, tell_published_many

NAMED = 5

# What an entry stands for, as it is now: of a feature that it made the feature with all its names, else its own names.
PRINTS = """(
    SELECT entry.id, md5(concat_ws('|',
        CASE WHEN entry.made THEN (
            SELECT concat_ws('|', f.kind, f.gb_class, f.home_id, f.point::text, f.geom::text, f.status, f.importance)
            FROM names_feature f WHERE f.id = entry.feature) END,
        (SELECT string_agg(concat_ws('~', n.id, n.form, n.form_kind, n.language, n.script, n.pinyin, n.specific,
                                     n.meaning, n.status, n.valid, n.document_number, n.announced_on),
                           ';' ORDER BY n.id)
         FROM names_name n
         WHERE (entry.made AND n.feature_id = entry.feature) OR (NOT entry.made AND n.id = ANY (entry.names)))
    )) AS print
    FROM imports_entered entry WHERE entry.submission_id = %s
) AS now"""


@dataclass(frozen=True)
class Changed:
    """What stands against taking an import out: the rows concerned, and why."""

    rows: list[int]
    why: str

    @property
    def sentence(self) -> str:
        listed = "、".join(f"第 {row} 行" for row in self.rows[:NAMED])
        more = f"等 {len(self.rows):,} 行" if len(self.rows) > NAMED else ""
        return f"{listed}{more}{self.why}，不能整件撤销；请先处理这些地名。"


def changed_since(found: RegisterImport) -> Changed | None:
    """The rows whose feature or names something else changed, or that something else refers to."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.row FROM imports_entered e JOIN {PRINTS} ON now.id = e.id"
            " WHERE now.print <> e.fingerprint ORDER BY e.row",
            [found.pk],
        )
        rows = [row for (row,) in cursor.fetchall()]
    if rows:
        return Changed(rows, "入库之后又有改动")
    for label, keys in _references(found):
        told = Entered.objects.filter(submission=found, feature__in=keys, made=True).order_by("row")
        return Changed(list(told.values_list("row", flat=True)), f"已被{label}引用")
    return None


def _references(found: RegisterImport) -> Iterator[tuple[str, list[int]]]:
    """What refers to the features that an import made, beside their names and what is derived from them."""
    made = Entered.objects.filter(submission=found, made=True).values("feature")
    derived = derived_models()
    for relation in Feature._meta.related_objects:
        model = relation.related_model
        assert isinstance(model, type) and issubclass(model, models.Model)
        if model is Name or model in derived:
            continue
        name = relation.field.name
        keys = list(model._base_manager.filter(**{f"{name}__in": made}).values_list(name, flat=True).distinct())
        if keys:
            yield str(model._meta.verbose_name), keys


def take_out(found: RegisterImport) -> tuple[int, int]:
    """Remove what an import entered; answers how many features and names went. Nothing else changed them."""
    touched = list(Entered.objects.filter(submission=found).values_list("feature", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM names_name WHERE id IN (SELECT unnest(names) FROM imports_entered WHERE submission_id = %s)",
            [found.pk],
        )
        names = cursor.rowcount
        tell_published_many(touched)
        cursor.execute(
            "DELETE FROM names_feature WHERE id IN"
            " (SELECT feature FROM imports_entered WHERE submission_id = %s AND made)",
            [found.pk],
        )
        features = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return features, names
