"""The columns of a list of division changes by their headings (变更清单的列), Chinese or English, in any order."""

from collections.abc import Mapping, Sequence

from office.intake.columns import normal

#: field → the headings that mean it, in normal form (`office.intake.columns.normal`)
FIELDS: Mapping[str, tuple[str, ...]] = {
    "when": (
        *("生效日期", "变更日期", "日期", "批准日期", "变更时间", "时间", "年份", "年度", "年", "变更年份", "生效时间"),
        *("date", "effectivedate", "effective", "year", "when", "validfrom"),
    ),
    "kind": (
        "变更类型",
        "类型",
        "变更种类",
        "种类",
        "变更类别",
        "变更情况",
        "变更",
        "type",
        "kind",
        "change",
        "changetype",
    ),
    "old_code": (
        *(
            "原代码",
            "旧代码",
            "变更前代码",
            "原区划代码",
            "旧区划代码",
            "原行政区划代码",
            "变更前区划代码",
            "变更前行政区划代码",
        ),
        *("oldcode", "fromcode", "codebefore", "previouscode"),
    ),
    "old_name": (
        *(
            "原名称",
            "旧名称",
            "原名",
            "旧名",
            "变更前名称",
            "原区划名称",
            "旧区划名称",
            "变更前区划名称",
            "原行政区划名称",
        ),
        *("oldname", "fromname", "namebefore", "previousname"),
    ),
    "new_code": (
        *(
            "新代码",
            "现代码",
            "变更后代码",
            "新区划代码",
            "现区划代码",
            "新行政区划代码",
            "变更后区划代码",
            "变更后行政区划代码",
        ),
        *("newcode", "tocode", "codeafter"),
    ),
    "new_name": (
        *(
            "新名称",
            "现名称",
            "新名",
            "现名",
            "变更后名称",
            "新区划名称",
            "现区划名称",
            "变更后区划名称",
            "新行政区划名称",
        ),
        *("newname", "toname", "nameafter"),
    ),
    "document": (
        *("文号", "批准文号", "批准文件", "批复文号", "文件号", "依据文件", "文件", "批复", "批文"),
        *("docno", "document", "documentnumber", "documentno", "approval", "approvaldocument", "doc"),
    ),
}

#: what people read beside a field
LABELS: Mapping[str, str] = {
    "when": "日期或年份",
    "kind": "变更类型",
    "old_code": "原代码",
    "old_name": "原名称",
    "new_code": "新代码",
    "new_name": "新名称",
    "document": "批准文件",
}
_BY_HEADING = {heading: field for field, headings in FIELDS.items() for heading in headings}


def recognise(headings: Sequence[str]) -> dict[str, str]:
    """Field → heading; where two headings mean one field the more usual one wins, then the first."""
    found: dict[str, str] = {}
    for field, known in FIELDS.items():
        ranked = [(known.index(normal(heading)), heading) for heading in headings if normal(heading) in known]
        if ranked:
            found[field] = min(ranked, key=lambda pair: pair[0])[1]
    return found


def missing(columns: Mapping[str, str]) -> list[str]:
    """The labels of the columns without which no list can be understood."""
    needed = ("when", "kind", "old_code", "new_code")
    return [LABELS[field] for field in needed if field not in columns]
