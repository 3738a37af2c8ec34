"""An exchange package goes out, is edited as QGIS edits it, and comes back: only what changed counts, once."""

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pyogrio
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from office.intake.models import Receipt
from survey.demarcation import talking
from survey.demarcation.models import Remark
from survey.field import actions as records
from survey.field import words
from survey.field.exchange import actions
from survey.field.exchange.reading import NoPackage
from survey.field.exchange.tables import MARKERS, TABLES, flat, sheet_of
from survey.field.models import FieldItem, ItemState
from survey.field.refusals import Refused
from tests.survey.demarcation.factories import make_survey
from tests.survey.field.factories import AT, record
from tests.survey.test_pages import client_of


@pytest.fixture
def survey(road):
    survey = make_survey(road.line, road.officer)
    records.receive(road.surveyor, record("P01", survey=survey.pk, position=None))
    stone = {"kind": "single", "faces": "two", "material": "石", "state": "standing"}
    records.receive(road.surveyor, record("220122-220183-001", kind="marker", sheet=stone, survey=survey.pk))
    talking.remark(road.officer, survey.pk, "这里改过道", AT)
    return survey


@pytest.fixture
def package(road, survey, tmp_path) -> Path:
    path = tmp_path / "out.gpkg"
    path.write_bytes(actions.make_package(road.surveyor, road.line)[1])
    return path


def edited(path: Path, *statements: str) -> bytes:
    """The package after QGIS has written into it; without the triggers that need SpatiaLite's functions."""
    with closing(sqlite3.connect(path)) as database, database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            database.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            database.execute(statement)
    return path.read_bytes()


def point(lon: float, lat: float) -> str:
    """A GeoPackage geometry literal."""
    head = b"GP\x00\x01" + (4490).to_bytes(4, "little")
    return "X'" + (head + shapely.to_wkb(shapely.Point(lon, lat), byte_order=1)).hex() + "'"


def new_point(number: str, place: tuple[float, float], accuracy: str = "4.5") -> str:
    columns = "(geom, uuid, version, number, description, accuracy_m, observed)"
    values = f"'{uuid.uuid4()}', 0, '{number}', '新点', {accuracy}, '2025-10-21T09:00:00+08:00'"
    return f"INSERT INTO points {columns} VALUES ({point(*place)}, {values})"


# --- out ---------------------------------------------------------------------------------------------
def test_every_table_opens_with_its_form(package):
    layers = dict(pyogrio.list_layers(package))
    assert {table.name for table in TABLES} <= set(layers)
    for table in TABLES:
        meta, _ids, shapes, columns = pyogrio.raw.read(package, layer=table.name)
        assert list(meta["fields"]) == [column.name for column in table.columns]
        assert meta["crs"] == "EPSG:4490" and meta["geometry_type"] == table.geometry
    assert len(pyogrio.raw.read(package, layer="line")[2]) == 1
    assert len(pyogrio.raw.read(package, layer="neighbours")[2]) == 2
    assert list(pyogrio.raw.read(package, layer="remarks")[3][3]) == ["这里改过道"]


def test_titles_choices_and_styles_are_where_qgis_looks(package):
    with closing(sqlite3.connect(package)) as database:
        titles = dict(database.execute("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'markers'"))
        assert titles["material"] == "材质" and titles["ref1_azim"] == "方位物 1 坐标方位角，度"
        question = "SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = 'markers_state'"
        assert dict(database.execute(question))["lost"] == "丢失"
        assert database.execute("SELECT count(*) FROM gpkg_extensions WHERE extension_name='gpkg_schema'").fetchone()[0]
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))
        known = {row[0] for row in database.execute("SELECT table_name FROM gpkg_contents")}
    assert set(styles) == {table.name for table in TABLES} and {"layer_styles", "dijie_package"} <= known
    form = ET.fromstring(styles["markers"].split("\n", 1)[1])
    widget = form.find("fieldConfiguration/field[@name='state']/editWidget")
    assert widget.get("type") == "ValueMap" and widget.find(".//Option[@name='损坏']").get("value") == "damaged"
    assert form.find("aliases/alias[@field='number']").get("name") == "编号"
    assert form.find("constraints/constraint[@field='number']").get("notnull_strength") == "1"
    assert form.find("defaults/default[@field='uuid']").get("expression").startswith("uuid(")
    assert form.find("editable/field[@name='version']").get("editable") == "0"
    assert ET.fromstring(styles["line"].split("\n", 1)[1]).get("readOnly") == "1"


def test_gdal_reads_titles_and_choices(package):
    info = pyogrio.read_info(package, layer="markers")
    assert info["features"] == 1 and info["crs"] == "EPSG:4490"


# --- back --------------------------------------------------------------------------------------------
def test_an_untouched_package_changes_nothing(road, survey, package):
    before = FieldItem.objects.count()
    back, new = actions.take_back(road.surveyor, "a.gpkg", edited(package))
    assert new and back.results == [] and back.unchanged == 3 and FieldItem.objects.count() == before
    assert back.submission.receipts.get().kind == Receipt.Kind.ARRIVAL


def test_changed_and_new_rows_arrive_once(road, survey, package):
    data = edited(
        package,
        "UPDATE markers SET state = 'damaged', note = '顶部缺角'",
        new_point("P09", AT),
        f"INSERT INTO remarks (geom, uuid, version, text) VALUES ({point(*AT)}, '{uuid.uuid4()}', 0, '看这里')",
        f"INSERT INTO observations (geom, uuid, version, number, accuracy_m, observed)"
        f" VALUES ({point(*AT)}, '{uuid.uuid4()}', 0, 'P01', 3.5, '2025-10-21T09:30:00+08:00')",
    )
    back, _ = actions.take_back(road.surveyor, "a.gpkg", data)
    assert [one["verdict"] for one in back.results] == ["ok"] * 4, back.results
    marker = survey.points.get(number="220122-220183-001")
    assert (marker.sheet["state"], marker.sheet["note"], marker.version) == ("damaged", "顶部缺角", 2)
    assert marker.sheet["material"] == "石" and len(marker.sheet["references"]) == 3
    assert survey.points.get(number="P09").sheet["description"] == "新点"
    assert survey.points.get(number="P01").version == 1 and Remark.objects.filter(text="看这里").count() == 1
    seen = FieldItem.objects.get(number="P01", source="package")
    assert seen.payload["position"]["accuracy_m"] == 3.5 and seen.submission.survey.line == road.line.line
    again, new = actions.take_back(road.surveyor, "b.gpkg", data)
    assert not new and again.pk == back.pk
    counted = FieldItem.objects.count(), Remark.objects.count()
    other, new = actions.take_back(
        road.surveyor, "c.gpkg", edited(package, "UPDATE points SET note='补' WHERE number='P01'")
    )
    assert new and len(other.results) == 5
    assert (FieldItem.objects.count(), Remark.objects.count()) == (counted[0] + 1, counted[1])


def test_a_row_changed_on_both_sides_is_a_conflict(road, survey, package):
    records.receive(road.neighbour, record("P01", base=1, survey=survey.pk, position=None, sheet={"note": "对方改"}))
    data = edited(package, "UPDATE points SET note = '我方改' WHERE number = 'P01'")
    back, _ = actions.take_back(road.surveyor, "a.gpkg", data)
    item = FieldItem.objects.get(uuid=back.results[0]["item"])
    assert back.results[0]["verdict"] == "warn" and item.state == ItemState.CONFLICT
    assert words.current(survey, road.line.line_id, "P01").sheet["note"] == "对方改"
    page = client_of(road.surveyor).get(item.get_absolute_url()).content.decode()
    assert "对方改" in page and "我方改" in page


def test_wrong_rows_are_refused_with_their_row_and_the_others_go_on(road, survey, package):
    data = edited(
        package,
        new_point("P10", (126.5, 44.4)),
        new_point("P11", AT, "NULL"),
        new_point("P12", AT, "0.3"),
        new_point("P13", AT),
        "UPDATE remarks SET text = '改了别人的话'",
    )
    back, _ = actions.take_back(road.surveyor, "a.gpkg", data)
    verdicts = {one["label"]: one["verdict"] for one in back.results}
    assert [verdicts[number] for number in ("P10", "P11", "P12")] == ["refused"] * 3
    assert verdicts["P13"] in {"ok", "warn"} and verdicts["改了别人的话"] == "refused"
    assert all(one["findings"][0]["fix"] for one in back.results if one["verdict"] == "refused")
    assert Remark.objects.get().text == "这里改过道"
    assert back.submission.rows_refused == 4


def test_what_is_no_package_of_ours_is_told(road, survey, package, tmp_path):
    for data in (b"", b"no", package.read_bytes()[:5000]):
        with pytest.raises(NoPackage):
            actions.take_back(road.surveyor, "a.gpkg", data)
    other = edited(package, f"UPDATE dijie_package SET value = '{uuid.uuid4()}' WHERE key = 'token'")
    with pytest.raises(NoPackage, match="不是由本系统导出"):
        actions.take_back(road.surveyor, "a.gpkg", other)
    for table in ("points", "dijie_package"):
        with pytest.raises(NoPackage):
            actions.take_back(
                road.surveyor,
                "a.gpkg",
                edited(package, f"DELETE FROM gpkg_contents WHERE table_name='{table}'", f"DROP TABLE {table}"),
            )


def test_who_may(road, package):
    with pytest.raises(Refused):
        actions.make_package(road.namer, road.line)
    with pytest.raises(Refused):
        actions.take_back(road.namer, "a.gpkg", package.read_bytes())


def test_the_pages_of_packages(road, survey):
    client = client_of(road.surveyor)
    assert "220122-220183" in client.get("/survey/field/packages/").content.decode()
    out = client.post("/survey/field/packages/out/", {"line": "220122-220183"})
    assert out.content[:6] == b"SQLite" and ".gpkg" in out["Content-Disposition"]
    answer = client.post("/survey/field/packages/back/", {"file": SimpleUploadedFile("a.gpkg", out.content)})
    page = client.get(answer.url).content.decode()
    assert "没有改过的行" in page and "SJ-" in page
    receipt = Receipt.objects.get(submission__package_return__isnull=False)
    assert client_of(road.neighbour).get(f"/receipts/{receipt.number}/").status_code == 200
    assert client_of(road.namer).get(answer.url).status_code == 403
    wrong = client.post("/survey/field/packages/back/", {"file": SimpleUploadedFile("a.gpkg", b"x")})
    assert wrong.status_code == 422 and client.post("/survey/field/packages/back/").status_code == 422


texts = st.text(alphabet="甲乙ab", max_size=3)
references = st.lists(
    st.fixed_dictionaries(
        {
            "name": texts.filter(bool),
            "part": texts,
            "azimuth": st.none() | st.floats(0, 360),
            "distance_m": st.none() | st.floats(0.1, 500),
            "x": st.none(),
            "y": st.none(),
        }
    ),
    max_size=5,
)


@given(
    description=texts,
    state=st.sampled_from(["standing", "lost"]),
    around=references,
    places=st.just([{"county": "甲"}]),
)
def test_words_go_through_the_columns_unchanged(description, state, around, places):
    sheet = {"description": description, "state": state, "references": around, "places": places}
    assert not words.differing(sheet_of(flat(sheet), sheet), sheet)
    assert set(flat(sheet)) <= {column.name for column in MARKERS.columns}
