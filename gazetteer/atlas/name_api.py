"""/api/names: finding names, and one name with all that is public of it (地名接口)."""

import math
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from gazetteer.atlas.area_facts import address_of
from gazetteer.atlas.name_facts import name_facts
from gazetteer.atlas.parameters import NOT_FOUND, Cursor, Day, day_or_today
from gazetteer.atlas.schemas import Hits, NameAnswer
from gazetteer.atlas.search import EXTENTS, LABELS, Box, Hit, Question, search
from gazetteer.atlas.search_rows import VILLAGE
from gazetteer.rules.kinds import NameKind
from office.problems import Problem, bad_parameter

router = Router()
KIND_LABELS = {**{kind.value: kind.label for kind in NameKind}, VILLAGE: "村、社区"}
LEVELS = ("province", "prefecture", "county", "township", "village")
LEVEL_LABELS = {"province": "省级", "prefecture": "地级", "county": "县级", "township": "乡级", "village": "村级"}


@router.get("/names", summary="查地名", response={200: Hits, **NOT_FOUND}, url_name="names")
def find_names(
    request: HttpRequest,
    q: Annotated[
        str, Query(max_length=60, description="名称的任何形式：汉字、拼音、首字母、曾用名，可带上级地名")
    ] = "",
    kind: Annotated[str, Query(max_length=200, description="种类或级别，逗号分隔")] = "",
    within: Annotated[str, Query(max_length=20, description="所在区划的代码或编号")] = "",
    bbox: Annotated[str, Query(max_length=120, description="西,南,东,北，度")] = "",
    date: Day = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """每一条都写明因何匹配。没有总数，按 next 翻页；已撤销的排在后面，带 date= 时只列当日存在的。"""
    day = day_or_today(date)
    if not (q.strip() or within or bbox):
        raise Problem(422, "nothing_asked", "没有查询条件", "请给出 q、within 或 bbox 之一。")
    question = Question(
        text=q,
        day=day,
        living=date is not None,
        kinds=_kinds(kind),
        within=address_of(within, day, None).division_id if within else None,
        box=_box(bbox) if bbox else None,
        limit=limit,
        cursor=cursor,
    )
    page = search(question)
    return {"results": [hit_json(hit) for hit in page.hits], "next": page.next}


@router.get(
    "/names/{public_id}", summary="一个地名", response={200: NameAnswer, **NOT_FOUND}, by_alias=True, url_name="name"
)
def show_name(request: HttpRequest, public_id: str, date: Day = None) -> dict[str, Any]:
    """各种名称、读音、类别、所在、来历、批准与公告。编号永久不变：区划为 D 加数字，其他地名为 G 加数字。"""
    return name_facts(public_id, day_or_today(date))


def label_of(kind: str, level: str) -> str:
    """What a thing is called to be: the level of a division, else its kind."""
    return LEVEL_LABELS.get(level) or KIND_LABELS.get(kind, kind)


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit as the API gives it."""
    home = (
        {"id": hit.home_id and f"D{hit.home_id}", "name": hit.path[-1], "path_name": "".join(hit.path)}
        if hit.path
        else None
    )
    return {
        "id": hit.subject,
        "name": hit.name,
        "kind": hit.kind,
        "kind_label": label_of(hit.kind, hit.level),
        "level": hit.level or None,
        "division": home,
        "lon": hit.lon,
        "lat": hit.lat,
        "in_force": hit.in_force,
        "sample": hit.sample,
        "matched": {
            "form": hit.form,
            "how": hit.how,
            "label": f"{LABELS[hit.how]}",
            "form_kind": hit.form_kind,
            "extent": EXTENTS[hit.extent],
            "within": hit.ancestor,
        },
    }


def _kinds(text: str) -> tuple[str, ...]:
    wanted = tuple(word.strip() for word in text.split(",") if word.strip())
    unknown = [word for word in wanted if word not in KIND_LABELS and word not in LEVELS]
    if unknown:
        raise bad_parameter(
            "kind", f"没有种类 {'、'.join(unknown)[:60]}；可用 {'、'.join([*KIND_LABELS, *LEVELS[:2]])}。"
        )
    return wanted


def _box(text: str) -> Box:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise bad_parameter("bbox", f"bbox 应为“西,南,东,北”四个数字，现为“{text[:60]}”。") from error
    if not all(map(math.isfinite, (west, south, east, north))) or west > east or south > north:
        raise bad_parameter("bbox", "bbox 应依次为西、南、东、北，西不大于东，南不大于北。")
    return Box(west, south, east, north)
