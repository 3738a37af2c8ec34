"""A case before the rules (审查): the naming rules on its name and place, and the rules on the case itself."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.gis.geos import GEOSGeometry

from boundaries.divisions.queries import chain_of
from gazetteer.applications import case_rules, checks
from gazetteer.applications.deciding import deciding_division, stated_authority
from gazetteer.applications.models import Application
from gazetteer.applications.positions import points_of
from gazetteer.applications.proceedings import Matter
from gazetteer.applications.refusals import Openness, openness
from gazetteer.applications.states import DECIDED, State
from gazetteer.applications.wording import Notice, chinese_date
from gazetteer.names.actions import middle_of
from gazetteer.names.gathering import Exclude
from gazetteer.names.judging import Ground, ground_at, judge_on
from gazetteer.names.protected import is_protected
from gazetteer.rules.authority import authority_for
from gazetteer.rules.context import Place, Step
from gazetteer.rules.facts import Facts, bearing_of
from gazetteer.rules.judging import Judgement
from gazetteer.rules.kinds import NameKind
from gazetteer.rules.readings import Decided
from office.log.hashing import digest
from office.rulesets.findings import Finding, by_weight


@dataclass(frozen=True)
class CaseJudgement:
    """What is found about a case; `settled` holds the keys of the findings that somebody gave a reason for."""

    ground: Ground
    judgement: Judgement
    findings: tuple[Finding, ...]
    settled: frozenset[str] = frozenset()

    @cached_property
    def keys(self) -> list[str]:
        return [finding_key(self.judgement.name, finding) for finding in self.findings]

    @property
    def by_key(self) -> dict[str, Finding]:
        return dict(zip(self.keys, self.findings, strict=True))

    @property
    def against(self) -> Openness:
        return openness(self.findings, self.settled, self.keys)


def finding_key(name: str, finding: Finding) -> str:
    """What a reason is bound to: the name, the rule and its sentence. Another conflict is another key."""
    return digest({"name": name, "rule": finding.rule, "severity": finding.severity.value, "message": finding.message})


def judge_case(application: Application, day: datetime.date) -> CaseJudgement:
    """Judge a stored case by the rules of a day."""
    settled = application.justifications.values_list("finding_hash", flat=True)
    kinds = application.attachments.values_list("kind", flat=True)
    return judge_words(application, day, frozenset(settled), frozenset(kinds))


def judge_words(
    application: Application, day: datetime.date, settled: frozenset[str], attachment_kinds: frozenset[str]
) -> CaseJudgement:
    """Judge what stands in a case, stored or not."""
    middle = middle_of(application.geom)
    point = (middle.x, middle.y) if middle else None
    ground = ground_at(application.home_id, point, day, faults_of(application), application.geom)
    judgement = judge_on(
        ground,
        application.name,
        application.kind,
        exclude=Exclude(application=application.pk, feature=application.about_id),
        confirmed=decided_of(application),
        facts=facts_of(application),
        authority=deciders_at(application.kind, ground.place_for(known_kind(application.kind))).name,
    )
    paper = checks.Paper(
        applicant_type=application.applicant_type,
        applicant_name=application.applicant_name,
        reasons=application.reasons,
        position_text=application.position_text,
        nature=application.nature_told,
        meaning=application.meaning,
        attachment_kinds=attachment_kinds,
    )
    found = [
        *(judgement.findings if application.matter != Matter.ABOLITION else ()),
        *checks.completeness(paper),
        *_of_the_way(application, attachment_kinds, ground),
    ]
    return CaseJudgement(ground, judgement, tuple(by_weight(found)), settled)


def _of_the_way(application: Application, attachment_kinds: frozenset[str], ground: Ground) -> list[Finding]:
    """N16, N17, N23, N26: what was and was not done about the case."""
    way = way_of(application, attachment_kinds, ground.day)
    return [
        *case_rules.has_a_reason(way),
        *case_rules.is_not_protected(way),
        *case_rules.has_its_reports(way, ground.settings),
        *case_rules.was_consulted(way),
    ]


def way_of(application: Application, attachment_kinds: frozenset[str], day: datetime.date) -> case_rules.Way:
    """What a case asks for and what was done about it so far, as plain values."""
    stored = application.pk is not None
    reports = application.reports.values_list("kind", "sections") if stored else ()
    opinions = application.consultations.values_list("asked_as", "opinion") if stored else ()
    return case_rules.Way(
        kind=application.kind,
        matter=application.matter,
        change_reason=application.change_reason,
        protected=bool(application.about_id and is_protected(application.about_id, day)),
        taken_on=application.state == State.ACCEPTED,
        decided=application.state in DECIDED,
        reports=dict(reports),
        attached=attachment_kinds,
        opinions=tuple((asked, opinion or None) for asked, opinion in opinions),
        national_id=application.national_id,
        signs_ordered=application.signs_on is not None,
    )


def known_kind(kind: str) -> NameKind:
    """The kind of a case; one that nobody chose yet counts as `other`."""
    return NameKind(kind) if kind in NameKind.values else NameKind.OTHER


def facts_of(application: Application) -> Facts:
    """What a case tells of the thing beside its name."""
    points = points_of(application.geom)
    return Facts(
        no_link_statement=application.no_link_statement,
        length_m=application.length_m,
        width_m=application.width_m,
        area_m2=application.area_m2,
        bearing=bearing_of(points[0], points[-1]) if len(points) > 1 else None,
        minority_forms=(application.minority_form,) if application.minority_form.strip() else (),
        naming_plan=application.naming_plan,
    )


def decided_of(application: Application) -> tuple[Decided, ...]:
    """The readings that the applicant's side confirmed for this name."""
    return tuple(Decided(item["char"], application.name, item["reading"]) for item in application.readings)


def faults_of(application: Application) -> tuple[str, ...]:
    """What is wrong with the drawn position itself."""
    geom = application.geom
    return () if geom is None or geom.valid else (f"图形无效（{geom.valid_reason}）",)


@dataclass(frozen=True)
class Deciders:
    """Who decides on a name of a kind at a place: the body where the table names it, and the officials' division."""

    name: str
    division_id: int | None
    clause: str


def authority_of(kind: str, home_id: int, day: datetime.date, geom: GEOSGeometry | None = None) -> Deciders:
    """Who decides on a name of this kind in this division, N24; at a border the State Council, N25."""
    middle = middle_of(geom)
    ground = ground_at(home_id, (middle.x, middle.y) if middle else None, day, shape=geom)
    return deciders_at(kind, ground.place_for(known_kind(kind)))


def deciders_at(kind: str, place: Place) -> Deciders:
    """Who decides on a name of this kind at a place, N24."""
    known = known_kind(kind)
    step: Step | None = deciding_division(known, place)
    return Deciders(stated_authority(known, place), step.id if step else None, authority_for(known, place).clause)


def notice_of(application: Application, day: datetime.date) -> Notice:
    """The six fields of the announcement of a case as it stands."""
    place = "".join(link.name for link in chain_of(application.home_id, day))
    return Notice(
        name=application.name,
        pinyin=application.pinyin,
        place=place,
        position=application.position_text,
        authority=application.authority,
        decided_on=chinese_date(application.decided_on) if application.decided_on else "",
    )


def alternatives_of(judged: CaseJudgement, kind: str, names: Sequence[str]) -> list[tuple[str, Judgement]]:
    """What the naming rules say of each alternative name in the division of a case that was judged."""
    ground = judged.ground.without_point()
    return [(name, judge_on(ground, name, kind)) for name in names]
