"""One entry to all naming rules: the same for the form, the API, the importer and the command line."""

from dataclasses import dataclass
from typing import Any

from gazetteer.rules.authority import Authority, authority_for, goes_to_the_state, right_authority
from gazetteer.rules.context import Place, RuleContext, Scope
from gazetteer.rules.filling import has_its_minority_form, has_no_foreign_generic, is_in_a_plan
from gazetteer.rules.fitting import fits_the_thing
from gazetteer.rules.form import has_kind, has_lawful_characters, has_parts
from gazetteer.rules.kinds import known_kind
from gazetteer.rules.location import is_placed
from gazetteer.rules.parsing import ParsedName, parse
from gazetteer.rules.reading_rule import is_spelled
from gazetteer.rules.sameness import has_own_specific, is_not_taken, scope_is_known, sounds_different
from gazetteer.rules.surroundings import agrees_with_the_place, is_no_feature, is_not_sought, is_not_worn
from gazetteer.rules.tables import Tables, amended
from gazetteer.rules.wording import (
    is_sober,
    names_no_company,
    names_no_leader,
    names_no_person,
    names_nothing_foreign,
)
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
    tables = tables or amended(settings.terms)
    known = known_kind(kind)
    parsed = parse(name, known, context.decisions, tables)
    findings = [
        *has_parts(parsed.name, known, parsed.parts, tables, settings),
        *has_kind(kind),
        *has_lawful_characters(name, parsed.name, tables, settings),
        *_worded(parsed, context, tables, settings),
        *is_not_taken(parsed, context, place.point, settings),
        *has_own_specific(parsed, context, place.point, settings),
        *sounds_different(parsed, context, place.point, settings),
        *scope_is_known(context.scope, settings),
        *_around(parsed, place, context, tables, settings),
        *fits_the_thing(parsed, context.facts, tables, settings),
        *is_spelled(parsed, context.given_pinyin, settings),
        *has_no_foreign_generic(context.given_pinyin, tables),
        *has_its_minority_form(place, context.facts, tables, settings),
        *right_authority(known, place, context.approver, settings),
        *goes_to_the_state(known, place, context.authority, settings),
        *is_in_a_plan(context.facts, settings),
        *is_placed(place, settings),
    ]
    return Judgement(
        parsed=parsed,
        scope=context.scope,
        authority=authority_for(known, place),
        findings=tuple(by_weight(findings)),
        versions=settings.versions,
    )


def _worded(parsed: ParsedName, context: RuleContext, tables: Tables, settings: RuleSettings) -> list[Finding]:
    """N04 to N08, the words of a name."""
    return [
        *names_no_leader(parsed, context.facts, tables, settings),
        *names_no_person(parsed, context.facts, tables, settings),
        *names_nothing_foreign(parsed, context.facts, tables, settings),
        *names_no_company(parsed, context.facts, tables, settings),
        *is_sober(parsed, tables, settings),
    ]


def _around(
    parsed: ParsedName, place: Place, context: RuleContext, tables: Tables, settings: RuleSettings
) -> list[Finding]:
    """N13, N14, N18, N32: what else is called so."""
    return [
        *is_no_feature(parsed, context.entities, tables),
        *agrees_with_the_place(parsed, place, context.local_names, tables, settings),
        *is_not_worn(parsed, context.former, place.point, settings),
        *is_not_sought(parsed, context.pending_elsewhere, place.point, settings),
    ]
