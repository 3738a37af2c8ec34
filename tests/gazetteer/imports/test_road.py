"""A register on its way: read, judged, entered, sent again, taken out."""

import io

import pytest

from gazetteer.atlas.models import NamePoint, SearchKey
from gazetteer.imports import actions, choices
from gazetteer.imports.models import Entered, RegisterImport
from gazetteer.imports.refusals import Refused
from gazetteer.names.models import Feature, FormKind, Name
from office.intake.models import Receipt, State
from office.intake.receipts import is_genuine
from office.log.models import Event
from tests.factories import make_division
from tests.gazetteer.imports.factories import HERE, rows_of, rules_of, sent, table
from tests.gazetteer.names.factories import make_feature

CENSUS = (
    *("标准名称", "专名", "通名", "罗马字母拼写", "读音", "民族文字", "语种", "别名", "曾用名", "地名类别"),
    *("所在（跨）行政区", "位置", "东经", "北纬", "坐标系", "长度", "宽度", "地名的含义", "地名的历史沿革", "密级"),
)


def test_a_census_table_becomes_features_with_all_their_names(world):
    row = (
        *("松树屯", "松树", "屯", "Songshutun", "", "솔나무마을", "朝鲜语", "松屯、小松屯", "红旗屯", "居民点"),
        *("农安县农安镇", "镇东 3 千米", "125°10′48″", "44°25′48″", "2000国家大地坐标系", "", ""),
        *("因松树得名", "1950 年建屯", "非密"),
    )
    found = sent(world, table(row, headings=CENSUS))
    assert (found.submission.state, found.submission.rows_good) == (State.CHECKED, 1)
    assert found.submission.report["confirmed"]
    assert found.standard == "" or "names" in found.standard
    receipt = actions.accept(world.county, found.pk)
    assert is_genuine(receipt)
    assert receipt.content["entered"] == {
        **{"rows": 1, "known": 0, "skipped": 0, "features": 1, "merged": 0, "names": 5}
    }
    feature = Feature.objects.get(source="农安县二普")
    assert (feature.kind, feature.home_id) == ("hamlet", world.tree["town"].pk)
    assert (round(feature.point.x, 4), round(feature.point.y, 4)) == (125.18, 44.43)
    forms = set(feature.names.values_list("form", "form_kind", "language"))
    assert forms == {
        ("松树屯", "standard", "zh"),
        ("松屯", "alias", "zh"),
        ("小松屯", "alias", "zh"),
        ("红旗屯", "former", "zh"),
        ("솔나무마을", "minority", "ko"),
    }
    standard = feature.names.get(form_kind=FormKind.STANDARD)
    assert (standard.status, standard.pinyin, standard.specific) == ("registered", "Songshutun", "松树")
    assert standard.meaning == "因松树得名\n1950 年建屯"
    assert SearchKey.objects.filter(feature=feature, form="松树屯").exists()
    assert NamePoint.objects.filter(feature=feature).exists()
    assert Event.objects.filter(action="imports.accept").count() == 1


def test_sending_again_enters_nothing(world):
    rows = [("松树屯", "居民点", "农安镇", *HERE), ("柳树屯", "居民点", "农安镇", "125.2", "44.4", "CGCS2000")]
    first = sent(world, table(*rows))
    assert sent(world, table(*rows)).pk == first.pk
    actions.accept(world.county, first.pk)
    assert actions.accept(world.county, first.pk).pk == first.submission.receipts.get(kind=Receipt.Kind.ACCEPTANCE).pk
    again = sent(world, table(*rows, ("榆树屯", "居民点", "农安镇")))
    assert [row.values["known"] is not None for row in again.submission.staged_rows.all()] == [True, True, False]
    counts = actions.accept(world.county, again.pk).content["entered"]
    assert (counts["features"], counts["known"]) == (1, 2)
    assert Feature.objects.filter(source="农安县二普").count() == 3


def test_an_import_is_taken_out_whole(world):
    before = Feature.objects.count(), Name.objects.count(), SearchKey.objects.count()
    found = sent(world, table(("松树屯", "居民点", "农安镇", *HERE), ("柳树屯", "居民点", "农安镇")))
    actions.accept(world.county, found.pk)
    with pytest.raises(Refused, match="写明理由"):
        actions.undo(world.county, found.pk, " ")
    with pytest.raises(Refused, match="管辖范围"):
        actions.undo(world.neighbour, found.pk, "错了")
    assert actions.undo(world.county, found.pk, "底册有误") == (2, 2)
    assert (Feature.objects.count(), Name.objects.count(), SearchKey.objects.count()) == before
    assert actions.undo(world.county, found.pk, "底册有误") == (0, 0)
    assert Entered.objects.filter(submission=found).count() == 2
    assert sent(world, table(("松树屯", "居民点", "农安镇", *HERE), ("柳树屯", "居民点", "农安镇"))).pk != found.pk


def test_what_something_else_changed_is_not_taken_out(world):
    found = sent(world, table(("松树屯", "居民点", "农安镇"), ("柳树屯", "居民点", "农安镇")))
    actions.accept(world.county, found.pk)
    Name.objects.filter(form="柳树屯").update(meaning="另有来历")
    with pytest.raises(Refused, match="第 3 行入库之后又有改动"):
        actions.undo(world.county, found.pk, "错了")
    assert Feature.objects.filter(source="农安县二普").count() == 2


def test_a_thing_that_is_there_already_is_chosen_by_the_official(world):
    known = make_feature("松树屯", "hamlet", world.tree["town"], (125.181, 44.431))
    headings = ("标准名称", "别名", "地名类别", "所在行政区", "经度", "纬度", "坐标系")
    found = sent(
        world,
        table(
            ("松树屯", "老松屯", "居民点", "农安镇", *HERE),
            ("柳树屯", "", "居民点", "农安镇"),
            headings=headings,
        ),
    )
    row = rows_of(found)["松树屯"]
    assert "N46" in rules_of(row)
    assert row.values["matches"][0]["id"] == known.public_id
    with pytest.raises(Refused, match="1 行与库中地名疑为同一处"):
        actions.accept(world.county, found.pk)
    with pytest.raises(Refused, match="管辖范围"):
        choices.choose(world.neighbour, found.pk, "new", row.row)
    with pytest.raises(Refused, match="没有可选"):
        choices.choose(world.county, found.pk, "G999999", row.row)
    choices.choose(world.county, found.pk, "skip", row.row)
    assert choices.choose(world.county, found.pk, known.public_id, row.row) == 1
    counts = actions.accept(world.county, found.pk).content["entered"]
    assert (counts["features"], counts["merged"], counts["names"]) == (1, 1, 2)
    assert set(known.names.values_list("form", flat=True)) == {"松树屯", "老松屯"}
    actions.undo(world.county, found.pk, "合错了")
    assert set(known.names.values_list("form", flat=True)) == {"松树屯"}


def test_all_open_rows_can_be_chosen_at_once(world):
    make_feature("松树屯", "hamlet", world.tree["town"], (125.181, 44.431))
    found = sent(world, table(("松树屯", "居民点", "农安镇", *HERE)))
    assert choices.choose(world.county, found.pk, choices.SAME) == 1
    counts = actions.accept(world.county, found.pk).content["entered"]
    assert (counts["features"], counts["merged"], counts["names"]) == (0, 1, 0)


def test_only_the_official_of_the_place_may_send_and_enter(world):
    data = table(("松树屯", "居民点", "农安镇"))
    for user in (world.surveyor, world.stranger, world.neighbour):
        with pytest.raises(Refused):
            sent(world, data, user)
    found = sent(world, data)
    for user in (world.surveyor, world.neighbour):
        with pytest.raises(Refused):
            actions.accept(user, found.pk)
    far = sent(world, table(("柳树屯", "居民点", "德惠市靠山镇")))
    assert rules_of(rows_of(far)["柳树屯"]) == {"N43"}
    assert actions.accept(world.city, found.pk).content["accepted_by"] == "市地名员"


def test_a_division_that_moved_away_meanwhile_is_not_entered(world):
    moved = make_division("远乡", "220122299", parent=world.tree["nongan"], level="township", kind="乡")
    found = sent(world, table(("松树屯", "居民点", "远乡")))
    moved.versions.update(parent=world.tree["dehui"])
    with pytest.raises(Refused, match="远乡等 1 个区划不在您的管辖范围内"):
        actions.accept(world.county, found.pk)


def test_a_large_register_is_judged_and_entered_by_the_worker(world, monkeypatch):
    monkeypatch.setattr("gazetteer.imports.later.AT_ONCE_BYTES", 0)
    monkeypatch.setattr("gazetteer.imports.later.AT_ONCE_ROWS", 0)
    found = sent(world, table(("松树屯", "居民点", "农安镇")))
    assert found.submission.state == State.UPLOADED
    told: list[str] = []

    class Told:
        def advance(self, done: int, total: int | None = None, message: str = "") -> None:
            told.append(message)

    assert "检查完 1 行" in actions.judge_large(Told(), str(found.pk), "now").message
    assert "不待检查" in actions.judge_large(Told(), str(found.pk), "now").message
    assert actions.begin_entering(world.county, found.pk) is None
    with pytest.raises(Refused, match="正在入库"):
        actions.undo(world.county, found.pk, "错了")
    assert "入库完成" in actions.enter_large(Told(), str(found.pk)).message
    assert "正在入库 1 行" in told
    assert RegisterImport.objects.get(pk=found.pk).submission.state == State.ACCEPTED


def test_a_file_that_cannot_be_read_says_why(world):
    found = sent(world, b"", name="empty.csv")
    assert found.submission.state == State.UNREADABLE
    with pytest.raises(Refused, match="无法读取"):
        actions.accept(world.county, found.pk)
    with pytest.raises(Refused, match="登记册的名称"):
        actions.receive(world.county, "a.csv", io.BytesIO(b"x"), register=" ", home_id=world.tree["nongan"].pk)
