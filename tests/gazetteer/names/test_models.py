"""What the database refuses, and what is public."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gazetteer.names.actions import Decision, Standard, Thing, confirm_reading, publish_standard_name
from gazetteer.names.models import Feature, FormKind, Name, NameStatus, ReadingDecision
from gazetteer.names.queries import (
    current_names,
    public_names,
)
from office.log.models import Event
from tests.factories import ALWAYS, UserFactory, period
from tests.gazetteer.names.factories import DAY, make_feature, make_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_register()


def refused(name: Name) -> str:
    """The sentence with which the form would refuse, after the database has refused too."""
    with pytest.raises(IntegrityError), transaction.atomic():
        name.save()
    with pytest.raises(ValidationError) as error:
        name.validate_constraints()
    return error.value.messages[0]


def other(**columns) -> Name:
    given = {"form": "兴隆街", "form_kind": FormKind.STANDARD, "status": NameStatus.REGISTERED, "valid": ALWAYS}
    return Name(**{**given, "source": "测试", **columns})


def test_a_name_belongs_to_one_thing(tree):
    feature = make_feature("兴隆路", "street", tree["village"])
    assert "只能属于一个" in refused(other())
    assert "只能属于一个" in refused(other(feature=feature, division=tree["nongan"], form_kind=FormKind.ALIAS))


def test_the_standard_name_of_a_division_stands_in_its_version(tree):
    assert "区划版本" in refused(other(division=tree["nongan"]))
    other(division=tree["nongan"], form_kind=FormKind.SHORT).save()


def test_one_standard_name_at_a_time(tree):
    feature = make_feature("兴隆路", "street", tree["village"], valid=period(None, "2024-01-01"))
    assert "只能有一个标准名称" in refused(other(feature=feature, valid=period("2023-12-31")))
    other(feature=feature, valid=period("2024-01-01")).save()
    other(feature=feature, form="旧街", form_kind=FormKind.ALIAS).save()
    other(feature=feature, form="拟名", status=NameStatus.PROPOSED).save()


def test_an_announced_name_has_its_decision(tree):
    feature = Feature.objects.create(kind="street", home=tree["village"], source="测试")
    assert "批准文号" in refused(other(feature=feature, status=NameStatus.ANNOUNCED))
    early = {"document_number": "一", "document_date": DAY, "announced_on": DAY - datetime.timedelta(1)}
    assert "公告日期不能早于" in refused(other(feature=feature, **early))


def test_a_place_of_a_source_is_entered_once(tree):
    Feature.objects.create(kind="hamlet", home=tree["nongan"], source="甲", source_id="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Feature.objects.create(kind="hamlet", home=tree["nongan"], source="甲", source_id="1")


def test_the_public_number_is_permanent(tree):
    first = make_feature("兴隆路", "street", tree["village"])
    number = first.public_id
    assert number == f"G{first.pk}"
    first.delete()
    assert make_feature("兴隆路", "street", tree["village"]).public_id != number


def test_publication_is_a_gate(tree):
    make_feature("在册路", "street", tree["village"])
    decided = {"document_number": "农政〔2025〕1号", "document_date": DAY, "valid": period("2025-06-30")}
    make_feature("批准路", "street", tree["village"], status=NameStatus.APPROVED, **decided)
    make_feature("申报路", "street", tree["village"], status=NameStatus.PROPOSED)
    announced = decided | {"announced_on": datetime.date(2025, 7, 10)}
    make_feature("公告路", "street", tree["village"], status=NameStatus.ANNOUNCED, **announced)
    assert set(public_names(DAY).values_list("form", flat=True)) == {"在册路"}
    assert set(public_names(datetime.date(2025, 7, 10)).values_list("form", flat=True)) == {"在册路", "公告路"}


def test_ended_names_are_public_but_not_current(tree):
    feature = make_feature("旧路", "street", tree["village"], valid=period(None, "2020-01-01"))
    other(feature=feature, form="新路", valid=period("2020-01-01")).save()
    other(division=tree["nongan"], form="农安府", form_kind=FormKind.FORMER, valid=period(None, "1913-01-01")).save()
    assert [name.form for name in current_names(DAY)] == ["新路"]
    assert [name.form for name in current_names(datetime.date(2019, 1, 1))] == ["旧路"]
    assert set(public_names(DAY).values_list("form", flat=True)) == {"旧路", "新路", "农安府"}


def test_publishing_enters_feature_name_and_event_once(tree):
    user = UserFactory()
    thing = Thing("street", tree["village"].pk, None, "地名审批", "A1")
    standard = Standard("松泉路", "松泉", "路", "Songquan Lu", "Sōngquán Lù")
    decision = Decision("农安县人民政府", "农政函〔2025〕7号", DAY, DAY)
    feature = publish_standard_name(user, thing, standard, decision)
    assert publish_standard_name(user, thing, standard, decision) == feature
    assert [name.form for name in public_names(DAY)] == ["松泉路"]
    assert Event.objects.filter(action="names.publish").count() == 1


def test_a_reading_is_confirmed_once(tree):
    user = UserFactory()
    first = confirm_reading(user, "堡", "十家堡", "pù")
    assert confirm_reading(user, "堡", "十家堡", "bǎo") == first
    assert ReadingDecision.objects.get().reading == "pù"
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingDecision.objects.create(char="堡", reading="pù", confirmed_by=user)
