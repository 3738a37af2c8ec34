"""Problems that the public HTTP interface answers with (RFC 9457, application/problem+json)."""

from collections.abc import Mapping
from typing import Any


class Problem(Exception):
    """Why a request cannot be answered: HTTP status, stable English `code`, Chinese title and detail.

    `extra` holds further members of the answer, such as the successors of what was abolished.
    """

    def __init__(self, status: int, code: str, title: str, detail: str, extra: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.extra = dict(extra or {})

    def as_json(self) -> dict[str, Any]:
        """The members of the answer; `type` is a stable URN of the code."""
        return {
            "type": f"urn:dijie:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            **self.extra,
        }


def not_found(code: str, detail: str, **extra: Any) -> Problem:
    """404: nothing of this name exists."""
    return Problem(404, code, "未找到", detail, extra)


def bad_parameter(field: str, detail: str) -> Problem:
    """422: a parameter cannot be understood; names the field."""
    return Problem(422, "invalid_parameter", "参数有误", detail, {"errors": [{"field": field, "message": detail}]})
