"""D03: the papers of an application (申请材料), Decree 704 art. 13 and 14, as data. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from boundaries.changes.ground import AUTONOMOUS, Ground
from boundaries.changes.operations import Affiliate, MoveBoundary, Operation, Recode, Rename, refs_of

ART_13 = "《行政区划管理条例》第十三条"


@dataclass(frozen=True)
class Paper:
    """One kind of paper; `optional` ones may be on file but are never missing."""

    key: str
    label: str
    clause: str
    optional: bool = False


APPLICATION = Paper("application", "申请书", ART_13)
SITUATION = Paper("situation", "历史、地理、民族、经济、人口、资源环境、面积和隶属关系的基本情况", ART_13)
RISK = Paper("risk", "风险评估报告", ART_13)
EXPERTS = Paper("experts", "专家论证报告", ART_13)
OPINIONS = Paper("opinions", "征求社会公众等意见的情况", ART_13)
MAPS = Paper("maps", "变更前的行政区划图和变更方案示意图", ART_13)
AGREEMENT = Paper("agreement", "有关地方人民政府协商一致的方案", "《行政区划管理条例实施办法》第三条")
AUTONOMY = Paper("autonomy", "与民族自治地方充分协商的情况", "《行政区划管理条例》第十四条")
PROTECTION = Paper("protection", "地名保护预案", "《地名管理条例》第二十五条")
APPROVAL = Paper("approval", "批复文件", "《行政区划管理条例》第六条至第十条", optional=True)
ANNOUNCEMENT = Paper("announcement", "公告", "《行政区划管理条例》第十八条", optional=True)
REPORT = Paper("report", "组织实施情况报告", "《行政区划管理条例》第十五条", optional=True)
OTHER = Paper("other", "其他材料", ART_13, optional=True)
ALL = (
    *(APPLICATION, SITUATION, RISK, EXPERTS, OPINIONS, MAPS, AGREEMENT),
    *(AUTONOMY, PROTECTION, APPROVAL, ANNOUNCEMENT, REPORT, OTHER),
)
BY_KEY = {paper.key: paper for paper in ALL}


def papers_needed(operations: Sequence[Operation], ground: Ground, *, protected: bool = False) -> list[Paper]:
    """What the application of these operations must hold; a change of codes alone needs none."""
    if all(isinstance(operation, Recode) for operation in operations):
        return []
    needed = [APPLICATION, SITUATION, RISK, EXPERTS, OPINIONS, MAPS]
    if any(isinstance(operation, (Affiliate, MoveBoundary)) for operation in operations):
        needed.append(AGREEMENT)
    units = [unit for operation in operations for ref in refs_of(operation) if (unit := ground.unit(ref))]
    near = [ground.unit(above) for unit in units for above in unit.above[:2]]
    if any(unit and unit.kind in AUTONOMOUS for unit in (*units, *near)):
        needed.append(AUTONOMY)
    if protected and any(isinstance(operation, Rename) for operation in operations):
        needed.append(PROTECTION)
    return needed


def papers_missing(needed: Sequence[Paper], present: Collection[str]) -> list[Paper]:
    """Those that are needed and not on file."""
    return [paper for paper in needed if paper.key not in present]
