"""Who may do what with a survey (权限): sides act for themselves, the common superior reviews, the registrar files.

An officer who stands over all sides acts for none of them: nobody signs with himself.
"""

import datetime
from collections.abc import Iterable

from boundaries.divisions.queries import answering_for
from boundaries.jurisdiction.queries import divisions_of, refusal
from office.people.models import User
from office.people.roles import Role
from survey.demarcation.models import LineSurvey, Party

SIDE_ROLES = (Role.BOUNDARY_OFFICER, Role.SURVEYOR)


class Refused(Exception):
    """It may not be done; the message is for the person."""


def refuse(reason: str | None) -> None:
    """Raise Refused where there is a reason."""
    if reason:
        raise Refused(reason)


def superior_of(divisions: Iterable[int], day: datetime.date) -> int:
    """The lowest division above all of these on a day, the first of them where nothing stands above all."""
    chains = [answering_for(division, day)[::-1] for division in divisions]
    shared = [each[0] for each in zip(*chains, strict=False) if len(set(each)) == 1]
    return shared[-1] if shared else chains[0][0]


def superior(survey: LineSurvey, day: datetime.date) -> int:
    """The common superior of the two sides of a survey."""
    sides = [party.division_id for party in survey.parties.all() if party.order < 2]
    return superior_of(sides, day)


def acting_for(user: User, survey: LineSurvey, role: Role, day: datetime.date) -> list[Party]:
    """The parties for which a person acts in a role: appointed over that side, and not over the common superior."""
    held = set(divisions_of(user, role, day))
    if not held:
        return []
    above = set(answering_for(superior(survey, day), day))
    parties = list(survey.parties.all())
    return [party for party in parties if held & (set(answering_for(party.division_id, day)) - above)]


def as_party(user: User, survey: LineSurvey, day: datetime.date, role: Role = Role.BOUNDARY_OFFICER) -> Party:
    """The party for which a person acts. Raises Refused where there is none."""
    parties = acting_for(user, survey, role, day)
    if not parties:
        names = "、".join(party.name for party in survey.parties.all())
        raise Refused(f"此操作须由{names}各自的{role.label}办理，您不代表其中一方。")
    return parties[0]


def working(user: User, survey: LineSurvey, day: datetime.date) -> str | None:
    """Why a person may not work on a survey: no surveyor or officer of a side, nor over both."""
    sides = [party.division_id for party in survey.parties.all()]
    reasons = [refusal(user, SIDE_ROLES, side, day) for side in sides]
    return None if None in reasons else reasons[0]


def deciding(user: User, survey: LineSurvey, day: datetime.date) -> str | None:
    """Why a person is no boundary officer of a side or over it."""
    sides = [party.division_id for party in survey.parties.all()]
    reasons = [refusal(user, Role.BOUNDARY_OFFICER, side, day) for side in sides]
    return None if None in reasons else reasons[0]


def reviewing(user: User, survey: LineSurvey, day: datetime.date) -> str | None:
    """Why a person is not the boundary officer of the common superior."""
    return refusal(user, Role.BOUNDARY_OFFICER, superior(survey, day), day)


def filing(user: User, survey: LineSurvey, day: datetime.date) -> str | None:
    """Why a person is not the registrar over the common superior."""
    return refusal(user, Role.REGISTRAR, superior(survey, day), day)


def seeing(user: User, survey: LineSurvey, day: datetime.date) -> bool:
    """Whether a person sees a survey: officer, surveyor or registrar over a side or the superior."""
    sides = [*(party.division_id for party in survey.parties.all()), superior(survey, day)]
    roles = (*SIDE_ROLES, Role.REGISTRAR)
    return any(refusal(user, roles, side, day) is None for side in sides)
