"""The deciding document (批复文件、不予批准决定): its number and date are proved and laid into the case (N34)."""

import datetime
from dataclasses import dataclass
from typing import Any

from gazetteer.applications import checks
from gazetteer.applications.judging import authority_of
from gazetteer.applications.models import Application
from gazetteer.applications.queries import case_with_document
from gazetteer.applications.refusals import Refused
from office.people.models import User


@dataclass(frozen=True)
class Deed:
    """The deciding document; `authority` only where the law's table does not name the body itself.

    `inside`: the body decided in this system, so that nothing was carried over from paper.
    """

    document_number: str
    decided_on: datetime.date | None
    authority: str = ""
    inside: bool = False

    @property
    def number(self) -> str:
        """The document number in its normal form."""
        return checks.normal_document_number(self.document_number)

    def as_sent(self) -> dict[str, Any]:
        return {"document_number": self.number, "decided_on": self.decided_on}


def lay_decision(application: Application, user: User, deed: Deed, day: datetime.date) -> str:
    """Write the decision into a locked case, not saved; answers the deciding body. Raises Refused with N34."""
    deciders = authority_of(application.kind, application.home_id, day, application.geom)
    authority = deciders.name or deed.authority.strip()
    used_by = case_with_document(authority, deed.number, application)
    wrong = checks.decision(
        authority,
        deed.number,
        deed.decided_on,
        submitted_on=application.submitted_on or day,
        today=day,
        used_by=str(used_by) if used_by else "",
    )
    if wrong:
        raise Refused("；".join(finding.message for finding in wrong) + "。", wrong)
    application.authority, application.document_number, application.decided_on = authority, deed.number, deed.decided_on
    application.decision_recorded_on, application.decided_by = day, user
    application.decided_inside = deed.inside
    return authority
