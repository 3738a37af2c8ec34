"""Guidance stands beside the field it concerns, for names in villages only."""

from gazetteer.rules.guidance import hints
from gazetteer.rules.kinds import NameKind


def test_guidance_for_villages():
    assert {"name", "kind", "nature", "position_text", "meaning"} <= set(hints("street"))
    assert all(hint.text and hint.source for found in hints("hamlet").values() for hint in found)
    assert hints(NameKind.COUNTY) == hints("") == {}
