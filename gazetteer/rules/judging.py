"""One entry to all naming rules: the same for the form, the API, the importer and the command line."""

from dataclasses import dataclass
from typing import Any

from gazetteer.rules.authority import Authority, authority_for, right_authority
from gazetteer.rules.context import Place, RuleContext, Scope
from gazetteer.rules.form import has_kind, has_lawful_characters, has_parts
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.location import is_placed
from gazetteer.rules.parsing import ParsedName, parse
from gazetteer.rules.reading_rule import is_spelled
from gazetteer.rules.sameness import has_own_specific, is_not_taken, scope_is_known, sounds_different
from gazetteer.rules.tables import Tables, shipped
from office.rulesets.findings import Finding, by_weight
from office.rulesets.settings import RuleSettings


@dataclass(frozen=True)
class Judgement:
    """What the rules say of one name; `versions` names the rule sets that judged it."""

    parsed: ParsedName
    scope: Scope
    authority: Authority
    findings: tuple[Finding, ...]
    versions: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.parsed.name

    @property
    def specific(self) -> str:
        return self.parsed.parts.specific

    @property
    def generic(self) -> str:
        return self.parsed.parts.generic

    @property
    def pinyin(self) -> str:
        return self.parsed.spelling.pinyin

    @property
    def pinyin_toned(self) -> str:
        return self.parsed.spelling.toned

    @property
    def blocked(self) -> bool:
        return any(finding.blocks for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The outside shape of a judgement."""
        return {
            "name": self.name,
            "kind": self.parsed.kind.value,
            "specific": self.specific,
            "ethnic": list(self.parsed.parts.ethnic),
            "generic": self.generic,
            "pinyin": self.pinyin,
            "pinyin_toned": self.pinyin_toned,
            "initials": self.parsed.spelling.initials,
            "readings": [reading.as_json() for reading in self.parsed.readings],
            "scope": self.scope.as_json(),
            "authority": self.authority.as_json(),
            "rulesets": list(self.versions),
            "findings": [finding.as_json() for finding in self.findings],
        }


def judge(
    name: str,
    kind: str,
    place: Place,
    context: RuleContext,
    settings: RuleSettings,
    tables: Tables | None = None,
) -> Judgement:
    """Judge one name of a kind at a place against what the context found, by the rule sets in `settings`.

    A kind that the law does not know is a finding (N02) and the name is then read as `other`.
    """
    tables = tables or shipped()
    known = NameKind(kind) if kind in NameKind.values else NameKind.OTHER
    parsed = parse(name, known, context.decisions, tables)
    findings = [
        *has_parts(parsed.name, known, parsed.parts, tables, settings),
        *has_kind(kind),
        *has_lawful_characters(name, parsed.name, tables, settings),
        *is_not_taken(parsed, context, place.point, settings),
        *has_own_specific(parsed, context, place.point, settings),
        *sounds_different(parsed, context, place.point, settings),
        *scope_is_known(context.scope, settings),
        *is_spelled(parsed, context.given_pinyin, settings),
        *right_authority(known, place, context.approver, settings),
        *is_placed(place, settings),
    ]
    return Judgement(
        parsed=parsed,
        scope=context.scope,
        authority=authority_for(known, place),
        findings=tuple(by_weight(findings)),
        versions=settings.versions,
    )
