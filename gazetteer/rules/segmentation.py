"""A name divided into 专名, 民族 and 通名 (specific part, peoples, generic term)."""

from dataclasses import dataclass

from gazetteer.rules.kinds import DIVISION_KINDS, NameKind
from gazetteer.rules.tables import Tables


@dataclass(frozen=True)
class Parts:
    """前郭尔罗斯 · 蒙古族 · 自治县; `generic` is empty where none of the kind's terms ends the name."""

    specific: str
    ethnic: tuple[str, ...]
    generic: str

    @property
    def whole(self) -> str:
        return self.specific + "".join(self.ethnic) + self.generic


def split(name: str, kind: NameKind, tables: Tables) -> Parts:
    """Divide a normal form; the longest generic term that leaves a specific part wins."""
    if kind is NameKind.OTHER:
        terms = sorted({term for words in tables.generics.values() for term in words}, key=len, reverse=True)
    else:
        terms = list(tables.generics[kind])
    matching = [term for term in terms if name.endswith(term)]
    generic = next((term for term in matching if len(term) < len(name)), "")
    if not generic and name in matching:
        return Parts("", (), name)
    rest = name[: len(name) - len(generic)]
    if kind not in DIVISION_KINDS or not generic:
        return Parts(rest, (), generic)
    specific, ethnic = _peoples(rest, generic, tables)
    return Parts(specific, ethnic, generic)


def _peoples(text: str, generic: str, tables: Tables) -> tuple[str, tuple[str, ...]]:
    """The peoples that stand at the end of a division's name, in their order (三骏｜满族蒙古族锡伯族)."""
    found: list[str] = []
    while ending := _people_at_end(text, generic, tables):
        found.insert(0, ending)
        text = text[: -len(ending)]
    return text, tuple(found)


def _people_at_end(text: str, generic: str, tables: Tables) -> str:
    autonomous = generic.startswith("自治")  # 新疆维吾尔自治区 has no 族; 内蒙古 is no specific part and a people
    if not (autonomous or text.endswith("族")):
        return ""
    endings = [f"{people}族" for people in tables.peoples]
    if autonomous:
        endings += [people for people in tables.peoples if len(people) > 2]
    fitting = [ending for ending in endings if text.endswith(ending) and len(ending) < len(text)]
    return max(fitting, key=len, default="")


def kinds_of_generic(name: str, tables: Tables) -> list[tuple[NameKind, str]]:
    """Which kinds' generic terms end a name, the longest term of each kind."""
    found = []
    for kind, terms in tables.generics.items():
        term = next((term for term in terms if name.endswith(term) and len(term) < len(name)), None)
        if term:
            found.append((kind, term))
    return found
