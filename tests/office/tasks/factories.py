"""Tasks for tests."""

import datetime
from typing import Any

from office.people.roles import Role
from office.tasks.actions import open_task
from office.tasks.models import Task
from office.tasks.parties import Source, Subject

CASE = Source("changes.case", "7", "扶余县撤县设市", "/boundaries/changes/7/")


def make_task(place: int, number: int = 1, **further: Any) -> Task:
    """An open task of a boundary officer, due on 21 June 2025 by 条例 art. 13."""
    facts: dict[str, Any] = {
        "kind": "changes.survey",
        "title": f"勘定第 {number} 条界线",
        "source": CASE,
        "subject": Subject("lines.line", str(number), f"22012{number}-220183", f"/boundaries/lines/22012{number}/"),
        "role": Role.BOUNDARY_OFFICER,
        "place": place,
        "due": datetime.date(2025, 6, 21),
        "basis": "《行政区域界线管理条例》第九条",
        "opened_on": datetime.date(2025, 6, 6),
    }
    return open_task(None, **{**facts, **further})
