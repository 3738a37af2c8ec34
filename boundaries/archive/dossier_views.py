"""The dossier of a line, a change or anything else that asks for papers: translation only."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from boundaries.archive import dossiers, lines, pages, queries, refusals, subjects
from boundaries.archive.subjects import Subject, SubjectKind, UnknownSubject
from boundaries.archive.views import readers_only
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.tables import table_file

PAGE_SIZE = 40
LINE_HEADINGS = ("编号", "界线", "已归档（件）", "缺文件（种）", "示例数据")


@require_GET
@readers_only
def lines_list(request: OfficerRequest) -> HttpResponse:
    """/boundaries/archive/lines/: every line with how many papers it has and how many are missing."""
    text = request.GET.get("q", "").strip()
    seen = lines.found(request.user, today(), text)
    if request.GET.get("export") == "csv":
        table = (
            (line.written, line.label, *numbers, "是" if line.is_sample else "否") for line, *numbers in _rows(seen[:])
        )
        return table_file("line-dossiers", "csv", "界线卷宗", LINE_HEADINGS, table)
    page = Paginator(seen, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = _rows(page)
    context = {"page": page, "rows": rows, "q": text, "shows_sample": any(each.is_sample for each in page)}
    return render(request, "archive/lines.html", context)


def _rows(shown: Iterable[Subject]) -> list[tuple[Subject, int, int]]:
    """(line, items that are there, kinds that are missing) of some lines."""
    chosen = list(shown)
    counts = queries.kinds_by_subject("line", [each.id for each in chosen])
    present = [counts.get(each.id, {}) for each in chosen]
    return [
        (each, sum(here.values()), len(dossiers.missing(dossiers.LINE, here)))
        for each, here in zip(chosen, present, strict=True)
    ]


@require_GET
@readers_only
def line_dossier(request: OfficerRequest, code: str) -> HttpResponse:
    """/boundaries/archive/lines/LINE/: which papers the law and the practice ask for, and what is missing."""
    try:
        line = subjects.find("line", code)
    except UnknownSubject as error:
        raise Http404(str(error)) from error
    if line.written != code:
        return redirect("archive-line", line.written)
    return _dossier(request, subjects.kind_of("line"), line)


@require_GET
@readers_only
def dossier(request: OfficerRequest, kind: str, key: str) -> HttpResponse:
    """/boundaries/archive/dossiers/KIND/KEY/: the same for a change of divisions, an inspection and so on."""
    try:
        known = subjects.kind_of(kind)
    except UnknownSubject as error:
        raise Http404(str(error)) from error
    subject = known.get(key)
    if subject is None or not known.dossier or not _told(request, known, subject):
        raise Http404(f"没有标识为 {key} 的{known.label}卷宗")
    return _dossier(request, known, subject)


def _told(request: OfficerRequest, kind: SubjectKind, subject: Subject) -> bool:
    """What is no published fact is not even named to people of elsewhere: for them there is no such dossier."""
    return not kind.guarded or queries.knows_of(request.user, subject, today())


def _dossier(request: OfficerRequest, kind: SubjectKind, subject: Subject) -> HttpResponse:
    day = today()
    seen = queries.items_seen_by(request.user, day)
    items = list(queries.listed(queries.items_about(seen, subject.type, subject.id)))
    places = dossiers.compare(kind.dossier, queries.kinds_by_subject(subject.type, [subject.id]).get(subject.id, {}))
    wanted = {place.wanted.kind for place in places}
    context = {
        "kind": kind,
        "subject": subject,
        "lines": pages.dossier_lines(places, items),
        "missing": sum(place.missing for place in places),
        "asked": sum(not place.wanted.when for place in places),
        "others": [item for item in items if item.kind not in wanted],
        "count": len(items),
        "refusal": refusals.filing(request.user, day),
        "shows_sample": subject.is_sample,
    }
    return render(request, "archive/dossier.html", context)
