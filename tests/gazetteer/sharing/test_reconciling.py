"""Other people's lists find the register, in the words of the Reconciliation Service API 0.2."""

import json

from hypothesis import given
from hypothesis import strategies as st

from gazetteer.sharing.reconciling import asked_of
from office.problems import Problem

ADDRESS = "/reconcile/"


def asked(client, queries: dict, method: str = "post") -> dict:
    answer = getattr(client, method)(ADDRESS, {"queries": json.dumps(queries, ensure_ascii=False)})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return {key: part["result"] for key, part in answer.json().items()}


def test_the_service_says_what_it_is(country, client) -> None:
    told = client.get(ADDRESS).json()
    assert told["versions"] == ["0.2"]
    assert {"name", "identifierSpace", "schemaSpace", "view", "preview", "suggest", "extend"} <= set(told)
    assert "{{id}}" in told["view"]["url"]
    assert {"id": "county", "name": "县级以上行政区划"} in told["defaultTypes"]


def test_a_whole_name_is_a_match_and_a_part_is_not(country, client) -> None:
    found = asked(
        client, {"a": {"query": "珲春市"}, "b": {"query": "春"}, "c": {"query": "没有此地"}, "d": {"query": " "}}
    )
    best = found["a"][0]
    assert (best["id"], best["score"], best["match"]) == (f"D{country['hunchun'].pk}", 100, True)
    assert best["type"] == [{"id": "county", "name": "县级以上行政区划"}]
    assert best["description"] == "吉林省延边朝鲜族自治州"
    assert len(found["b"]) == 4 and not any(one["match"] for one in found["b"])
    assert found["c"] == found["d"] == []


def test_a_former_name_matches_and_get_asks_the_same(country, client) -> None:
    queries = {"q0": {"query": "珲春县", "limit": 1}}
    assert asked(client, queries) == asked(client, queries, "get")
    assert asked(client, queries)["q0"][0]["name"] == "珲春市"


def test_type_and_division_narrow(country, client) -> None:
    queries = {
        "natural": {"query": "春", "type": "natural"},
        "county": {"query": "春", "type": ["county"]},
        "within": {"query": "春", "properties": [{"pid": "within", "v": "222404"}]},
        "nowhere": {"query": "春", "properties": [{"pid": "within", "v": {"id": "999999"}}]},
    }
    found = {key: {one["name"] for one in part} for key, part in asked(client, queries).items()}
    assert found["natural"] == {"珲春岭"} and found["county"] == {"珲春市", "长春市"}
    assert found["within"] == {"珲春市", "春化镇", "珲春岭"}
    assert found["nowhere"] == set()


def test_what_cannot_be_read_is_refused_in_words(country, client) -> None:
    many = {str(number): {"query": "春"} for number in range(201)}
    for text in ("[1]", "{", "[" * 100_000, json.dumps(many), json.dumps({"a": {"query": 7}}), json.dumps({"a": 1})):
        answer = client.post(ADDRESS, {"queries": text})
        assert answer.status_code == 422, text[:20]
        assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_matched_rows_are_extended(country, client) -> None:
    ids = [f"D{country['hunchun'].pk}", country["hill"].public_id, "G999999"]
    wanted = {"ids": ids, "properties": [{"id": "division"}, {"id": "lon"}, {"id": "former"}, {"id": "nothing"}]}
    told = client.post(ADDRESS, {"extend": json.dumps(wanted)}).json()
    assert [one["id"] for one in told["meta"]] == ["division", "lon", "former"]
    assert told["rows"][ids[0]]["division"][0]["name"] == "延边朝鲜族自治州"
    assert told["rows"][ids[0]]["former"] == [{"str": "珲春县"}]
    assert told["rows"][ids[1]]["lon"] == [{"float": 130.3}]
    assert told["rows"]["G999999"] == {"division": [], "lon": [], "former": []}
    assert client.post(ADDRESS, {"extend": json.dumps({"ids": "D1"})}).status_code == 422


def test_suggestions_and_preview(country, client) -> None:
    told = client.get("/reconcile/suggest/entity/", {"prefix": "hunchun"}).json()["result"]
    assert told[0]["name"] == "珲春市"
    assert client.get("/reconcile/suggest/type/", {"prefix": "县"}).json()["result"][0]["id"] == "county"
    assert client.get("/reconcile/suggest/property/").json()["result"][0]["id"] == "within"
    page = client.get(f"/reconcile/preview/D{country['hunchun'].pk}/")
    assert "珲春县" in page.content.decode()
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers
    assert client.get("/reconcile/preview/G999999/").status_code == 404


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["query", "type", "v", "pid"]), inner),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("query", "type", "limit", "properties"), anything)) | anything)
def test_any_query_is_read_or_refused(query) -> None:
    try:
        read = asked_of(query)
    except Problem as problem:
        assert problem.status == 422
    else:
        assert len(read.text) <= 60 and 1 <= read.limit <= 20
