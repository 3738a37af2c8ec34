"""The public API (公开接口): one contract at /api/openapi.json, problems instead of error pages, nothing to write."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.docs import Swagger
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from gazetteer.atlas.area_api import router as areas
from gazetteer.atlas.http import problem_response, public_read
from gazetteer.atlas.line_api import router as lines
from gazetteer.atlas.name_api import router as names
from gazetteer.atlas.point_api import router as points
from gazetteer.atlas.time_api import router as times
from office.problems import Problem, not_found

DESCRIPTION = """\
吉林省行政区划、界线与地名的公开数据，只读，不需登录。

- **日期**：各接口都可带 `date=`（如 `2010-01-01`），省略即今天。期间为左闭右开。
- **代码**：2、4、6、9 或 12 位，末尾补零可写可不写。不带 `scheme=` 时，9 位及以内按民政代码，12 位按统计代码；
  回答写明所用编码，并列出同一数字的其他含义。
- **更新**：回答带 ETag，`Cache-Control: no-cache`；数据一变，下一次请求即可见。
- **错误**：`application/problem+json`，`code` 稳定不变。
- **示例数据**：`sample` 为真的内容是为演示而造，不是事实。
"""

_MESSAGES = {
    "missing": "缺少参数",
    "date_from_datetime_parsing": "应为 2020-06-19 这样的日期",
    "date_parsing": "应为 2020-06-19 这样的日期",
    "date_from_datetime_inexact": "应为 2020-06-19 这样的日期",
    "unusable_day": "{said}",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "finite_number": "应为有限的数字",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数字过大",
    "greater_than_equal": "过小，不得小于 {ge}",
    "less_than_equal": "过大，不得大于 {le}",
    "string_too_long": "过长，不得超过 {max_length} 字",
    "string_too_short": "过短，不得少于 {min_length} 字",
    "enum": "只能取 {expected}",
    "literal_error": "只能取 {expected}",
}


class ChineseJSON(BaseRenderer):
    """JSON in UTF-8: Chinese stands as Chinese."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), cls=NinjaJSONEncoder)


api = NinjaAPI(
    renderer=ChineseJSON(),
    title="地界公开接口",
    version="1",
    description=DESCRIPTION,
    docs=Swagger(settings={"defaultModelsExpandDepth": -1, "validatorUrl": None}),
    urls_namespace="api",
)
api.add_router("", areas, tags=["区划"])
api.add_router("", points, tags=["区划"])
api.add_router("", names, tags=["地名"])
api.add_router("", lines, tags=["界线与变更"])
api.add_router("", times, tags=["时间"])


@api.exception_handler(Problem)
def answer_problem(_request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem that an operation raised."""
    return problem_response(problem)


@api.exception_handler(ValidationError)
def answer_invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Parameters that cannot be understood, field by field."""
    errors = [{"field": str(each["loc"][-1]), "message": _message(each)} for each in error.errors]
    detail = "；".join(f"{each['field']}：{each['message']}" for each in errors) + "。"
    return problem_response(Problem(422, "invalid_parameter", "参数有误", detail, {"errors": errors}))


def _message(error: dict[str, Any]) -> str:
    template = _MESSAGES.get(error["type"], "不能识别")
    return template.format_map(error.get("ctx") or {})


def unknown_path(_request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below /api/: a problem, no page."""
    raise not_found("unknown_address", f"没有 /api/{rest[:100]} 这一地址，接口说明见 /api/docs。")


def opened(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses, open to every origin, with ETag, for reading only."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = public_read(pattern.callback)
    return patterns
