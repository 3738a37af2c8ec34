"""The papers of the markers that the register has of a line (登记库的界桩文书): the same contents as of a survey."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence

from boundaries.divisions.queries import last_names_of
from boundaries.lines.markers.export import system_words
from boundaries.lines.markers.models import MarkerPhoto, MarkerVersion, PhotoKind
from boundaries.lines.markers.sketch import sketch_of
from boundaries.lines.models import LineVersion
from boundaries.lines.papers.facts import Photo, PointFacts
from boundaries.lines.papers.marker_form import marker_forms
from boundaries.lines.papers.place_notes import place_notes
from boundaries.lines.papers.tables import marker_table
from boundaries.lines.papers.words import (
    faces_words,
    height_words,
    kind_words,
    level_words,
    method_words,
    place_words,
    references_of,
    signed_by,
)  # fmt: skip
from boundaries.lines.queries import members_of
from boundaries.lines.topology import Point
from office.intake.storage import open_stored
from office.papers.content import Paper
from office.papers.pictures import small

KINDS: dict[str, Callable[..., Paper]] = {"forms": marker_forms, "table": marker_table, "notes": place_notes}


def paper_of(kind: str, line: LineVersion, markers: Iterable[MarkerVersion], day: datetime.date) -> Paper:
    """A paper over markers of a line as they stand on a day; KeyError for a kind that there is not."""
    return KINDS[kind](line.name, points_of(line, list(markers), day, pictures=kind == "forms"))


def points_of(
    line: LineVersion, markers: Sequence[MarkerVersion], day: datetime.date, *, pictures: bool = False
) -> list[PointFacts]:
    """The markers as the papers say them; their photographs only where asked for."""
    ids = {line.first_id, line.second_id} | {marker.duty_id for marker in markers if marker.duty_id}
    names = last_names_of(ids, day)
    stretches = [member.stretch.points for member in members_of(line.line_id, day)]
    photos = _photos(markers) if pictures else {}
    return [_point(marker, line, names, stretches, photos.get(marker.pk, ())) for marker in markers]


def _photos(markers: Sequence[MarkerVersion]) -> dict[int, tuple[Photo, ...]]:
    """The photographs of each version; the sketch drawn in the field is one of them."""
    found: dict[int, tuple[Photo, ...]] = {}
    order = list(PhotoKind)
    rows = MarkerPhoto.objects.filter(version__in=markers).select_related("file")
    for row in sorted(rows, key=lambda row: order.index(PhotoKind(row.kind))):
        with open_stored(row.file) as stream:
            photo = Photo(str(PhotoKind(row.kind).label), small(stream.read()), row.file_id)
        found[row.version_id] = (*found.get(row.version_id, ()), photo)
    return found


def _point(
    marker: MarkerVersion,
    line: LineVersion,
    names: Mapping[int, str],
    stretches: Sequence[Sequence[Point]],
    photos: tuple[Photo, ...],
) -> PointFacts:
    place = (marker.point.x, marker.point.y) if marker.point else None
    begun = marker.valid.lower.isoformat() if marker.valid.lower else ""
    change = " ".join(filter(None, [marker.get_change_display(), begun, marker.reason, marker.document]))
    return PointFacts(
        number=marker.number,
        code=marker.code,
        name=marker.name,
        level=level_words(marker.level),
        kind=kind_words(marker.kind),
        faces=faces_words(marker.faces),
        material=marker.material,
        line=line.name,
        duty=names.get(marker.duty_id or 0, ""),
        places=place_words(marker.places),
        x=marker.x,
        y=marker.y,
        system=system_words(marker.crs),
        lon=place[0] if place else None,
        lat=place[1] if place else None,
        height=marker.height,
        height_system=height_words(marker.height_system),
        sheet=marker.sheet,
        scale=marker.scale,
        method=method_words(marker.method),
        accuracy_m=marker.accuracy_m,
        references=references_of(marker.references),
        description=marker.description,
        signed=signed_by([names.get(line.first_id, ""), names.get(line.second_id, "")], marker.signatures),
        change=change,
        note=marker.note,
        sketch=sketch_of(place, stretches, marker.references) if place or marker.references else None,
        photos=photos,
        sample=marker.is_sample,
    )
