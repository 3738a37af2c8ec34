"""/areas/CODE/areas.geojson, names.csv …: the files of the area page, for everybody (公众下载)."""

import base64
import shutil

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gazetteer.atlas.area_facts import address_of, version_on
from gazetteer.atlas.as_of import as_of
from gazetteer.atlas.public_export import PUBLIC_FORMATS, area_layer, name_layer
from gazetteer.atlas.views import gone_page
from office.intake.storage import digest_of
from office.people.context import map_stamp
from office.problems import Problem, not_found
from office.spatial.export import About, Format, Wanted, write

LAYERS = {"areas": ("行政区域", area_layer), "names": ("地名", name_layer)}
LICENCE = "公开数据，引用须注明来源和日期；公开使用地图须依法审核；示例数据不得当作事实"
SOURCE = "地界：吉林省行政区划与地名公开数据"


@require_safe
def download(request: HttpRequest, code: str, what: str, ending: str) -> FileResponse | HttpResponse:
    """A public file of a division on a day, written when it is asked for and removed once it is sent."""
    try:
        if what not in LAYERS or ending not in {form.value for form in PUBLIC_FORMATS}:
            raise not_found(
                "no_such_file", f"没有 {what[:20]}.{ending[:20]} 这种文件；可用 areas、names 的 geojson、csv、gpkg。"
            )
        at = as_of(request)
        division_id = address_of(code, at.day, None).division_id
        version = version_on(division_id, at.day)
    except Problem as problem:
        return gone_page(request, problem)
    label, layer = LAYERS[what]
    form = Format(ending)
    about = About(f"{version.name}{label}", at.day, SOURCE, LICENCE, map_stamp())
    written = write(layer(division_id, at.day), Wanted(form), about)
    source = written.path.open("rb")
    digest = bytes.fromhex(digest_of(source))
    source.seek(0)
    shutil.rmtree(written.path.parent)  # what is open stays readable until it is closed
    name = f"{version.name}-{label}-{at.day.isoformat()}.{form.value}"
    response = FileResponse(source, as_attachment=True, filename=name, content_type=form.media_type)
    response["Cache-Control"] = "no-cache"
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"  # RFC 9530
    response["X-Robots-Tag"] = "noindex"
    return response
