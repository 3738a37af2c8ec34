"""/api/lines and /api/changes: published facts of lines, and what changed (界线与变更接口)."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from boundaries.divisions.queries import codes_on, names_of
from boundaries.lines.markers.queries import markers_of
from boundaries.lines.queries import UnknownLine, line_of_code
from gazetteer.atlas.change_facts import changes_since
from gazetteer.atlas.parameters import NOT_FOUND, AnyDay, Cursor, Day, Limit, day_or_today
from gazetteer.atlas.schemas import Changes, LineAnswer
from office.problems import Problem, not_found

router = Router()


@router.get("/lines/{line}", summary="一条界线", response={200: LineAnswer, **NOT_FOUND}, url_name="line")
def show_line(request: HttpRequest, line: str, date: Day = None) -> dict[str, Any]:
    """编号为 2223（省界），或按代码升序的 220402-220403。界桩只公布数目，不公布坐标。"""
    day = day_or_today(date)
    try:
        found = line_of_code(line, day)
    except ValueError as error:
        raise Problem(422, "invalid_line", "界线编号有误", f"{error}。") from error
    except UnknownLine as error:
        raise not_found("unknown_line", f"{error}。") from error
    sides = [found.first_id, found.second_id]
    names = names_of(sides, day)
    codes = dict(codes_on(day).filter(division_id__in=sides, scheme="MCA").values_list("division_id", "code"))
    first, second = ({"id": f"D{pk}", "code": codes.get(pk), "name": names.get(pk, "")} for pk in sides)
    return {
        "code": found.code,
        "name": found.name,
        "level": found.level,
        "state": found.line.state,
        "state_label": found.line.get_state_display(),
        "first": first,
        "second": second,
        "length_m": round(found.length_m, 1),
        "length_source": found.length_source,
        "markers": markers_of(found.line_id, day).count(),
        "locked": found.line.locked,
        "sample": found.is_sample,
    }


@router.get("/changes", summary="变更", response={200: Changes, **NOT_FOUND}, url_name="changes")
def list_changes(
    request: HttpRequest,
    since: Annotated[AnyDay | None, Query(description="自哪一日起，省略为全部")] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """区划变更与地名公告，按生效或公告的日期排列。"""
    found, following = changes_since(since, limit, cursor)
    return {"results": found, "next": following}
