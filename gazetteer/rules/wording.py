"""N04 to N08: persons, foreign names, companies, exaggerating and vulgar words in a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gazetteer.rules.facts import Facts
from gazetteer.rules.parsing import ParsedName
from gazetteer.rules.tables import Tables
from gazetteer.rules.text import compare_key
from gazetteer.rules.wordlists import ListedWord, WordList, hits
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

_PERSONS = "《地名管理条例》第九条（四）；《地名管理条例实施办法》第三条"
_FOREIGN = "《地名管理条例》第九条（五）"
_COMPANIES = "《地名管理条例》第九条（六）；《地名管理条例实施办法》第四条"
_HEALTHY = "《地名管理条例》第九条（一）（二）"
_STATEMENT = "改用其他专名；与之没有特定联系的，在“无特定联系的说明”一栏写明"


@dataclass(frozen=True)
class _Grade:
    """How strong a rule is for its words: for plain ones, and for words of everyday language (`ordinary`)."""

    plain: Severity
    plain_with_statement: Severity
    ordinary: Severity = Severity.WARN
    ordinary_with_statement: Severity = Severity.INFO

    def of(self, ordinary: bool, statement: bool) -> Severity:
        if ordinary:
            return self.ordinary_with_statement if statement else self.ordinary
        return self.plain_with_statement if statement else self.plain


_BANNED = _Grade(Severity.BLOCK, Severity.BLOCK)
_PERSON = _Grade(Severity.WARN, Severity.INFO)
_COMPANY = _Grade(Severity.BLOCK, Severity.WARN, Severity.INFO, Severity.INFO)


def names_no_leader(name: ParsedName, facts: Facts, tables: Tables, settings: RuleSettings) -> list[Finding]:
    """N04: the name of a leader of the state is no place name; a word of everyday language needs a statement."""
    found = _found(name, tables, WordList.LEADERS)
    return _judged("N04", found, "是国家领导人的名字", _BANNED, _PERSONS, facts, settings)


def names_no_person(name: ParsedName, facts: Facts, tables: Tables, settings: RuleSettings) -> list[Finding]:
    """N05: names of other persons and of characters of literary works are avoided, aliases too (实施办法第三条)."""
    persons = _found(name, tables, WordList.PERSONS)
    literary = _found(name, tables, WordList.LITERARY)
    return [
        *_judged("N05", persons, "是人名", _PERSON, _PERSONS, facts, settings),
        *_judged("N05", literary, "是文学作品中的人物", _PERSON, _PERSONS, facts, settings),
    ]


def names_nothing_foreign(name: ParsedName, facts: Facts, tables: Tables, settings: RuleSettings) -> list[Finding]:
    """N06: names of foreign persons and places are no place names."""
    found = _found(name, tables, WordList.FOREIGN)
    return _judged("N06", found, "是外国人名或地名", _BANNED, _FOREIGN, facts, settings)


def names_no_company(name: ParsedName, facts: Facts, tables: Tables, settings: RuleSettings) -> list[Finding]:
    """N07: names of companies and trademarks block until a statement says that there is no link."""
    found = _found(name, tables, WordList.COMPANIES)
    return _judged("N07", found, "是企业名称或商标", _COMPANY, _COMPANIES, facts, settings)


def is_sober(name: ParsedName, tables: Tables, settings: RuleSettings) -> list[Finding]:
    """N08: words that exaggerate, and words against good morals."""
    cases = (
        (WordList.EXAGGERATING, "N08/exaggerating", "有刻意夸大之嫌", "改用与实体规模、性质相符的名称"),
        (WordList.VULGAR, "N08/vulgar", "含义不够健康、文明", "改用含义健康的名称；沿用已久的老地名可以保留"),
    )
    found = []
    for words, case, why, fix in cases:
        listed, severity = _found(name, tables, words), settings.severity(case, Severity.WARN)
        if listed and severity:
            found.append(_finding("N08", severity, Basis.PRACTICE, f"{_told(listed)}{why}", _HEALTHY, fix, listed))
    return found


def _found(name: ParsedName, tables: Tables, words: WordList) -> list[ListedWord]:
    return hits(_regular(name.name, tables), name.key, tables.words_of[words])


_regular = lru_cache(maxsize=1000)(compare_key)  # the lists are asked one after the other


def _judged(
    rule: str,
    found: Sequence[ListedWord],
    what: str,
    grade: _Grade,
    clause: str,
    facts: Facts,
    settings: RuleSettings,
) -> list[Finding]:
    """One finding for the plain words and one for those of everyday language, each as strong as its grade."""
    stated = bool(facts.no_link_statement.strip())
    findings = []
    for ordinary in (False, True):
        listed = [item for item in found if item.ordinary is ordinary]
        if not listed:
            continue
        severity = grade.of(ordinary, stated)
        also = "也是常用词，" if ordinary else ""
        told = f"名称中的{_told(listed)}{also}{what}" + ("，已说明没有特定联系" if stated else "")
        fix = "改用其他专名" if severity is Severity.BLOCK and grade is _BANNED else _STATEMENT
        basis = Basis.LAW if severity is Severity.BLOCK else Basis.PRACTICE
        finding = _finding(rule, severity, basis, told, clause, fix if not stated else "核对说明", listed)
        if kept := settings.weighed(finding, f"{rule}/ordinary" if ordinary else rule):
            findings.append(kept)
    return findings


def _told(listed: Sequence[ListedWord]) -> str:
    return "、".join(item.told for item in listed)


def _finding(
    rule: str, severity: Severity, basis: Basis, message: str, clause: str, fix: str, listed: Sequence[ListedWord]
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        basis=basis,
        message=message,
        clause=clause,
        fix=fix,
        evidence={"words": [item.as_json() for item in listed]},
        field="name",
    )
