"""Walking a survey from its plan to the archive (勘界的全程), step by step, as its tests need it."""

from types import SimpleNamespace

from boundaries.archive import actions as archive
from boundaries.archive.actions import Description
from boundaries.archive.case_filing import Chosen
from boundaries.archive.kinds import Kind
from boundaries.lines.models import Edge, LineVersion
from boundaries.lines.network import points_of
from boundaries.lines.queries import members_of
from office.papers.pdf import pdf
from office.people.models import User
from office.people.roles import Role
from survey.demarcation import agreeing, opening, pointing, queries, stepping
from survey.demarcation.models import LineSurvey
from survey.townships import actions as uploads
from tests.factories import appointed
from tests.survey.demarcation.factories import DAY

HEAD = "点号,经度,纬度,精度\n"


def people(line: LineVersion, county) -> SimpleNamespace:
    """An officer and a surveyor on each side, the county's officer and its registrar."""
    sides = line.first, line.second
    return SimpleNamespace(
        officers=[appointed(Role.BOUNDARY_OFFICER, side) for side in sides],
        surveyors=[appointed(Role.SURVEYOR, side) for side in sides],
        county=appointed(Role.BOUNDARY_OFFICER, county),
        registrar=appointed(Role.REGISTRAR, county),
    )


def points_along(line: LineVersion, day, count: int = 3) -> list[tuple[float, float]]:
    """Places on a line from its beginning to its end."""
    members = members_of(line.line_id, day)
    first, last = members[0].stretch.points[0], members[-1].stretch.points[-1]
    part = [place / (count - 1) for place in range(count)]
    return [(first[0] + (last[0] - first[0]) * t, first[1] + (last[1] - first[1]) * t) for t in part]


def send(surveyor: User, officer: User, line: LineVersion, text: str, name: str = "点.csv", crs: str = "EPSG:4490"):
    """Upload, hand in and accept a table; the officer is not the sender."""
    found, _new = uploads.upload(surveyor, name, text.encode(), line=line, declared={"crs": crs})
    assert found.submission.rows_refused == 0, list(found.submission.staged_rows.values_list("findings", flat=True))
    uploads.submit(surveyor, found.pk)
    uploads.accept(officer, found.pk)
    return found


def table(numbers, places, accuracy: float = 0.05, off: float = 0.0) -> str:
    rows = zip(numbers, places, strict=True)
    return HEAD + "".join(f"{number},{lon + off:.9f},{lat:.9f},{accuracy}\n" for number, (lon, lat) in rows)


def numbers_of(line: LineVersion, count: int = 3) -> list[str]:
    return [f"{line.code}-{n:03d}Q" for n in range(1, count + 1)]


def paper(user: User, survey: LineSurvey, key: str, kind: Kind) -> None:
    """A real PDF of one page, as a scan would be."""
    stepping.add_paper(user, survey.pk, key, kind, f"{kind.label}.pdf", pdf(f"<p>{kind.label}</p>"))


SEEN = [
    {"name": f"房角{n}", "part": "墙角", "azimuth": 120.0 * n, "distance_m": 20.5, "x": None, "y": None}
    for n in range(3)
]


def describe(user: User, survey: LineSurvey) -> None:
    """Three reference objects for every marker."""
    for point in survey.points.all():
        facts = {"point_id": point.pk, "version": point.version}
        pointing.write_point(user, survey.pk, point.number, point.role, {**point.sheet, "references": SEEN}, **facts)


def to_exchange(survey: LineSurvey, who: SimpleNamespace, day) -> None:
    """Plan, teams, map, field and office work, exchange: both sides measured the same three markers."""
    first, second = who.officers
    line = survey.line.on(day)
    paper(first, survey, "plan", Kind.SURVEY_PLAN)
    stepping.finish_step(first, survey.pk, "plan")
    for officer in who.officers:
        opening.write_team(officer, survey.pk, organisation="勘界测绘队", leader="李测", licence="乙测资字1号")
    stepping.finish_step(second, survey.pk, "teams")
    stepping.finish_step(first, survey.pk, "map_preparation")
    places, numbers = points_along(line, day), numbers_of(line)
    send(who.surveyors[0], second, line, table(numbers, places))
    send(who.surveyors[1], first, line, table(numbers, places, off=1e-7), "乙方.csv")
    stepping.finish_step(first, survey.pk, "field_work")
    pointing.gather_points(who.surveyors[0], survey.pk)
    pointing.decide_all(who.surveyors[0], survey.pk)
    describe(who.surveyors[0], survey)
    stepping.finish_step(first, survey.pk, "office_work")
    paper(second, survey, "exchange", Kind.MINUTES)
    stepping.finish_step(second, survey.pk, "exchange")


def all_sign(survey: LineSurvey, who: SimpleNamespace, day) -> None:
    shown = queries.content_hash(survey, day)
    for person in who.officers:
        agreeing.sign(person, survey.pk, "office", shown)
    for person in who.surveyors:
        agreeing.sign(person, survey.pk, "technician", shown)


PAPERS = agreeing.Papers("某协〔2015〕1号", DAY, "某省人民政府", "某政函〔2015〕1号", DAY)


SIGNED = (Kind.AGREEMENT, Kind.AGREEMENT_MAP, Kind.AGREEMENT_ANNEX, Kind.MARKER_FORM, Kind.MARKER_TABLE)


def to_county_review(survey: LineSurvey, who: SimpleNamespace, day) -> None:
    all_sign(survey, who, day)
    for kind in SIGNED:
        paper(who.officers[0], survey, "agreement", kind)
    stepping.finish_step(who.officers[0], survey.pk, "agreement")
    stepping.finish_step(who.county, survey.pk, "county_review")
    paper(who.county, survey, "acceptance", Kind.APPROVAL)


def to_acceptance(survey: LineSurvey, who: SimpleNamespace, day) -> None:
    to_county_review(survey, who, day)
    agreeing.accept(who.county, survey.pk, PAPERS, queries.content_hash(survey, day), day)


def file_all(survey: LineSurvey, who: SimpleNamespace, fonds) -> list:
    chosen = [
        Chosen(each.pk, each.file_id, Description(title=each.filename, kind=each.kind, precision="unknown"))
        for each in queries.papers_of(survey)
    ]
    return agreeing.hand_over(who.registrar, survey.pk, fonds, chosen)


def open_fonds(who: SimpleNamespace, division):
    return archive.open_fonds(who.registrar, "A001", "某县民政局", division.pk)


def course_moved(line: LineVersion, day, by: float) -> tuple[int, list[tuple[float, float]]]:
    """(edge, its points with one more vertex, moved east of the middle by some degrees)."""
    member = members_of(line.line_id, day)[0]
    points = list(points_of(Edge.objects.get(pk=member.edge_id).geom))
    (x1, y1), (x2, y2) = points[0], points[-1]
    return member.edge_id, [points[0], ((x1 + x2) / 2 + by, (y1 + y2) / 2), points[-1]]
