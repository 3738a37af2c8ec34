"""Papers can speak of named things: by number, by a name that only one has, never by a guess."""

import pytest

from boundaries.archive import subjects
from boundaries.archive.subjects import UnknownSubject
from gazetteer.rules.kinds import NameKind
from tests.gazetteer.names.factories import make_feature, make_register


def test_a_place_is_found_by_number_and_by_its_only_name(db):
    tree = make_register()
    place = make_feature("西山屯", NameKind.HAMLET, tree["kaoshan"])
    for text in (f"G{place.pk}", f"g{place.pk}", "西山屯"):
        found = subjects.find("name", text)
        assert (found.id, found.label, found.divisions) == (f"G{place.pk}", "西山屯", (tree["kaoshan"].pk,))
    assert subjects.get("name", f"G{place.pk}") == found
    make_feature("西山屯", NameKind.HAMLET, tree["town"])
    with pytest.raises(UnknownSubject, match="有多处"):
        subjects.find("name", "西山屯")
    with pytest.raises(UnknownSubject, match="没有找到"):
        subjects.find("name", "东山屯")


def test_a_division_is_found_by_its_number(db):
    tree = make_register()
    found = subjects.find("name", f"D{tree['nongan'].pk}")
    assert (found.label, found.divisions) == ("农安县", (tree["nongan"].pk,))
    assert subjects.get("name", "D999999999") is None and subjects.get("name", "X1") is None
