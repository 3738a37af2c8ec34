"""A name taken apart once: normal form, parts, readings, spelling, sound."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from gazetteer.rules.kinds import NameKind
from gazetteer.rules.readings import Decided, Decisions, Reading, plain, propose, sound_of
from gazetteer.rules.segmentation import Parts, split
from gazetteer.rules.spelling import Spelling, spell
from gazetteer.rules.tables import Tables, shipped
from gazetteer.rules.text import compare_key, normal_form


@dataclass(frozen=True)
class ParsedName:
    """What the rules compare. `sound` is the toned reading of the specific part, `hun2 chun1`, `sound_plain` without
    tones, `hun chun`; `key` is the specific part with regular characters."""

    name: str
    kind: NameKind
    parts: Parts
    readings: tuple[Reading, ...]
    spelling: Spelling
    key: str
    sound: str
    sound_plain: str

    @property
    def unconfirmed(self) -> list[Reading]:
        return [reading for reading in self.readings if not reading.confirmed]


def parse(name: str, kind: NameKind, decisions: Iterable[Decided] = (), tables: Tables | None = None) -> ParsedName:
    """Take a name apart; never fails, whatever the text. Only decisions that fit the name count."""
    tables = tables or shipped()
    form = _normal(name)[:LONGEST]
    if isinstance(decisions, Decisions):
        fitting = decisions.fitting(form)
    else:
        fitting = [item for item in decisions if (item.context or item.char) in form]
    return _parse(form, kind, tuple(sorted(set(fitting), key=repr)) if fitting else (), tables)


LONGEST = 300  # a name beyond it is refused for its length (N01); what follows tells nothing more
_normal = lru_cache(maxsize=50_000)(normal_form)


@lru_cache(maxsize=50_000)
def specific_length(name: str, kind: NameKind, tables: Tables) -> int:
    """How many characters the specific part of a name has: enough to pass over most others quickly."""
    return len(split(normal_form(name), kind, tables).specific)


@lru_cache(maxsize=50_000)
def _parse(form: str, kind: NameKind, decisions: tuple[Decided, ...], tables: Tables) -> ParsedName:
    parts = split(form, kind, tables)
    readings = propose(form, tables, decisions)
    syllables = [reading.chosen for reading in readings if reading.index < len(parts.specific)]
    return ParsedName(
        name=form,
        kind=kind,
        parts=parts,
        readings=tuple(readings),
        spelling=spell(parts, kind, readings, tables),
        key=compare_key(parts.specific, tables),
        sound=sound_of(syllables),
        sound_plain=" ".join(map(plain, syllables)),
    )
