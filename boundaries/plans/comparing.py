"""The plans of a study side by side (方案比较): one row per question, one cell per plan. Pure, from kept results."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LEVELS = {"province": "省级", "prefecture": "地级", "county": "县级", "township": "乡级", "village": "村级"}
MOST_NAMES = 8
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """What one plan answers: a figure that stands out, lines of text below it, findings in their own shape."""

    figure: str = ""
    lines: tuple[str, ...] = ()
    findings: tuple[Mapping[str, Any], ...] = ()
    note: str = ""
    sample: bool = False
    bad: bool = False

    @property
    def content(self) -> tuple[Any, ...]:
        """What counts when cells are compared."""
        said = tuple((item["rule"], item["message"]) for item in self.findings)
        return self.figure, self.lines, said, self.bad


@dataclass(frozen=True)
class Row:
    """One question; `differs` where the plans answer differently."""

    label: str
    cells: tuple[Cell | None, ...]
    hint: str = ""
    differs: bool = field(init=False)

    def __post_init__(self) -> None:
        answers = {cell.content for cell in self.cells if cell}
        object.__setattr__(self, "differs", len(answers) > 1)


def compare(results: Sequence[Facts | None]) -> list[Row]:
    """The rows of the comparison; None: a plan that was not computed. Rare rows without a hit are left out."""
    rows = []
    for label, ask, hint, after_trial in _QUESTIONS:
        cells = tuple(_cell(facts, ask, after_trial) for facts in results)
        if not (label in _RARE and all(cell is None or cell == Cell("0 个") for cell in cells)):
            rows.append(Row(label, cells, hint))
    return rows


def _cell(facts: Facts | None, ask: Callable[[Facts], Cell], after_trial: bool) -> Cell | None:
    if facts is None or (after_trial and facts["refusal"]):
        return None
    return ask(facts)


def km(value: float | None) -> str:
    return "不详" if value is None else f"{value:,.1f} 千米"


def km2(value: float | None) -> str:
    return "不详" if value is None else f"{value:,.1f}"


def _few(names: Sequence[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more


def _verdict(facts: Facts) -> Cell:
    if facts["refusal"]:
        return Cell("不能实施", (facts["refusal"]["message"],), bad=True)
    blocks = [item for item in _said(facts) if item["severity"] == "block"]
    if blocks:
        return Cell("可以实施，有拦截", (f"{len(blocks)} 项须先解决",), bad=True)
    return Cell("可以实施")


def _operations(facts: Facts) -> Cell:
    return Cell(lines=tuple(item["text"] for item in facts["operations"]))


def _areas(facts: Facts) -> Cell:
    lines = []
    for row in facts["areas"]:
        before, after = km2(row["before_km2"]), km2(row["after_km2"])
        if row["ended"]:
            lines.append(f"{row['name']}：{before} → 撤销")
        elif row["begun"]:
            lines.append(f"{row['name']}：新设 {after}")
        else:
            gain = (row["after_km2"] or 0) - (row["before_km2"] or 0)
            lines.append(f"{row['name']}：{before} → {after}（{gain:+,.1f}）")
    return Cell(lines=tuple(lines) or ("各区划面积不变",), sample=any(row["sample"] for row in facts["areas"]))


def _moved(level: str) -> Callable[[Facts], Cell]:
    def ask(facts: Facts) -> Cell:
        found = [row for row in facts["moved"] if row["level"] == level]
        ways: dict[tuple[str, str], list[str]] = {}
        for row in found:
            ways.setdefault((row["from"], row["to"]), []).append(row["name"])
        lines = [f"{one} → {other}：{_few(names)}" for (one, other), names in ways.items()]
        along = facts["followers"].get(level, 0)
        if along:
            lines.append(f"另有 {along} 个随上级改属")
        return Cell(f"{len(found)} 个", tuple(lines))

    return ask


def _moved_above(facts: Facts) -> Cell:
    found = [row for row in facts["moved"] if row["level"] not in ("township", "village")]
    return Cell(f"{len(found)} 个", tuple(f"{row['name']}：{row['from']} → {row['to']}" for row in found))


def _lines(key: str, side: str) -> Callable[[Facts], Cell]:
    def ask(facts: Facts) -> Cell:
        found = facts["lines"][key]
        total = sum(row[side] or 0 for row in found)
        figure = f"{len(found)} 条 · {km(total)}" if found else "无"
        return Cell(figure, tuple(_line(row) for row in found), sample=any(row["sample"] for row in found))

    return ask


def _altered(facts: Facts) -> Cell:
    """Lines that run otherwise; those that are only parted otherwise are counted, not listed."""
    found = [row for row in facts["lines"]["altered"] if row["runs_otherwise"]]
    still = len(facts["lines"]["altered"]) - len(found)
    lines = [_line(row) for row in found] + ([f"另有 {still} 条走向不变，只是分段不同"] if still else [])
    figure = f"{len(found)} 条" if found else "无"
    return Cell(figure, tuple(lines), sample=any(row["sample"] for row in found))


def _line(row: Facts) -> str:
    if row["before_km"] is not None and row["after_km"] is not None:
        return f"{row['name']}：{row['before_km']:,.1f} → {row['after_km']:,.1f}"
    return f"{row['name']}：{row['before_km'] or row['after_km'] or 0:,.1f}"


def _survey(facts: Facts) -> Cell:
    found = facts["survey"]["lines"]
    lines = [f"{row['name']}：{_fresh(row['km'])}" for row in found]
    if facts["provisional"]:
        lines.append(f"代码待定的新区划 {facts['provisional']} 个，按临时代码计入")
    return Cell(km(facts["survey"]["km"]) if found else "无", tuple(lines), sample=any(row["sample"] for row in found))


def _fresh(km_to_survey: float) -> str:
    """A line that only became shorter has no metre that was not surveyed before."""
    return f"{km_to_survey:,.1f}" if km_to_survey else "缩短，没有新的走向"


def _markers(facts: Facts) -> Cell:
    found = facts["survey"]["markers"]
    numbers = _few([row["number"] for row in found])
    return Cell(f"{len(found)} 个", (numbers,) if found else (), sample=any(row["sample"] for row in found))


def _said(facts: Facts) -> list[Facts]:
    return [*facts["findings"], *facts.get("scope_findings", []), *facts.get("left_findings", [])]


def _names(facts: Facts) -> Cell:
    found = [item for item in _said(facts) if item["rule"] == "D09" or item in facts.get("scope_findings", [])]
    return Cell("" if found else "没有意见", findings=tuple(found))


def _rules(facts: Facts) -> Cell:
    found = [item for item in facts["findings"] if item["rule"] != "D09"] + facts.get("left_findings", [])
    return Cell("" if found else "没有意见", findings=tuple(found))


def _inside(facts: Facts) -> Cell:
    lines = tuple(f"{item['what']} {item['count']:,} 个：{'、'.join(item['examples'])}" for item in facts["inside"])
    return Cell(f"{sum(item['count'] for item in facts['inside']):,} 个", lines)


def _protected(facts: Facts) -> Cell:
    if facts["protected"] is None:
        return Cell("不能判断", ("保护名录尚未建立",))
    return Cell(f"{len(facts['protected'])} 个", (_few(facts["protected"]),) if facts["protected"] else ())


def _authority(facts: Facts) -> Cell:
    body = facts["authority"]
    if body is None:
        return Cell("不能判断")
    return Cell(body["name"], tuple(filter(None, (body["filing"], body["clause"]))))


def _papers(facts: Facts) -> Cell:
    return Cell(f"{len(facts['papers'])} 种", tuple(item["label"] for item in facts["papers"]))


def _deadlines(facts: Facts) -> Cell:
    return Cell(lines=tuple(f"{row['label']}：{row['day']}" for row in facts["deadlines"]))


def _tasks(facts: Facts) -> Cell:
    counts: dict[str, int] = {}
    for task in facts["tasks"]:
        counts[task["consequence"]] = counts.get(task["consequence"], 0) + 1
    return Cell(f"{len(facts['tasks'])} 项", tuple(f"{name} {count} 项" for name, count in counts.items()))


_HIGHER, _TOWNSHIPS = "改变上级的县级以上区划", "改变上级的乡级区划"
_RARE = frozenset({_HIGHER, _TOWNSHIPS})
#: label, question, hint, and whether only a plan that could be carried out has an answer
_QUESTIONS: tuple[tuple[str, Callable[[Facts], Cell], str, bool], ...] = (
    ("结论", _verdict, "", False),
    ("变更内容", _operations, "", False),
    ("面积（平方千米）", _areas, "变更前 → 变更后，CGCS2000 椭球面积", True),
    (_HIGHER, _moved_above, "", True),
    (_TOWNSHIPS, _moved("township"), "", True),
    ("改变上级的村级区划", _moved("village"), "", True),
    ("消失的界线", _lines("vanish", "before_km"), "", True),
    ("产生的界线", _lines("arise", "after_km"), "", True),
    ("改动的界线", _altered, "变更前 → 变更后，千米", True),
    ("勘定工作量", _survey, "新界线的全长，改动界线中走向与原来不同的部分，千米", True),
    ("重新登记的界桩", _markers, "消失、改动的界线上的界桩", True),
    ("名称审查", _names, "新名称，以及改属后在新范围内的重名", False),
    ("所涉地名", _inside, "撤销、改属、更名的区划内，以及改划的地块上", True),
    ("所涉保护名录", _protected, "", False),
    ("规则意见", _rules, "", False),
    ("批准机关", _authority, "", False),
    ("申请材料", _papers, "《行政区划管理条例》第十三条、第十四条", False),
    ("期限", _deadlines, "按预计批准日期计算", False),
    ("后续任务", _tasks, "", True),
)
