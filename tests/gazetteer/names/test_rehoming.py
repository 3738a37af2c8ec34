"""Things under divisions that ended: listed for whom they concern, moved by a person, all or none."""

import datetime

import pytest
from django.test import Client
from psycopg2.extras import DateRange

from boundaries.changes.models import DivisionChange
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from gazetteer.names.rehoming import NotMoved, homeless, homes_for, rehome
from office.log.models import Event
from office.people.roles import Role
from tests.factories import ALWAYS, appointed, make_division, make_tree, period

pytestmark = pytest.mark.django_db
ROOM = "/gazetteer/homes/"
DAY = datetime.date(2025, 3, 1)


@pytest.fixture
def tree():
    tree = make_tree()
    old = make_division("旧镇", parent=tree["nongan"], level="township", kind="镇", valid=period(None, "2025-03-01"))
    DivisionChange.objects.create(
        effective=DateRange(DAY, DAY + datetime.timedelta(days=1)),
        precision="day",
        kind="merged",
        old=old,
        new=tree["town"],
        source="测试",
    )
    hill = Feature.objects.create(kind="natural", home=old, source="测试")
    Name.objects.create(
        feature=hill,
        form="甲山",
        form_kind=FormKind.STANDARD,
        status=NameStatus.REGISTERED,
        valid=ALWAYS,
        source="测试",
    )
    return {**tree, "old": old, "hill": hill}


def test_only_what_stands_under_an_ended_division_is_listed_for_whom_it_concerns(tree) -> None:
    Feature.objects.create(kind="natural", home=tree["town"], source="测试")
    Feature.objects.create(kind="natural", home=tree["old"], source="测试", status="gone")
    assert list(homeless()) == [tree["hill"]]
    (home,) = homes_for(appointed(Role.NAME_OFFICIAL, tree["nongan"]))
    assert (home.name, home.heirs, home.features) == ("旧镇", {tree["town"].pk: "农安镇"}, [tree["hill"]])
    assert homes_for(appointed(Role.NAME_OFFICIAL, tree["dehui"])) == []


def test_moving_needs_the_right_over_the_new_home_and_one_that_stands(tree) -> None:
    official = appointed(Role.NAME_OFFICIAL, tree["nongan"])
    hill = tree["hill"].pk
    for target, said in ((tree["dehui"].pk, "管辖"), (tree["old"].pk, "今天不存在")):
        with pytest.raises(NotMoved, match=said):
            rehome(official, {hill: target})
    assert rehome(official, {hill: tree["town"].pk}) == 1
    event = Event.objects.get(action="names.rehome")
    assert event.data == {"before": tree["old"].pk, "after": tree["town"].pk}
    with pytest.raises(NotMoved, match="仍然存在"):
        rehome(official, {hill: tree["nongan"].pk})


def test_the_page_moves_what_is_filled_in_or_nothing(tree, django_assert_max_num_queries) -> None:
    page = Client()
    page.force_login(appointed(Role.NAME_OFFICIAL, tree["nongan"]))
    hill, other = tree["hill"], Feature.objects.create(kind="street", home=tree["old"], source="测试")
    with django_assert_max_num_queries(25):
        text = page.get(ROOM).content.decode()
    assert "甲山" in text and f'name="home-{hill.pk}"' in text and "2 个地名" in text
    refused = page.post(ROOM, {f"home-{hill.pk}": f"D{tree['town'].pk}", f"home-{other.pk}": "229999"})
    assert refused.status_code == 409 and 'value="229999"' in refused.content.decode()
    assert homeless().count() == 2
    assert page.post(ROOM, {f"home-{hill.pk}": "220122100", f"home-{other.pk}": ""}).status_code == 302
    assert list(homeless()) == [other]
    assert Feature.objects.get(pk=hill.pk).home_id == tree["town"].pk
    Feature.objects.filter(pk=other.pk).update(status="gone")
    assert "没有地名挂在" in page.get(ROOM).content.decode()
    surveyor = Client()
    surveyor.force_login(appointed(Role.SURVEYOR, tree["province"]))
    assert surveyor.get(ROOM).status_code == 403
    assert Client().get(ROOM).status_code == 302
