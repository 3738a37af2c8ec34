"""Addresses for other programs: reconciliation, linked places."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gazetteer.atlas.area_facts import address_of
from gazetteer.atlas.http import json_response, problem_response
from gazetteer.atlas.name_facts import name_facts
from gazetteer.atlas.search import Question, search
from gazetteer.sharing import reconciling
from gazetteer.sharing.bulk import places_in, written
from gazetteer.sharing.linked_places import collection_of, feature_of
from office.people.calendar import today
from office.problems import Problem, bad_parameter

MOST_BYTES = 1_000_000
GEO_JSON = "application/geo+json; charset=utf-8"


def open_service(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For programs of any origin, by GET and POST; problems are told as JSON."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = (
                HttpResponse(status=204) if request.method == "OPTIONS" else view(request, *args, **kwargs)
            )
        except Problem as problem:
            response = problem_response(problem)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Content-Type"
        return response

    return csrf_exempt(wrapped)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@open_service
def reconcile(request: HttpRequest) -> HttpResponse:
    """The service itself: what it is, or the answers to a parcel of rows, or facts of things that were matched."""
    given = request.POST if request.method == "POST" else request.GET
    if "queries" in given:
        return json_response(_answers(_read(given["queries"], "queries")))
    if "extend" in given:
        return json_response(_extended(_read(given["extend"], "extend")))
    return json_response(_manifest(_site(request)))


def _read(text: str, name: str) -> dict[str, Any]:
    try:
        read = json.loads(text) if len(text) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise bad_parameter(name, f"{name} 应为 JSON 对象，不超过 {MOST_BYTES // 1_000_000} MB。")
    return read


def _answers(queries: dict[str, Any]) -> dict[str, Any]:
    if len(queries) > reconciling.MOST_QUERIES:
        raise bad_parameter("queries", f"一次最多 {reconciling.MOST_QUERIES} 个查询，请分批。")
    day = today()
    asked = {key: reconciling.asked_of(query) for key, query in queries.items()}
    return {key: {"result": reconciling.answers(one, day)} for key, one in asked.items()}


def _extended(wanted: dict[str, Any]) -> dict[str, Any]:
    ids, properties = wanted.get("ids"), wanted.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list) or len(ids) > reconciling.MOST_QUERIES:
        raise bad_parameter("extend", f"extend 应有 ids（最多 {reconciling.MOST_QUERIES} 个）和 properties 两个数组。")
    asked = [item.get("id") for item in properties if isinstance(item, dict)]
    keys = [key for key in asked if isinstance(key, str) and key in reconciling.PROPERTIES]
    return {
        "meta": [{"id": key, "name": reconciling.PROPERTIES[key]} for key in keys],
        "rows": reconciling.extended([str(one) for one in ids], keys, today()),
    }


def _manifest(site: str) -> dict[str, Any]:
    suggest = {"service_url": site}
    return {
        "versions": ["0.2"],
        "name": "地界：吉林省行政区划与地名",
        "identifierSpace": f"{site}/names/",
        "schemaSpace": f"{site}/api/docs",
        "defaultTypes": reconciling.types(),
        "view": {"url": f"{site}/names/{{{{id}}}}/"},
        "preview": {"url": f"{site}/reconcile/preview/{{{{id}}}}/", "width": 400, "height": 180},
        "suggest": {
            "entity": suggest | {"service_path": "/reconcile/suggest/entity/"},
            "type": suggest | {"service_path": "/reconcile/suggest/type/"},
            "property": suggest | {"service_path": "/reconcile/suggest/property/"},
        },
        "extend": {"propose_properties": {"service_url": site, "service_path": "/reconcile/properties/"}},
    }


@open_service
def suggest(request: HttpRequest, what: str) -> HttpResponse:
    """Completions of what somebody types: things, types, properties."""
    prefix = request.GET.get("prefix", "")[: reconciling.MOST_TEXT].strip()
    if what == "entity":
        hits = search(Question(text=prefix, day=today(), limit=10)).hits if prefix else []
        found = [{"id": hit.subject, "name": hit.name, "description": "".join(hit.path)} for hit in hits]
    elif what == "type":
        found = [one for one in reconciling.types() if prefix in one["name"] or one["id"].startswith(prefix)]
    else:
        every = {reconciling.WITHIN: "所在区划（代码）"}
        found = [{"id": key, "name": name} for key, name in every.items() if prefix in name or key.startswith(prefix)]
    return json_response({"result": found})


@open_service
def properties(_request: HttpRequest) -> HttpResponse:
    """Which facts a matched list can be extended with."""
    found = [{"id": key, "name": name} for key, name in reconciling.PROPERTIES.items()]
    return json_response({"properties": found})


@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """A small page about one thing, shown inside another program."""
    try:
        facts = name_facts(public_id, today())
    except Problem as problem:
        return problem_response(problem)
    return render(request, "sharing/preview.html", {"facts": facts})


@open_service
def linked_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """One thing in the Linked Places format."""
    place = feature_of(name_facts(public_id, today()), _site(request))
    response = json_response(collection_of([place]))
    response["Content-Type"] = GEO_JSON
    return response


@open_service
def linked_places(request: HttpRequest, code: str) -> HttpResponseBase:
    """All names of a division in the Linked Places format, written while it is sent."""
    day = today()
    division_id = address_of(code, day, None).division_id
    response = StreamingHttpResponse(written(places_in(division_id, day, _site(request))), content_type=GEO_JSON)
    response["Content-Disposition"] = f'attachment; filename="dijie-{code}-{day.isoformat()}.lpf.json"'
    response["X-Robots-Tag"] = "noindex"
    return response
