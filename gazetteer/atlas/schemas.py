"""The shapes of the public answers, as /api/openapi.json describes them."""

from typing import Literal

from ninja import Schema
from pydantic import Field


class Period(Schema):
    """A half-open period; `from` and `to` are only as long as they are known (1988, 2020-06-19)."""

    from_: str | None = Field(alias="from")
    to: str | None
    begin: str | None = Field(description="起，按办公习惯书写：1988年")
    end: str | None


class Step(Schema):
    """One division of a chain."""

    id: str
    code: str | None
    name: str
    level: str


class Party(Step):
    """One side of a succession."""

    change: str
    when: str


class Code(Schema):
    scheme: Literal["MCA", "NBS"]
    code: str
    valid: Period


class Meaning(Schema):
    """What the same digits mean besides."""

    id: str
    name: str
    scheme: str
    code: str


class AreaAnswer(Schema):
    """A division on a day."""

    id: str
    name: str
    level: str
    level_label: str
    kind: str
    code: str | None
    scheme: str | None = Field(description="按哪一种编码解释所给代码；按编号查询时为空")
    codes: list[Code]
    other_meanings: list[Meaning]
    parent: Step | None
    chain: list[Step]
    valid: Period
    date: str
    recorded: str | None = Field(None, description="按哪一日的登记回答；省略 recorded= 时为空，即现在")
    predecessors: list[Party]
    successors: list[Party]
    statistical: bool
    external: bool
    sample: bool
    area_km2: float | None
    note: str
    source: str


class Child(Schema):
    id: str
    code: str | None
    scheme: str | None
    name: str
    level: str
    kind: str
    statistical: bool
    sample: bool
    valid: Period


class Children(Schema):
    """The direct children of a division on a day."""

    id: str
    scheme: str | None
    date: str
    children: list[Child]
    next: str | None


class PastVersion(Schema):
    name: str
    level: str
    kind: str
    parent: Step | None
    valid: Period
    note: str
    source: str


class PastCode(Code):
    source: str


class ChangeSide(Schema):
    id: str | None
    code: str | None
    name: str


class Change(Schema):
    """A change of divisions, as its source tells it."""

    type: Literal["division"]
    id: int
    kind: str
    label: str
    date: str
    when: str
    old: ChangeSide | None
    new: ChangeSide | None
    document: str | None
    source: str
    note: str


class Announcement(Schema):
    """A name that was announced."""

    type: Literal["name"]
    id: str
    name: str
    kind: str
    date: str
    when: str
    authority: str
    document: str
    sample: bool


class Changes(Schema):
    results: list[Change | Announcement]
    next: str | None


class AlterationAnswer(Schema):
    """One time that what is recorded was altered; `cause`: change, correction, undo, or empty."""

    at: str
    cause: str
    what: Literal["version", "code"]


class History(Step):
    scheme: str | None
    recorded: str | None = None
    alterations: list[AlterationAnswer]
    versions: list[PastVersion]
    codes: list[PastCode]
    changes: list[Change]


class PointStep(Step):
    sample: bool


class PointAnswer(Schema):
    """The divisions at a point, province first; on a border `sides` names what it parts."""

    chain: list[PointStep]
    border: bool
    sides: list[PointStep]
    date: str


class Home(Schema):
    """Where a thing lies: the division just above it and the way to it."""

    id: str | None
    name: str
    path_name: str


class Matched(Schema):
    """Why a hit matched: the form, what that form is or how it was typed, how much of it."""

    form: str
    how: str
    label: str
    form_kind: str
    extent: str
    within: str | None


class HitAnswer(Schema):
    id: str
    name: str
    kind: str
    kind_label: str
    level: str | None
    division: Home | None
    lon: float | None
    lat: float | None
    in_force: bool
    sample: bool
    matched: Matched


class Hits(Schema):
    results: list[HitAnswer]
    next: str | None


class Category(Schema):
    code: str | None
    label: str


class Form(Schema):
    form: str
    form_kind: str
    label: str
    language: str
    script: str
    pinyin: str
    pinyin_toned: str
    status: str
    valid: Period
    certainty: str
    meaning: str
    source: str
    sample: bool


class ConfirmedReading(Schema):
    char: str
    reading: str
    confirmed_on: str
    basis: str


class Origin(Schema):
    text: str
    source: str


class Decision(Schema):
    name: str
    authority: str
    document_number: str
    document_date: str | None
    announced_on: str | None


class Tombstone(Schema):
    id: str
    name: str
    successors: list[Step]


class NameAnswer(Schema):
    """One thing with all its public names."""

    id: str
    name: str
    pinyin: str
    pinyin_toned: str
    kind: str
    kind_label: str
    category: Category
    level: str | None
    status: str
    tombstone: Tombstone | None
    codes: list[Code]
    division: Step | None
    chain: list[Step]
    valid: Period
    forms: list[Form]
    readings: list[ConfirmedReading]
    predecessors: list[Party]
    successors: list[Party]
    origin: Origin | None
    decisions: list[Decision]
    protection: list[str]
    source: str
    sample: bool
    lon: float | None
    lat: float | None
    bbox: list[float] | None


class LineParty(Schema):
    id: str
    code: str | None
    name: str


class LineAnswer(Schema):
    """Published facts of a legal line; never the coordinates of its markers."""

    code: str
    name: str
    level: str
    state: str
    state_label: str
    first: LineParty
    second: LineParty
    length_m: float
    length_source: str
    markers: int
    locked: bool
    sample: bool


class ChangedDay(Schema):
    """A day on which something changed; `when` is never finer than it is known."""

    date: str
    when: str
    changes: int = Field(description="底账记载的区划变更数")


class DrawnPeriod(Schema):
    """A half-open period for which boundaries are known."""

    from_: str | None = Field(alias="from")
    to: str | None


class Days(Schema):
    days: list[ChangedDay]
    drawn: list[DrawnPeriod]


class ProblemAnswer(Schema):
    """application/problem+json (RFC 9457) with a stable `code`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
