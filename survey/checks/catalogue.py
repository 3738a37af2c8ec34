"""What of the survey rules is data (口径目录): each limit with unit, range, default and clause, each rule's strength.

One place for the page where the standard is edited, the check of a version, the rules and the docs. Pure. S06–S08 of
markers stand in the rule set of markers (`markers-standard`), where the patterns of a version go too; S01, S02, S18,
S19, S25, S27 have no limit.
"""

from dataclasses import dataclass

from office.rulesets.findings import Basis, Severity
from survey.checks.standards import Standard

GB = "GB/T 17796-2009"
PRACTICE = "乡级勘界工作惯例"
INTAKE = "收件规则"


@dataclass(frozen=True)
class LimitKind:
    """A number that a version of the standard gives; `name` is the field of `Standard` that takes it."""

    rule: str
    name: str
    label: str
    unit: str
    low: float
    high: float
    clause: str = GB
    whole: bool = False

    @property
    def path(self) -> str:
        return f"{self.rule}/{self.name}"

    @property
    def default(self) -> float:
        """What a version that does not say it means."""
        return float(getattr(_SHIPPED, self.name))

    def trouble(self, value: object) -> str:
        """Why a value cannot stand here; empty where it can."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{self.label}应是数字。"
        if not self.low <= value <= self.high:
            return f"{self.label}应在 {self.low:g}–{self.high:g} {self.unit}之间，现为 {value:g}。"
        return f"{self.label}应是整数。" if self.whole and value != int(value) else ""


@dataclass(frozen=True)
class RuleKind:
    """A rule whose strength a version may set, and what it does of itself; `basis` says how far that goes.

    What rests on a law can be made stricter, never milder; of a rule that speaks with several bases
    (`note`) only the advice follows.
    """

    rule: str
    label: str
    severity: Severity
    basis: Basis = Basis.STANDARD
    note: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """The strengths that a version may give it."""
        if self.basis is not Basis.LAW:
            return ("block", "warn", "info", "off")
        order = ("info", "warn", "block")
        return order[order.index(self.severity.value) :][::-1]


_SHIPPED = Standard()

LIMITS = (
    LimitKind("S03", "corridor_m", "界线走廊（每侧）", "米", 50, 20_000, PRACTICE),
    LimitKind("S03", "beyond_province_m", "省界以外", "米", 0, 50_000, PRACTICE),
    LimitKind(
        "S04", "wgs84_worse_than_m", "WGS84 观测自报精度不得优于", "米", 0.5, 50, "2018 年 7 月 1 日起一律使用 CGCS2000"
    ),
    LimitKind("S05", "lb_xy_m", "经纬度与 X、Y 相差", "米", 0.01, 100, "界桩成果表：L、B 与 X、Y 为同一点"),
    LimitKind("S09", "point_error_mm", "点位中误差（图上）", "毫米", 0.01, 1),
    LimitKind("S11", "line_end_m", "线端离三交点或界桩", "米", 0.01, 100),
    LimitKind("S12", "three_ends_m", "三线端点相距", "米", 0.001, 1),
    LimitKind("S13", "coverage_m", "相邻辖区缝隙、重叠宽度", "米", 0.001, 50, "《行政区域界线管理条例》第二条"),
    LimitKind("S14", "legal_line_m", "偏离法定界线", "米", 0.001, 50, "《行政区域界线管理条例》第二条"),
    LimitKind("S15", "direction_classes", "走向方位相差的档数", "档", 0, 4, GB, whole=True),
    LimitKind("S16", "course_length_share", "长度相差的比例", "", 0.001, 0.2, PRACTICE),
    LimitKind("S21", "photo_off_m", "照片拍摄位置离点", "米", 5, 5_000, PRACTICE),
    LimitKind("S29", "same_place_m", "视为同一位置", "米", 0.0001, 0.1, PRACTICE),
    LimitKind("S30", "max_rows", "一个文件的行数", "行", 1_000, 5_000_000, INTAKE, whole=True),
    LimitKind("S30", "max_vertices", "一个图形的顶点数", "个", 1_000, 5_000_000, INTAKE, whole=True),
    LimitKind("S31", "web_map_spread_m", "疑似网络地图偏移的散布", "米", 5, 500, PRACTICE),
)

RULES = (
    RuleKind("S03", "在界线走廊内、省界内", Severity.BLOCK, Basis.PRACTICE),
    RuleKind("S05", "经纬度与 X、Y 一致", Severity.WARN, Basis.PRACTICE),
    RuleKind("S09", "点位中误差", Severity.WARN),
    RuleKind("S10", "单立界桩在线上、双立在两侧", Severity.WARN, Basis.PRACTICE),
    RuleKind("S11", "界线走向、端点", Severity.WARN, Basis.STANDARD, "自交、重复顶点恒为拦截"),
    RuleKind("S12", "三交点", Severity.BLOCK),
    RuleKind("S13", "相邻辖区无缝隙、无重叠", Severity.BLOCK, Basis.PRACTICE, "互相重叠恒为拦截"),
    RuleKind("S15", "走向说明", Severity.WARN),
    RuleKind("S16", "长度与图形一致", Severity.WARN, Basis.PRACTICE),
    RuleKind("S17", "飞地已登记", Severity.WARN, Basis.LAW),
    RuleKind("S19", "各方签字齐全", Severity.BLOCK),
    RuleKind("S21", "照片有时间、位置", Severity.INFO, Basis.PRACTICE),
    RuleKind("S22", "村代码、村名", Severity.WARN, Basis.LAW),
    RuleKind("S24", "测绘资质", Severity.WARN, Basis.LAW),
    RuleKind("S26", "勘定期限", Severity.WARN, Basis.LAW),
    RuleKind("S29", "位置或文件重复", Severity.WARN, Basis.PRACTICE, "点号重复恒为拦截"),
    RuleKind("S31", "疑似网络地图的偏移", Severity.BLOCK, Basis.PRACTICE),
)

FIXED = (
    ("S01", "坐标系已声明、认得出坐标列", "《测绘法》第五条、第九条"),
    ("S02", "X、Y 次序，带号，单位", "数据完整性"),
    ("S04", "坐标基准", "2018 年 7 月 1 日起一律使用 CGCS2000"),
    ("S14", "不改动法定县级以上界线", "《行政区域界线管理条例》第二条"),
    ("S18", "争议已解决，证据种类", "《行政区域边界争议处理条例》第七条、第八条、第九条"),
    ("S20", "成果文件齐全", "《行政区域界线管理条例》第十三条、第十九条"),
    ("S23", "不含涉密的大比例尺覆盖", "自然资发〔2020〕95号《测绘地理信息管理工作国家秘密范围的规定》"),
    ("S25", "改动乡级界线有省级批准", "《行政区划管理条例》第九条"),
    ("S27", "旧版本保留", "《行政区域界线管理条例》第十三条"),
    ("S28", "坐标是数字，图形有效", "数据完整性"),
    ("S30", "行数、顶点数", "数据完整性"),
)

LEVELS = {"township": "乡级", "county": "县级", "prefecture": "地级", "province": "省级"}
SCALES = (2_000, 5_000, 10_000, 25_000, 50_000, 100_000)

LIMIT_AT = {item.path: item for item in LIMITS}
RULE_AT = {item.rule: item for item in RULES}
