"""Search keys made from the register and the gazetteer, in memory (检索键的生成). Stores nothing."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from psycopg2.extras import DateRange

from boundaries.divisions.kinds import Level
from boundaries.divisions.models import Area, DivisionVersion
from gazetteer.atlas.models import SearchKey
from gazetteer.atlas.publication import public_names
from gazetteer.atlas.search_text import fold, grams, latin_key, spelling_key, stem, toned_key
from gazetteer.names.models import Feature, FormKind, Name
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.parsing import parse
from gazetteer.rules.readings import plain
from office.people.calendar import today

VILLAGE = "village"
LEVEL_RANK = {
    Level.PROVINCE: 0,
    Level.STATE: 1,
    Level.PREFECTURE: 1,
    Level.COUNTY: 2,
    Level.TOWNSHIP: 3,
    Level.VILLAGE: 4,
}


@dataclass
class Places:
    """Versions and areas of some divisions and of all above them, by division."""

    versions: dict[int, list[DivisionVersion]] = field(default_factory=dict)
    areas: dict[int, list[Area]] = field(default_factory=dict)

    def path(self, division_id: int | None, day: datetime.date) -> list[int]:
        """The division and all above it on a day, from the bottom up."""
        path: list[int] = []
        while division_id is not None and division_id not in path:
            path.append(division_id)
            version = next((v for v in self.versions.get(division_id, []) if day in v.valid), None)
            division_id = version.parent_id if version else None
        return path


def read_places(division_ids: Iterable[int] | None) -> Places:
    """What the keys of these divisions need; None asks for all divisions."""
    versions = DivisionVersion.objects.order_by("division_id", "valid")
    areas = Area.objects.defer("geom").order_by("division_id", "valid")
    places = Places()
    if division_ids is None:
        _gather(places, versions)
    else:
        missing = set(division_ids)
        areas = areas.filter(division_id__in=missing)
        while missing:
            _gather(places, versions.filter(division_id__in=missing))
            above = {version.parent_id for pk in missing for version in places.versions.get(pk, [])}
            missing = {pk for pk in above if pk is not None} - set(places.versions)
    for area in areas:
        places.areas.setdefault(area.division_id, []).append(area)
    return places


def _gather(places: Places, versions: Iterable[DivisionVersion]) -> None:
    for version in versions:
        places.versions.setdefault(version.division_id, []).append(version)


def keys_of_divisions(division_ids: Iterable[int] | None) -> Iterator[SearchKey]:
    """The keys of divisions: every version's standard name, and their public other names."""
    places = read_places(division_ids)
    wanted = sorted(places.versions) if division_ids is None else sorted(set(division_ids))
    others = _other_names(public_names().filter(division_id__in=wanted))
    for division_id in wanted:
        versions = places.versions.get(division_id)
        if not versions:
            continue
        alive = _span(version.valid for version in versions)
        for version in versions:
            shared = _division_facts(version, places, alive)
            yield from key_forms(version.name, FormKind.STANDARD, name_kind(version), shared, version.valid)
        last = versions[-1]
        shared = _division_facts(last, places, alive)
        for name in others.get(division_id, []):
            yield from _name_forms(name, name_kind(last), shared)


def keys_of_features(feature_ids: Iterable[int] | None) -> Iterator[SearchKey]:
    """The keys of features: each public form of those that have a public standard name."""
    names = public_names().filter(feature__isnull=False).select_related("feature")
    if feature_ids is not None:
        names = names.filter(feature_id__in=list(feature_ids))
    by_feature: dict[Feature, list[Name]] = defaultdict(list)
    for name in names.order_by("feature_id", "id"):
        if name.feature is not None:
            by_feature[name.feature].append(name)
    named = {
        thing: forms for thing, forms in by_feature.items() if any(f.form_kind == FormKind.STANDARD for f in forms)
    }
    places = read_places({feature.home_id for feature in named if feature.home_id})
    for feature, forms in named.items():
        alive = _span(form.valid for form in forms if form.form_kind == FormKind.STANDARD)
        shared = _feature_facts(feature, places, alive)
        for name in forms:
            yield from _name_forms(name, NameKind(feature.kind), shared)


def name_kind(version: DivisionVersion) -> NameKind:
    """Which kind of name a division bears, for splitting and spelling it."""
    if version.level == Level.VILLAGE:
        return NameKind.VILLAGE_SEAT
    if version.level == Level.TOWNSHIP:
        return NameKind.SUBDISTRICT if "街道" in version.kind or "街道" in version.name else NameKind.TOWNSHIP
    return NameKind.COUNTY


def feature_rank(importance: int) -> int:
    """0 to 100 of importance as a rank beside the levels of divisions: 2 (like a county) to 4."""
    return 2 if importance >= 80 else 3 if importance >= 40 else 4


def _division_facts(version: DivisionVersion, places: Places, alive: DateRange) -> dict[str, Any]:
    day = _day_within(version.valid)
    areas = places.areas.get(version.division_id, [])
    area = next((area for area in areas if day in area.valid), None)
    return {
        "subject": f"D{version.division_id}",
        "division_id": version.division_id,
        "kind": VILLAGE if version.level == Level.VILLAGE else name_kind(version).value,
        "level": version.level,
        "rank": LEVEL_RANK[Level(version.level)],
        "path": places.path(version.division_id, day),
        "point": area.label_point if area else None,
        "is_sample": bool(area and area.is_sample),
        "alive": alive,
    }


def _feature_facts(feature: Feature, places: Places, alive: DateRange) -> dict[str, Any]:
    return {
        "subject": feature.public_id,
        "feature_id": feature.pk,
        "kind": feature.kind,
        "level": "",
        "rank": feature_rank(feature.importance),
        "path": places.path(feature.home_id, _day_within(alive)),
        "point": feature.point,
        "is_sample": feature.is_sample,
        "alive": alive,
    }


def _name_forms(name: Name, kind: NameKind, shared: dict[str, Any]) -> Iterator[SearchKey]:
    facts = {**shared, "is_sample": shared["is_sample"] or name.is_sample}
    if name.script == "Latn" or name.form_kind == FormKind.ROMANISED:
        yield _latin_form(name.form, name.form_kind, facts, name.valid)
    else:
        yield from key_forms(name.form, name.form_kind, kind, facts, name.valid, name)


def key_forms(
    form: str, form_kind: str, kind: NameKind, facts: dict[str, Any], valid: DateRange, given: Name | None = None
) -> Iterator[SearchKey]:
    """The key of a form; a second one where the official spelling is not what the characters sound like."""
    parsed = parse(form, kind)
    spelling = given.pinyin if given and given.pinyin else parsed.spelling.pinyin
    toned = given.pinyin_toned if given and given.pinyin_toned else parsed.spelling.toned
    spoken = "".join(plain(reading.chosen) for reading in parsed.readings)
    folded = fold(form)
    key = _key(form, form_kind, facts, valid)
    key.folded, key.stem, key.grams = folded, stem(form, kind), grams(folded)
    key.pinyin, key.toned, key.spelling = latin_key(spelling), toned_key(toned), spelling_key(spelling)
    key.initials = (given.initials if given and given.initials else parsed.spelling.initials).lower()
    key.stem_pinyin = latin_key(parsed.sound_plain)
    official_differs = spoken and latin_key(spoken) != key.pinyin
    if official_differs:
        key.pinyin, key.toned = latin_key(spoken), toned_key("".join(r.chosen for r in parsed.readings))
    yield key
    if official_differs:
        yield _latin_form(spelling, form_kind, facts, valid)


def _latin_form(form: str, form_kind: str, facts: dict[str, Any], valid: DateRange) -> SearchKey:
    key = _key(form, form_kind, facts, valid)
    key.folded = key.stem = fold(form)
    key.pinyin = key.stem_pinyin = latin_key(form)
    key.toned, key.spelling = toned_key(form), spelling_key(form)
    return key


def _key(form: str, form_kind: str, facts: dict[str, Any], valid: DateRange) -> SearchKey:
    return SearchKey(form=form, form_kind=form_kind, valid=valid, **facts)


def _other_names(names: Iterable[Name]) -> dict[int, list[Name]]:
    found: dict[int, list[Name]] = defaultdict(list)
    for name in names:
        if name.division_id is not None:
            found[name.division_id].append(name)
    return found


def _span(periods: Iterable[DateRange]) -> DateRange:
    """From the first day of all periods to the last."""
    every = list(periods)
    begins = [period.lower for period in every]
    ends = [period.upper for period in every]
    return DateRange(None if None in begins else min(begins), None if None in ends else max(ends), "[)")


def _day_within(period: DateRange) -> datetime.date:
    """Today where the period holds it, else its last day, else its first."""
    day = today()
    if day in period:
        return day
    if period.upper is not None and period.upper <= day:
        return period.upper - datetime.timedelta(days=1)
    return period.lower
