"""The one place where the archive knows how the register keeps changes of divisions: by `DivisionChange.pk`."""

from boundaries.archive.subjects import Subject
from boundaries.changes.models import DivisionChange


def find_change(text: str) -> Subject | None:
    """The change with a number of the register, or the only one by an approval document."""
    if text.isascii() and text.isdigit():
        return get_change(text)
    found = list(DivisionChange.objects.filter(document=text)[:2])
    if len(found) > 1:
        raise ValueError(f"文号“{text}”下有多项变更，请填变更编号。")
    return _subject(found[0]) if found else None


def get_change(change_id: str) -> Subject | None:
    found = DivisionChange.objects.filter(pk=change_id).first() if change_id.isdigit() else None
    return _subject(found) if found else None


def _subject(change: DivisionChange) -> Subject:
    divisions = tuple(pk for pk in (change.old_id, change.new_id) if pk is not None)
    label = f"{change} {change.get_kind_display()}"
    return Subject("change", str(change.pk), label[:160], tuple(dict.fromkeys(divisions)), written=str(change.pk))
