"""Which legal blocks of a survey are set aside now (破例的效力): for the very content and sentences they were given."""

from collections.abc import Collection, Sequence

from office.log.hashing import digest
from office.rulesets.findings import Basis, Finding
from survey.demarcation.models import LineSurvey, SurveyOverride


def subject_of(survey: LineSurvey, content: str, found: Sequence[Finding], rule: str) -> str:
    """The hash of what setting a rule aside is about: the signed content, the open disputes, what the rule says."""
    said = sorted(finding.message for finding in found if finding.rule == rule and finding.blocks)
    disputes = sorted(survey.disputes.filter(lifted_at=None).values_list("pk", flat=True))
    return digest({"content": content, "disputes": disputes, "rule": rule, "said": said})


def rules_aside(survey: LineSurvey, content: str, found: Sequence[Finding]) -> dict[str, SurveyOverride]:
    """Rule → the decision that sets it aside as things stand; integrity and standard are never set aside."""
    legal = {finding.rule for finding in found if finding.blocks and finding.basis is Basis.LAW}
    given = survey.overrides.select_related("by").order_by("id")
    return {
        item.rule: item
        for item in given
        if item.rule in legal and item.subject == subject_of(survey, content, found, item.rule)
    }


def standing(found: Sequence[Finding], aside: Collection[str]) -> list[Finding]:
    """The findings without the legal blocks that are set aside."""
    return [item for item in found if not (item.blocks and item.basis is Basis.LAW and item.rule in aside)]
