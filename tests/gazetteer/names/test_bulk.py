"""Judging many names at once says of each what judging it alone says, in few questions."""

import random

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point, Polygon
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boundaries.divisions.models import DivisionVersion
from gazetteer.applications.states import State
from gazetteer.names.bulk import Asked, judge_many
from gazetteer.names.gathering import Exclude
from gazetteer.names.judging import judge_name
from gazetteer.names.load.files import chinese_columns
from gazetteer.names.models import BuiltUpArea, CountryUnit, Feature, Name, ReadingDecision
from gazetteer.rules.facts import Facts
from gazetteer.rules.kinds import NameKind
from tests.factories import ALWAYS, UserFactory, period
from tests.gazetteer.applications.factories import brought_to, make_world
from tests.gazetteer.names.factories import DAY, make_area, make_feature, make_register

pytestmark = pytest.mark.django_db
HERE = (125.18, 44.43)
UNIT_COLUMNS = ("specific", "generic", "sound", "sound_plain")
BESIDE = (125.19, 44.43)


def alone(item: Asked):
    return judge_name(
        item.name,
        item.kind,
        item.division_id,
        item.point,
        DAY,
        item.exclude,
        item.given_pinyin,
        faults=item.faults,
        facts=item.facts,
        shape=item.shape,
    )


def same(asked: list[Asked], day=DAY) -> list[list[str]]:
    """Compare each judgement; answers which rules spoke."""
    together = dict(judge_many(asked, day))
    assert sorted(together) == list(range(len(asked)))
    for place, item in enumerate(asked):
        assert together[place].as_json() == alone(item).as_json(), item
    return [[finding.rule for finding in together[place].findings] for place in range(len(asked))]


@pytest.fixture
def tree():
    tree = make_register()
    make_area(tree["province"], 124.0, 43.0, 127.0, 46.0)
    make_area(tree["nongan"], 124.9, 44.0, 125.5, 45.0)
    make_feature("兴隆路", "street", tree["village"], HERE)
    make_feature("兴龙路", "street", tree["town"], BESIDE)
    make_feature("兴隆小区", "residential", tree["kaoshan"], HERE)
    make_feature("松树屯", "hamlet", tree["village"])
    make_feature("红石山", "natural", tree["dehui"], (126.2, 44.5))
    old = make_feature("老爷岭", "natural", tree["nongan"], HERE, valid=period("1950-01-01", "1990-01-01"))
    Name.objects.filter(feature=old).update(status="historic")
    CountryUnit.objects.create(
        code="130100",
        name="农安市",
        level="prefecture",
        source="测试",
        **{
            key: chinese_columns("农安市", NameKind.COUNTY)[key]
            for key in ("specific", "generic", "sound", "sound_plain")
        },
    )
    ReadingDecision.objects.create(
        char="兴", context="", division=tree["nongan"], reading="xìng", confirmed_by=UserFactory()
    )
    ReadingDecision.objects.create(char="堡", context="八里堡", reading="pù", confirmed_by=UserFactory())
    return tree


def test_every_kind_is_judged_as_it_is_alone(tree):
    names = {
        "county": ("农安县", "德惠市", "松泉县", "农安市"),
        "township": ("靠山镇", "靠山乡", "前岗乡", "红石山镇", "凉水镇"),
        "subdistrict": ("东站街道", "东占街道"),
        "village_seat": ("红石村", "红石村委会", "洪石村"),
        "hamlet": ("松树屯", "松树东屯", "宋树屯", "八里堡"),
        "street": ("兴隆路", "兴龙路", "星龙路", "兴隆街", "香榭丽舍大道"),
        "residential": ("兴隆小区", "兴隆花园"),
        "building": ("兴隆大厦",),
        "natural": ("红石山", "老爷岭"),
        "park": ("红石山公园",),
        "facility": ("红石水库", "松泉大桥"),
        "other": ("兴隆路", "", "<b>路</b>", "ＡＢ路", "\u200b兴隆路", "興隆路", "\ue000路", "长" * 200),
        "nonsense": ("兴隆路",),
    }
    points = (None, HERE, (126.2, 44.5), (10.0, 10.0), (999.0, 0.0))
    homes = (tree["village"].pk, tree["town"].pk, tree["dehui"].pk, tree["province"].pk)
    asked = [
        Asked(name, kind, home, point)
        for kind, forms in names.items()
        for name in forms
        for home in homes
        for point in points
    ]
    spoke = {rule for rules in same(asked) for rule in rules}
    assert {"N01", "N02", "N03", "N09", "N10", "N11", "N12", "N13", "N14", "N18", "N19", "N33"} <= spoke


def test_what_is_told_of_each_counts(tree):
    street = Feature.objects.get(names__form="兴隆路")
    line = Point(*HERE, srid=settings.REGISTER_SRID)
    same(
        [
            Asked("兴隆路", "street", tree["village"].pk, HERE, Exclude(feature=street.pk)),
            Asked("兴隆路", "street", tree["village"].pk, HERE, given_pinyin="Xinglong Road"),
            Asked("兴隆大街", "street", tree["village"].pk, HERE, facts=Facts(length_m=30, minority_forms=())),
            Asked("红石村", "village_seat", tree["kaoshan"].pk, HERE, Exclude(division=tree["village"].pk)),
            Asked("红石河", "natural", tree["nongan"].pk, None, faults=("自相交",), shape=line),
        ]
    )


def test_names_applied_for_stand_in_the_way(settings):
    settings.AS_OF_DATE = "2025-10-20"
    world = make_world()
    case = brought_to(world, State.ACCEPTED, kind="village_seat", name="松泉村")
    asked = [
        Asked("松泉村", "village_seat", world.tree[home].pk, exclude=exclude)
        for home in ("nongan", "dehui")
        for exclude in (Exclude(), Exclude(application=case.pk))
    ]
    assert [("N32" in rules) for rules in same(asked)] == [False, False, True, False]


def test_the_questions_do_not_grow_with_the_names(tree):
    def questions(count: int) -> int:
        asked = [
            Asked(f"兴{char}路", "street", tree["village"].pk, (125.1 + place / 1000, 44.4))
            for place, char in enumerate("隆旺盛达安平和顺"[:count])
        ]
        with CaptureQueriesContext(connection) as captured:
            list(judge_many(asked, DAY))
        return len(captured)

    assert questions(8) == questions(2) < 20


def test_of_the_real_register_each_is_judged_as_it_is_alone(jilin):
    chance = random.Random(5)
    places = list(Feature.objects.filter(names__form_kind="standard").order_by("pk")[:300])
    asked = []
    for feature in chance.sample(places, 25):
        name = feature.names.filter(form_kind="standard", language="zh").first()
        if name and feature.home_id and feature.point:
            at = (feature.point.x, feature.point.y)
            asked.append(Asked(name.form, feature.kind, feature.home_id, at, Exclude(feature=feature.pk)))
            asked.append(Asked(name.form, feature.kind, feature.home_id))
    for level, kind in (("village", "village_seat"), ("township", "township"), ("county", "county")):
        versions = DivisionVersion.objects.filter(level=level, valid__contains=DAY, division__external=False)
        for version in chance.sample(list(versions.order_by("pk")[:2000]), 8):
            asked.append(Asked(version.name.partition("（")[0], kind, version.division_id))
            asked.append(Asked(version.name.partition("（")[0], kind, version.parent_id))
    same(asked)


def test_built_up_areas_are_the_scope_of_streets(tree):
    box = Polygon.from_bbox((125.1, 44.4, 125.185, 44.5))
    box.srid = settings.REGISTER_SRID
    BuiltUpArea.objects.create(division=tree["nongan"], name="农安", geom=box, valid=ALWAYS, source="测试")
    inside, outside = (
        Asked("兴隆路", "street", tree["town"].pk, HERE),
        Asked("兴隆路", "street", tree["town"].pk, (125.3, 44.6)),
    )
    elsewhere = Asked("兴隆路", "street", tree["dehui"].pk, (125.7, 44.5))
    same([inside, outside, elsewhere, Asked("兴龙路", "building", tree["town"].pk, HERE)])
    assert alone(inside).scope.as_json()["label"] == "农安建成区"
    assert [finding.severity for finding in alone(inside).findings if finding.rule == "N09"] == ["block"]
    assert [alone(item).scope.key for item in (outside, elsewhere)] == ["unregulated", "substitute"]
