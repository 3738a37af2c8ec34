"""/boundaries/export/: choose, write, fetch. Translation only."""

from pathlib import Path

from django.core import signing
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from boundaries.exports.actions import KEPT, Refused, Taken, export, folder
from boundaries.exports.forms import ExportForm
from boundaries.exports.selections import Asked, reach_of, refusal, registered
from office.people.requests import OfficerRequest
from office.spatial.export import ExportError, Format

SALT = "boundaries.exports"


@require_http_methods(["GET", "HEAD", "POST"])
def export_page(request: OfficerRequest) -> HttpResponse:
    """The form, and after sending it what was written."""
    refused = refusal(request.user)
    start = {name: request.GET[name] for name in ("what", "date", "level", "within", "line") if name in request.GET}
    form = ExportForm(request.POST) if request.method == "POST" else ExportForm(initial=start)
    taken = None
    if request.method == "POST" and form.is_valid():
        taken = _write(request, form)
    context = {
        "form": form,
        "refused": refused,
        "selections": registered(),
        "taken": taken,
        "token": _token(request, taken) if taken else "",
    }
    return render(request, "exports/export.html", context, status=200 if taken or not form.errors else 422)


def _write(request: OfficerRequest, form: ExportForm) -> Taken | None:
    data = form.cleaned_data
    asked = Asked(
        day=data["date"],
        level=data["level"],
        within=data["within_id"],
        line=data["line_id"],
        reach=reach_of(request.user, data["date"]),
    )
    filters = {name: data[name] for name in ("level", "within", "line") if data[name]}
    try:
        return export(request.user, data["selection"], asked, form.wanted(), filters)
    except (Refused, ExportError) as error:
        form.add_error(None, str(error))
        return None


def _token(request: OfficerRequest, taken: Taken) -> str:
    where = str(taken.written.path.relative_to(folder()))
    return signing.dumps([request.user.pk, where, taken.name], salt=SALT, compress=True)


@require_GET
def fetch(request: OfficerRequest, token: str) -> FileResponse:
    """The file of an export, for the person who made it, for a day."""
    try:
        owner, where, name = signing.loads(token, salt=SALT, max_age=KEPT)
    except signing.BadSignature as error:
        raise Http404(_("下载地址不对或已过期，请重新导出。")) from error
    path = folder() / where
    if owner != request.user.pk or not path.is_file():
        raise Http404(_("文件已清除，请重新导出。"))
    kind = Format(Path(name).suffix[1:]).media_type
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)
