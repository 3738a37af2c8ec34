"""S09–S27 over a survey as a whole (整项检查): its points, line, teams, papers and days. Pure.

The same rules speak on the page, before a step is taken, and when a draft of the standard is tried on past surveys.
What one file says for itself is judged in `judge`; numbers and reference objects of markers beside the markers. S27
(no earlier version is overwritten) needs no rule: register and archive keep what is replaced.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from office.rulesets.findings import Basis, Finding, Severity
from survey.checks.standards import Standard

GB = "GB/T 17796-2009"
LARGE_SCALE, COVER_KM2 = 5000, 25.0


@dataclass(frozen=True)
class Said:
    """What every finding of a rule says beside its own sentence."""

    severity: Severity
    basis: Basis
    clause: str
    fix: str


SAID = {
    "S09": Said(Severity.WARN, Basis.STANDARD, GB, "补测或剔除粗差后重新取定。"),
    "S10": Said(Severity.WARN, Basis.PRACTICE, GB, "核对坐标，或让成果线通过界桩。"),
    "S12": Said(Severity.BLOCK, Basis.STANDARD, GB, "按交会点的坐标取定；缺第三方的，由共同上级重新发起。"),
    "S17": Said(Severity.WARN, Basis.LAW, "《行政区域界线管理条例》第十一条", "在界线页登记飞地和协议书条款。"),
    "S18": Said(
        Severity.BLOCK,
        Basis.LAW,
        "《行政区域边界争议处理条例》第七条、第八条、第九条",
        "双方协商或报上级处理，解除争议后再签订。",
    ),
    "S19": Said(Severity.BLOCK, Basis.STANDARD, GB, "请各方在同一内容上签字。"),
    "S20": Said(
        Severity.BLOCK, Basis.LAW, "《行政区域界线管理条例》第十三条、第十九条", "由系统生成，或上传签字的扫描件。"
    ),
    "S21": Said(Severity.INFO, Basis.PRACTICE, "勘界检查规则 S21", "用手机或相机的定位拍照，不要转存压缩。"),
    "S23": Said(
        Severity.BLOCK,
        Basis.LAW,
        "自然资发〔2020〕95号《测绘地理信息管理工作国家秘密范围的规定》",
        "改用不大于 1:5000 的比例尺；或在涉密网络办理，本系统只登记存放地点。",
    ),
    "S24": Said(Severity.WARN, Basis.LAW, "《测绘法》第二十七条、第二十九条", "登记有效的测绘资质证书。"),
    "S25": Said(
        Severity.BLOCK,
        Basis.LAW,
        "《行政区划管理条例》第九条",
        "取得省人民政府的批准文件；或撤下成果线，按原线勘定。",
    ),
    "S26": Said(
        Severity.WARN,
        Basis.LAW,
        "《行政区划管理条例》第十五条、第十六条",
        "抓紧完成；确需延期的报批准机关同意。",
    ),
}


@dataclass(frozen=True)
class Photo:
    """When and where a photograph says it was taken; `off_m` from the point, None where it does not say."""

    off_m: float | None = None
    dated: bool = False


@dataclass(frozen=True)
class PointFacts:
    """A point with a decided coordinate: metres off the line, its error, to the end of the line where three meet."""

    number: str
    role: str
    kind: str = "single"
    error_m: float | None = None
    off_m: float | None = None
    end_off_m: float | None = None
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True)
class TeamFacts:
    """Who measured for a side, by which licence until when."""

    party: str
    licence: str = ""
    until: datetime.date | None = None


@dataclass(frozen=True)
class SurveyFacts:
    """Everything that the rules ask of a survey.

    `moved`: a township line runs otherwise than before; `pieces`: how many separate areas each side has;
    `papers` are kinds of the archive; `unsigned` names the signatures that are missing; `cover_km2` is what its
    map covers; `due` is the last day that the change of divisions leaves, where one asked for the survey.
    """

    day: datetime.date
    level: str
    scale: int
    parties: tuple[str, ...]
    points: tuple[PointFacts, ...] = ()
    teams: tuple[TeamFacts, ...] = ()
    papers: frozenset[str] = frozenset()
    required: tuple[tuple[str, str], ...] = ()
    unsigned: tuple[str, ...] = ()
    disputes: int = 0
    moved: bool = False
    approval_body: str | None = None
    pieces: dict[str, int] = field(default_factory=dict)
    special_areas: int = 0
    cover_km2: float = 0.0
    due: datetime.date | None = None


def judge_survey(facts: SurveyFacts, standard: Standard) -> list[Finding]:
    """What the rules say of a survey, as strong as a version of the standard has them."""
    return standard.weighed([finding for rule in RULES for finding in rule(facts, standard)])


def _say(rule: str, message: str, where: str = "", **evidence: object) -> Finding:
    """A finding of a rule; `where` names the point or paper that it is about."""
    return Finding(rule=rule, message=message, field=where or None, evidence=evidence, **vars(SAID[rule]))


def point_error(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S09: the error of a point is at most 0.1 mm on the map of the working scale."""
    limit = standard.point_error_mm / 1000 * facts.scale
    for point in facts.points:
        if point.error_m is not None and point.error_m > limit:
            words = f"{point.number} 点位中误差 {point.error_m:.2f} 米，1:{facts.scale} 应不大于 {limit:g} 米。"
            yield _say("S09", words, point.number, value=point.error_m, limit=limit)


def on_the_line(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S10: a single marker stands on the line, within the error that the scale allows."""
    for point in facts.points:
        if point.role != "marker" or point.kind != "single" or point.off_m is None:
            continue
        limit = max(point.error_m or 0.0, standard.point_error_mm / 1000 * facts.scale)
        if point.off_m > limit:
            words = f"单立界桩 {point.number} 离界线 {point.off_m:.2f} 米，大于点位误差 {limit:g} 米。"
            yield _say("S10", words, point.number, value=round(point.off_m, 3), limit=limit)


def three_ends(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S12: at a three-way point the lines end at one coordinate, and three parties sign."""
    limit = standard.three_ends_m
    for point in (each for each in facts.points if each.role == "three_way"):
        if point.end_off_m is not None and point.end_off_m > limit:
            words = f"三交点 {point.number} 离三线交会处 {point.end_off_m:.3f} 米，应在 {limit:g} 米以内。"
            yield _say("S12", words, point.number, value=point.end_off_m, limit=limit)
        if len(facts.parties) < 3:
            yield _say(
                "S12", f"三交点 {point.number} 须由三方签字，现在只有两方。", point.number, value=len(facts.parties)
            )


def enclaves_declared(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S17: a side that lies in several pieces has its enclaves in the agreement."""
    split = [f"{name} {count} 块" for name, count in facts.pieces.items() if count > 1]
    if split and not facts.special_areas:
        yield _say("S17", f"{'、'.join(split)}，界线没有登记飞地。", value=facts.pieces)


def disputes_settled(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S18: what is disputed is settled before anybody signs."""
    if facts.disputes:
        yield _say("S18", f"还有 {facts.disputes} 段争议没有解决。", value=facts.disputes)


def all_signed(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S19: technician and survey office of every side sign the same content."""
    if facts.unsigned:
        yield _say("S19", f"缺少签字：{'、'.join(facts.unsigned)}。", value=list(facts.unsigned))


def papers_complete(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S20: the papers that the archive of a line asks for; `required` are (kind, label)."""
    missing = [label for kind, label in facts.required if kind not in facts.papers]
    if missing:
        yield _say("S20", f"成果文件不全，缺：{'、'.join(missing)}。", value=missing)


def photographs(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S21: photographs say when and where they were taken, near their point."""
    limit = standard.photo_off_m
    for point in facts.points:
        for photo in point.photos:
            if photo.off_m is not None and photo.off_m > limit:
                words = f"{point.number} 的照片拍摄位置离点 {photo.off_m:.0f} 米，超过 {limit:g} 米。"
            elif photo.off_m is None or not photo.dated:
                words = f"{point.number} 的照片没有拍摄时间或位置。"
            else:
                continue
            yield _say("S21", words, point.number, value=photo.off_m, limit=limit)


def not_classified(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S23: large-scale maps with more than 25 km² of continuous cover are classified, not for this network."""
    if facts.scale < LARGE_SCALE and facts.cover_km2 > COVER_KM2:
        covers = f"1:{facts.scale} 附图连续覆盖约 {facts.cover_km2:.0f} 平方千米"
        yield _say("S23", f"{covers}，超过 {COVER_KM2:g} 平方千米，属秘密级。", value=facts.cover_km2, limit=COVER_KM2)


def licences(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S24: every team has a surveying licence that is in date."""
    for team in facts.teams:
        if not team.licence:
            yield _say("S24", f"{team.party}的作业队伍没有登记测绘资质。", team.party, value="")
        elif team.until is not None and team.until < facts.day:
            words = f"{team.party}的测绘资质 {team.licence} 已于 {team.until} 到期。"
            yield _say("S24", words, team.party, value=team.licence, until=team.until.isoformat())


def province_approves(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S25: a township line that runs otherwise needs the approval of the province; else the survey only fixes it."""
    body = facts.approval_body
    if facts.moved and facts.level == "township" and body is not None and "省" not in body:
        yield _say("S25", f"成果改动了乡级界线，须由省人民政府批准，现为“{body}”。", "approval_body", value=body)


def in_time(facts: SurveyFacts, standard: Standard) -> Iterator[Finding]:
    """S26: after a change of divisions the survey is done by its deadline (12 and 6 more months)."""
    if facts.due is not None and facts.due < facts.day:
        late = (facts.day - facts.due).days
        words = f"区划变更后的勘定应在 {facts.due} 以前完成，已逾期 {late} 天。"
        yield _say("S26", words, value=facts.due.isoformat(), late=late)


Rule = Callable[[SurveyFacts, Standard], Iterator[Finding]]
RULES: Sequence[Rule] = (
    point_error,
    on_the_line,
    three_ends,
    enclaves_declared,
    disputes_settled,
    all_signed,
    papers_complete,
    photographs,
    not_classified,
    licences,
    province_approves,
    in_time,
)
