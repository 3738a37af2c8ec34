"""The one place where the archive knows how the register keeps changes of divisions.

A change of today is a case (`ChangeCase.pk`); what is only known from lists is an event (`DivisionChange.pk`).
"""

from boundaries.archive.subjects import Subject
from boundaries.changes.models import ChangeCase, DivisionChange
from office.whole import whole


def find_change(text: str) -> Subject | None:
    """The change with a number of the register, or the only one by an approval document."""
    if whole(text) is not None:
        return get_change(text)
    found = list(DivisionChange.objects.filter(document=text)[:2])
    if len(found) > 1:
        raise ValueError(f"文号“{text}”下有多项变更，请填变更编号。")
    return _subject(found[0]) if found else None


def get_change(change_id: str) -> Subject | None:
    found = DivisionChange.objects.filter(pk=whole(change_id) or 0).first()
    return _subject(found) if found else None


def _subject(change: DivisionChange) -> Subject:
    divisions = tuple(pk for pk in (change.old_id, change.new_id) if pk is not None)
    label = f"{change} {change.get_kind_display()}"
    return Subject("change", str(change.pk), label[:160], tuple(dict.fromkeys(divisions)), written=str(change.pk))


def find_case(text: str) -> Subject | None:
    """The case with a number, or the only one by an approval document."""
    if whole(text) is not None:
        return get_case(text)
    found = list(ChangeCase.objects.filter(approval_document=text)[:2])
    if len(found) > 1:
        raise ValueError(f"文号“{text}”下有多个变更事项，请填事项编号。")
    return get_case(str(found[0].pk)) if found else None


def get_case(case_id: str) -> Subject | None:
    """A case; its papers may be read by the officers of every division that it touched so far."""
    case = ChangeCase.objects.filter(pk=whole(case_id) or 0).first()
    if case is None:
        return None
    events = DivisionChange.objects.filter(case=case).values_list("old_id", "new_id")
    touched = {case.superior_id, *(pk for pair in events for pk in pair if pk is not None)}
    return Subject("case", case_id, case.title[:160], tuple(sorted(touched)), case.get_absolute_url(), written=case_id)
