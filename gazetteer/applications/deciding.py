"""Whose officials take a case on (承办层级), where the table of art. 12 leaves the body to other rules.

Pure: a kind and a place in, a division out. 条例第十二条（一）（三）（四）（七） leave villages, hamlets, ordinary
natural features, parks and facilities to provincial and special rules; until the province states them, the
government of the 市 or 县 handles them, and the approving body is written down as its document names it.
"""

from gazetteer.rules.authority import STATE_COUNCIL, Authority, authority_for
from gazetteer.rules.context import Place, Step
from gazetteer.rules.kinds import NameKind


def deciding_division(kind: NameKind, place: Place) -> Step | None:
    """The division whose official accepts, returns and records the decision on a name of this kind here."""
    authority: Authority = authority_for(kind, place)
    if authority.division:
        return authority.division
    if kind is NameKind.COUNTY or authority.name.startswith(STATE_COUNCIL):
        return place.at("province")
    county = place.at("county")
    above = place.at("prefecture") or place.at("province")
    if kind is NameKind.SUBDISTRICT:
        return above
    return county if county and not county.district else above


def stated_authority(kind: NameKind, place: Place) -> str:
    """The approving body by name where the table names it; empty where the document has to say it."""
    authority = authority_for(kind, place)
    at_the_top = kind is NameKind.NATURAL and authority.name.startswith(STATE_COUNCIL)
    return STATE_COUNCIL if at_the_top else authority.name if authority.division else ""
