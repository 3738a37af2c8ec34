"""Parameters that several public addresses share."""

import datetime
from typing import Annotated, Any

from ninja import Query
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from boundaries.divisions.kinds import Scheme
from gazetteer.atlas.schemas import ProblemAnswer
from office.people.calendar import today, usable


def _usable(day: datetime.date) -> datetime.date:
    try:
        return usable(day)
    except ValueError as error:
        raise PydanticCustomError("unusable_day", "{said}", {"said": str(error)}) from error


AnyDay = Annotated[datetime.date, AfterValidator(_usable)]
Day = Annotated[AnyDay | None, Query(alias="date", description="截至日期，省略为今天")]
RecordedDay = Annotated[AnyDay | None, Query(description="按哪一日的登记回答，省略为现在；与 date（哪一日有效）不同")]
SchemeName = Annotated[Scheme | None, Query(description="编码体系：MCA 民政，NBS 统计")]
Limit = Annotated[int, Query(ge=1, le=500, description="每页条数")]
Cursor = Annotated[str, Query(max_length=400, description="上一页给出的 next")]

NOT_FOUND: dict[int, Any] = {404: ProblemAnswer, 422: ProblemAnswer}
GONE: dict[int, Any] = {**NOT_FOUND, 410: ProblemAnswer}


def day_or_today(day: datetime.date | None) -> datetime.date:
    """The day that was asked for, else today."""
    return day or today()
