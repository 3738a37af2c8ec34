"""Where a paper is put (排架): the class by line or by year, the file in it, the next number. Inside a transaction."""

from dataclasses import dataclass

from django.db.models import Max

from boundaries.archive.kinds import Material, Retention
from boundaries.archive.models import File, Fonds, Item, Series
from boundaries.archive.numbering import MOST_ITEMS, ArchiveNumber
from boundaries.archive.refusals import Refused


@dataclass(frozen=True)
class Shelf:
    """Where to put a paper: into `file`, or by class, retention and either a line (key and code) or a year.

    `fresh` begins a new file of that class even where an older one has room; `title` names it. `name` is what the
    line is called, for the title of a file that nobody named.
    """

    file: File | None = None
    material: str = Material.RESULTS
    retention: str = Retention.PERMANENT
    line: int | None = None
    key: str = ""
    name: str = ""
    title: str = ""
    fresh: bool = False


def place_for(fonds: Fonds, shelf: Shelf) -> tuple[File, int, str]:
    """(file, item number, archive number) for the next paper. Raises Refused.

    Writers of one fonds wait for each other here.
    """
    Fonds.objects.select_for_update().get(pk=fonds.pk)
    try:
        file = _given(fonds, shelf.file) if shelf.file else _file_for(_series_for(fonds, shelf), shelf)
        number = next_item(file)
        return file, number, written_number(file, number)
    except ValueError as error:
        raise Refused(str(error)) from error


def _given(fonds: Fonds, file: File) -> File:
    if file.series.fonds_id != fonds.pk:
        raise Refused(f"案卷 {file.archive_number} 不属于全宗 {fonds}。")
    return file


def _series_for(fonds: Fonds, shelf: Shelf) -> Series:
    """The class of a line or year; a line's class keeps the code under which it was opened."""
    if shelf.line is not None:
        found = Series.objects.filter(fonds=fonds, material=shelf.material, line=shelf.line).first()
    else:
        found = Series.objects.filter(fonds=fonds, material=shelf.material, line=None, key=shelf.key).first()
    return found or Series.objects.create(fonds=fonds, material=shelf.material, line=shelf.line, key=shelf.key)


def _file_for(series: Series, shelf: Shelf) -> File:
    """The newest file of a class and retention that has room, or a new one."""
    newest = series.files.filter(retention=shelf.retention).order_by("-number").first()
    if newest and not shelf.fresh and next_item(newest) <= MOST_ITEMS:
        return newest
    number = _next_file(series, shelf.retention)
    written = ArchiveNumber(
        series.fonds.code, Material(series.material), series.key, Retention(shelf.retention), number
    )
    title = shelf.title.strip() or f"{shelf.name or series.key}{series.get_material_display()}"
    return File.objects.create(
        series=series, retention=shelf.retention, number=number, archive_number=str(written), title=title[:200]
    )


def _next_file(series: Series, retention: str) -> int:
    """The next file number; counted over all classes that write the same key, because codes come back in use."""
    same = File.objects.filter(
        series__fonds=series.fonds_id, series__material=series.material, series__key=series.key, retention=retention
    )
    return (same.aggregate(last=Max("number"))["last"] or 0) + 1


def next_item(file: File) -> int:
    """The number after the last item of a file."""
    return (Item.objects.filter(file=file).aggregate(last=Max("number"))["last"] or 0) + 1


def written_number(file: File, item: int) -> str:
    """The archive number of an item of a file. Raises ValueError where the file is full."""
    series = file.series
    parts = (series.fonds.code, Material(series.material), series.key, Retention(file.retention), file.number, item)
    return str(ArchiveNumber(*parts))
