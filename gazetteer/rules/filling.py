"""N20, N21, N31: what has to be filled in beside the Chinese name: spelling, minority form, naming plan."""

import re
import unicodedata

from gazetteer.rules.context import Place, Step
from gazetteer.rules.facts import Facts
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.segmentation import split
from gazetteer.rules.tables import Tables
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

_SPELLING = "《地名管理条例》第十五条；《国家通用语言文字法》第十八条"
_MINORITY = "《地名管理条例》第十五条"
SCRIPTS = {
    "朝鲜": ("ko", "朝鲜文", "HANGUL"),
    "蒙古": ("mn", "蒙古文", "MONGOLIAN"),
    "满": ("mnc", "满文", "MONGOLIAN"),
    "锡伯": ("sjo", "锡伯文", "MONGOLIAN"),
}
USED = frozenset({"ko", "mn"})  # the languages whose signs stand in the streets of the province


def has_no_foreign_generic(given: str, tables: Tables) -> list[Finding]:
    """N20: the official spelling has no foreign word (Road, Street): generic terms are spelled in pinyin too."""
    words = re.findall(r"[a-z]+", unicodedata.normalize("NFKC", given).lower())
    foreign = list(dict.fromkeys(word for word in words if word in tables.foreign_generics))
    if not foreign:
        return []
    return [
        Finding(
            rule="N20",
            severity=Severity.BLOCK,
            basis=Basis.LAW,
            message=f"罗马字母拼写“{given}”用了外文单词（{'、'.join(foreign)}）",
            clause=_SPELLING,
            fix="通名也用汉语拼音，如 Lu、Jie、Jiang",
            evidence={"given": given, "words": foreign},
            field="pinyin",
        )
    ]


def has_its_minority_form(place: Place, facts: Facts, tables: Tables, settings: RuleSettings) -> list[Finding]:
    """N21: in autonomous areas and ethnic townships the name is filled in in the minority script too."""
    found = []
    for people, step in _peoples_of(place, tables).items():
        language, label, script = SCRIPTS.get(people, ("", f"{people}族文字", ""))
        if not language or any(_written_in(form, script) for form in facts.minority_forms or ()):
            continue
        default = Severity.WARN if language in USED and facts.minority_forms is not None else Severity.INFO
        severity = settings.severity(f"N21/{language}", default)
        if severity:
            found.append(_n21(severity, people, label, step))
    return found


def _n21(severity: Severity, people: str, label: str, step: Step) -> Finding:
    return Finding(
        rule="N21",
        severity=severity,
        basis=Basis.PRACTICE,
        message=f"位于{step.name}，尚未填写{label}名称",
        clause=_MINORITY,
        fix=f"在“民族文字”一栏填写{label}名称，由民族语文工作部门核定",
        evidence={"division": f"D{step.id}", "people": people},
        field="minority_form",
    )


def _peoples_of(place: Place, tables: Tables) -> dict[str, Step]:
    """The peoples whose autonomy or township a place lies in, with the division that says so."""
    found: dict[str, Step] = {}
    for step in place.chain:
        if step.level not in {"prefecture", "county", "township"}:
            continue
        kind = NameKind.TOWNSHIP if step.level == "township" else NameKind.COUNTY
        for people in split(step.name.partition("（")[0], kind, tables).ethnic:
            found.setdefault(people.removesuffix("族"), step)
    return found


def _written_in(text: str, script: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and all(unicodedata.name(char, "").startswith(script) for char in letters)


def is_in_a_plan(facts: Facts, settings: RuleSettings) -> list[Finding]:
    """N31: says where no approved 地名方案 is named; nothing where it was not asked."""
    severity = settings.severity("N31", Severity.INFO)
    if facts.naming_plan is None or facts.naming_plan.strip() or severity is None:
        return []
    return [
        Finding(
            rule="N31",
            severity=severity,
            basis=Basis.PRACTICE,
            message="没有注明所依据的地名方案",
            clause="《地名管理条例》第八条；《地名管理条例实施办法》第二条",
            fix="已列入批准的地名方案的，填写方案名称和文号；方案中的名称应优先使用",
            field="naming_plan",
        )
    ]
