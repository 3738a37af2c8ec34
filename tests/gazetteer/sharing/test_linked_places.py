"""The Linked Places format: one thing, and all of a division."""

import base64
import hashlib
import json

from gazetteer.atlas.search_build import rebuild_search
from gazetteer.names.models import Feature, FormKind, Name, NameStatus
from tests.factories import period


def places(client, address: str) -> dict[str, dict]:
    answer = client.get(address)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = json.loads(content)
    assert (told["type"], told["@context"][:8]) == ("FeatureCollection", "https://")
    for place in told["features"]:
        assert {"@id", "type", "properties", "names", "geometry"} <= set(place)
        assert all(name["toponym"] and name["citations"][0]["label"] for name in place["names"])
        for span in place.get("when", {}).get("timespans", []):
            assert span
    return {place["properties"]["title"]: place for place in told["features"]}


def village(country, form: str, status: NameStatus, begin: str, **more) -> Feature:
    """A village of one name in 珲春."""
    thing = Feature.objects.create(kind="hamlet", home=country["hunchun"], source="测试")
    facts = {"form": form, "form_kind": FormKind.STANDARD, "status": status, "source": "县志"} | more
    Name.objects.create(feature=thing, valid=period(begin), **facts)
    rebuild_search()
    return thing


def test_one_thing(country, client) -> None:
    (place,) = places(client, f"/names/D{country['hunchun'].pk}.lpf.json").values()
    assert place["@id"] == f"http://testserver/names/D{country['hunchun'].pk}/"
    assert {name["toponym"] for name in place["names"]} == {"珲春市", "珲春县", "훈춘시"}
    assert place["when"] == {"timespans": [{"start": {"in": "1988-01-01"}}]}
    assert place["relations"][0]["label"] == "延边朝鲜族自治州"
    assert client.get("/names/G999999.lpf.json").status_code == 404


def test_all_of_a_division_says_the_same_as_each(country, client) -> None:
    told = places(client, "/areas/222404/names.lpf.json")
    assert set(told) == {"珲春市", "春化镇", "珲春岭"}
    (alone,) = places(client, f"/names/D{country['hunchun'].pk}.lpf.json").values()
    together = told["珲春市"]
    assert together["@id"] == alone["@id"] and together["when"] == alone["when"]
    assert together["relations"] == alone["relations"]
    assert {name["toponym"] for name in together["names"]} == {name["toponym"] for name in alone["names"]}
    assert told["珲春岭"]["geometry"]["coordinates"] == [130.3, 42.8]


def test_what_is_known_to_the_year_stays_a_year(country, client) -> None:
    thing = village(country, "松树屯", NameStatus.REGISTERED, "1958-01-01", begin_precision="year")
    place = places(client, "/areas/222404/names.lpf.json")["松树屯"]
    assert place["when"] == {"timespans": [{"start": {"in": "1958"}}]}
    assert place["geometry"] is None
    assert places(client, f"/names/{thing.public_id}.lpf.json")["松树屯"]["when"] == place["when"]


def test_what_is_not_public_stays_inside(country, client) -> None:
    thing = village(country, "新立屯", NameStatus.PROPOSED, "2020-01-01")
    assert "新立屯" not in places(client, "/areas/222404/names.lpf.json")
    assert client.get(f"/names/{thing.public_id}.lpf.json").status_code == 404
    assert client.get("/areas/999999/names.lpf.json").status_code == 404


def test_files_carry_their_checksum(country, client) -> None:
    answer = client.get("/areas/222404/names.csv")
    digest = base64.b64encode(hashlib.sha256(b"".join(answer.streaming_content)).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"


def test_all_of_a_division_stands_on_the_day_of_the_house(country, client, settings) -> None:
    settings.AS_OF_DATE = "1980-01-01"
    division = f"D{country['hunchun'].pk}"
    together = places(client, f"/areas/{division}/names.lpf.json")
    assert "珲春县" in together and "珲春市" not in together
    assert set(places(client, f"/names/{division}.lpf.json")) == {"珲春县"}
