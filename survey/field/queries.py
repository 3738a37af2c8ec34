"""Questions about field work (野外作业): which lines a person works on, what the phone needs of one, the records."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from boundaries.divisions.queries import ids_below, last_names_of
from boundaries.jurisdiction.queries import divisions_of
from boundaries.lines.markers.models import MarkerVersion
from boundaries.lines.markers.queries import markers_of
from boundaries.lines.models import LineVersion
from boundaries.lines.queries import lines_on, members_of
from office.intake.models import State
from office.people.models import User
from office.people.roles import Role
from survey.demarcation.models import LineSurvey, SurveyPoint, SurveyState
from survey.field.models import FieldItem, ItemState
from survey.field.words import latest, open_survey

MOST_LINES = 200
_AROUND = 0.003  # degrees around a line, so that a straight one is no empty box


def works_of(user: User, day: datetime.date) -> list[dict[str, Any]]:
    """The lines a person may record on, those with an open survey first."""
    tops = [*divisions_of(user, Role.SURVEYOR, day), *divisions_of(user, Role.BOUNDARY_OFFICER, day)]
    mine = ids_below(tops, day)
    open_ones = LineSurvey.objects.filter(state=SurveyState.OPEN)
    surveys = {one.line_id: one for one in open_ones}
    parties = open_ones.filter(parties__division__in=mine).values("line")
    lines = lines_on(day).filter(Q(first__in=mine) | Q(second__in=mine) | Q(line__in=parties), line__locked=False)
    surveyed = Q(line__in=list(surveys))
    found = [*lines.filter(surveyed).order_by("code"), *lines.exclude(surveyed).order_by("code")[:MOST_LINES]]
    return [{"code": one.code, "name": one.name, "survey": survey_facts(surveys.get(one.line_id))} for one in found]


def survey_facts(survey: LineSurvey | None) -> dict[str, Any] | None:
    return {"id": survey.pk, "title": survey.title, "scale": survey.scale} if survey else None


def work_of(line: LineVersion, day: datetime.date) -> dict[str, Any]:
    """All that the phone keeps of a line: its course, markers, points with their words and versions."""
    survey = open_survey(line.line_id)
    members = members_of(line.line_id, day)
    edges = [[[round(lon, 6), round(lat, 6)] for lon, lat in one.stretch.points] for one in members]
    markers = [_marker(one) for one in markers_of(line.line_id, day)]
    points = _points(survey) if survey else _recorded(line)
    places = [pair for edge in edges for pair in edge]
    places += [[one["lon"], one["lat"]] for one in [*markers, *points] if one["lon"] is not None]
    lons, lats = [pair[0] for pair in places] or [126.0], [pair[1] for pair in places] or [43.6]
    return {
        "code": line.code,
        "name": line.name,
        "survey": survey_facts(survey),
        "edges": edges,
        "markers": markers,
        "points": points,
        "box": [min(lons) - _AROUND, min(lats) - _AROUND, max(lons) + _AROUND, max(lats) + _AROUND],
        "is_sample": line.is_sample or bool(survey and survey.is_sample),
    }


def _marker(version: MarkerVersion) -> dict[str, Any]:
    """A registered marker: where it stands, and its words to begin a record from."""
    words = {
        "kind": version.kind,
        "faces": version.faces,
        "material": version.material,
        "state": version.state,
        "references": version.references,
        "description": version.description,
        "note": version.note,
    }
    place = next((" ".join(filter(None, (one["town"], one["village"]))) for one in version.places), "")
    lon, lat = (version.point.x, version.point.y) if version.point else (None, None)
    return {"number": version.number, "lon": lon, "lat": lat, "sheet": words, "place": place}


def _points(survey: LineSurvey) -> list[dict[str, Any]]:
    found = survey.points.select_related("changed_by").prefetch_related("decisions")
    return [_point(one) for one in found]


def _point(point: SurveyPoint) -> dict[str, Any]:
    decided = max(point.decisions.all(), key=lambda one: one.pk, default=None)
    lon, lat = (decided.geom.x, decided.geom.y) if decided else (None, None)
    facts = {"number": point.number, "role": point.role, "version": point.version, "sheet": point.sheet}
    return {**facts, "lon": lon, "lat": lat, "changed_by": str(point.changed_by)}


def _recorded(line: LineVersion) -> list[dict[str, Any]]:
    """Without a survey: what was recorded before, with the version that the next record changes."""
    kinds = dict(FieldItem.objects.filter(line=line.line_id).order_by("id").values_list("number", "kind"))
    roles = {"marker": "marker", "point": "boundary"}
    return [
        {
            "number": number,
            "role": roles[kinds[number]],
            "version": words.version,
            "sheet": dict(words.sheet),
            "lon": None,
            "lat": None,
            "changed_by": words.by,
        }
        for number, words in sorted(latest(line.line_id).items())
    ]


def items_seen_by(user: User, day: datetime.date) -> QuerySet[FieldItem]:
    """The records of the lines on which a person works, and the own ones."""
    tops = [*divisions_of(user, Role.SURVEYOR, day), *divisions_of(user, Role.BOUNDARY_OFFICER, day)]
    mine = ids_below(tops, day)
    lines = lines_on(day).filter(Q(first__in=mine) | Q(second__in=mine)).values("line")
    parties = LineSurvey.objects.filter(parties__division__in=mine).values("pk")
    found = FieldItem.objects.filter(Q(sender=user) | Q(line__in=lines) | Q(survey__in=parties)).distinct()
    return found.select_related("sender", "line", "survey", "submission").prefetch_related(
        "line__versions", "submission__receipts", "photos"
    )


def waiting_for(user: User, day: datetime.date) -> QuerySet[FieldItem]:
    """The records whose positions a person may now accept as observations: not the own ones, in charge of a side."""
    mine = ids_below(divisions_of(user, Role.BOUNDARY_OFFICER, day), day)
    lines = lines_on(day).filter(Q(first__in=mine) | Q(second__in=mine)).values("line")
    found = FieldItem.objects.filter(line__in=lines, submission__state=State.SUBMITTED).exclude(sender=user)
    return found.order_by("received_at", "id")


def counts_by_state(items: QuerySet[FieldItem]) -> list[tuple[ItemState, int]]:
    """(state, how many) for the filter above the list; states without any are left out."""
    found = dict(items.order_by().values_list("state").annotate(Count("pk", distinct=True)))
    return [(state, found[state.value]) for state in ItemState if found.get(state.value)]


def sides_of(item: FieldItem, day: datetime.date) -> str:
    """Both sides of the line of a record, in words."""
    line = item.line.on(day)
    names = last_names_of([line.first_id, line.second_id], day)
    return "—".join(names.get(side, "") for side in (line.first_id, line.second_id))


def last_of(uuids: Iterable[Any]) -> dict[str, FieldItem]:
    """The last revision of each record."""
    found = FieldItem.objects.filter(uuid__in=list(uuids)).order_by("uuid", "-revision").distinct("uuid")
    return {str(one.uuid): one for one in found}
