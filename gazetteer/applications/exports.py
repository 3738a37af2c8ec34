"""The list of cases as a table (导出)."""

import datetime
from collections.abc import Iterable, Sequence

from gazetteer.applications.models import Application

HEADINGS = (
    "件号",
    "申请事项",
    "拟用名称",
    "罗马字母拼写",
    "类别",
    "所属政区",
    "申请单位",
    "状态",
    "报送日期",
    "受理日期",
    "批准机关",
    "批准文号",
    "批准日期",
    "最近期限",
    "备案日期",
    "公告日期",
    "示例",
)


def rows_of(cases: Iterable[Application], places: dict[int, str]) -> list[Sequence[str]]:
    """One row of text per case, in the order of `HEADINGS`."""
    return [_values(case, places) for case in cases]


def _values(case: Application, places: dict[int, str]) -> Sequence[str]:
    return (
        case.number,
        case.get_matter_display(),
        case.name,
        case.pinyin,
        case.get_kind_display(),
        places.get(case.home_id, ""),
        case.applicant_name,
        case.state_label,
        _day(case.submitted_on),
        _day(case.accepted_on),
        case.authority,
        case.document_number,
        _day(case.decided_on),
        _day(case.due_on),
        _day(case.filed_on),
        _day(case.announced_on),
        "示例数据" if case.is_sample else "",
    )


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""
