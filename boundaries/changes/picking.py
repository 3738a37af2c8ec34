"""Suggestions for the fields that name divisions, and what stands chosen in them. Translation only."""

import datetime
from collections.abc import Mapping
from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from boundaries.changes.gathering import day_before
from boundaries.divisions.kinds import Level
from boundaries.divisions.meant import meant, named, suggested
from boundaries.divisions.queries import UnknownDivision
from boundaries.divisions.written import begun, parts_of
from boundaries.jurisdiction.queries import divisions_of
from office.people.calendar import day_of_text, today
from office.people.requests import OfficerRequest
from office.people.roles import Role

LONGEST = 2000


def asked_day(asked: Mapping[str, str]) -> datetime.date:
    """The day that a form is about: its base day, the eve of its effective day, the day it was opened with, today."""
    with suppress(ValueError):
        return day_of_text(asked.get("base_day", ""))
    with suppress(ValueError):
        return day_before(day_of_text(asked.get("effective", "")))
    with suppress(ValueError):
        return day_of_text(asked.get("day", ""))
    return today()


def _levels(asked: Mapping[str, str]) -> list[str]:
    return [level for level in asked.get("levels", "").split(",") if level in Level.values]


@require_GET
def suggest(request: OfficerRequest) -> HttpResponse:
    """/boundaries/changes/divisions/?field=giver&giver=凉水: options for what is typed last in a field."""
    asked, field = request.GET, request.GET.get("field", "")
    text = begun(asked.get(field, "")[:LONGEST])
    near = divisions_of(request.user, Role.BOUNDARY_OFFICER, today())
    found = suggested(text, asked_day(asked), _levels(asked), near)
    if any(each.code == text for each in found) or [each.name for each in found] == [text]:
        found, text = [], ""  # written out: nothing is left to choose
    return render(request, "changes/_suggested.html", {"found": found, "field": field, "text": text})


@require_GET
def chosen(request: OfficerRequest) -> HttpResponse:
    """/boundaries/changes/divisions/chosen/: the divisions that a field means so far, and what is not clear in it."""
    asked, day = request.GET, asked_day(request.GET)
    ids, unclear = [], []
    for part in dict.fromkeys(parts_of(asked.get(asked.get("field", ""), "")[:LONGEST])):
        try:
            ids.append(meant(part, day, _levels(asked)))
        except (ValueError, UnknownDivision) as error:
            unclear.append(str(error))
    known = {each.division_id: each for each in named(ids, day)}
    told = {"chosen": [known[pk] for pk in dict.fromkeys(ids) if pk in known], "unclear": unclear}
    return render(request, "changes/_chosen.html", told)
