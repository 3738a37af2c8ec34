"""What can be wrong with a row of a list of changes: rules D12 to D26, each one sentence and what to do."""

from typing import Any

from boundaries.changes.lists.words import known_words
from office.rulesets.findings import Basis, Finding, Severity

_ART_17 = "《行政区划管理条例》第十七条"
_ART_3 = "《行政区划管理条例实施办法》第三条"
_GB = "GB/T 2260"


def _block(
    rule: str, row: int | None, field: str | None, message: str, fix: str, *, clause: str = "", **evidence: Any
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=message,
        fix=fix,
        clause=clause,
        evidence=evidence,
        row=row,
        field=field,
    )


def _say(
    rule: str,
    severity: Severity,
    basis: Basis,
    row: int,
    field: str,
    message: str,
    fix: str,
    clause: str,
    **evidence: Any,
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        basis=basis,
        message=message,
        fix=fix,
        clause=clause,
        evidence=evidence,
        row=row,
        field=field,
    )


# D12: a row that cannot be followed as it stands
def columns_missing(missing: list[str]) -> Finding:
    message = f"清单缺少{'、'.join(missing)}列，无法认出是区划变更清单"
    return _block(
        "D12", 1, None, message, "第一行写明列名：日期或年份、原代码、原名称、变更类型、新代码、新名称、批准文件"
    )


def no_rows() -> Finding:
    return _block("D12", None, None, "清单里没有变更", "在列名之下逐行填写变更")


def no_date(row: int, text: str) -> Finding:
    message = f"“{text}”不是日期或年份" if text else "没有日期或年份"
    return _block("D12", row, "when", message, "写作 2020-06-19 或 2020年", value=text)


def bad_code(row: int, field: str, label: str, text: str, why: str) -> Finding:
    return _block("D12", row, field, f"{label}有误：{why}", "按民政部公布的代码填写", value=text)


def unknown_kind(row: int, word: str) -> Finding:
    message = f"变更类型“{word}”含义不明，不能推定要做什么" if word else "没有写变更类型"
    return _block("D12", row, "kind", message, f"写明其一：{known_words()}", value=word)


def reassigned(row: int, code: str, old: str, new: str) -> Finding:
    message = f"“码位改派”只说代码 {code} 从{old}转给{new}，没有说两个区划各自怎样变更"
    return _block("D12", row, "kind", message, "为两个区划各写一行改码", code=code)


def code_needed(row: int, field: str, label: str, word: str) -> Finding:
    return _block("D12", row, field, f"“{word}”没有写{label}", f"补填{label}")


# D13–D16: codes and names against the register of that date
def unknown_code(row: int, code: str, when: str, known: str, **evidence: Any) -> Finding:
    message = f"{when}没有代码为 {code} 的区划" + (f"；{known}" if known else "")
    return _block("D13", row, "old_code", message, "核对代码与日期", code=code, **evidence)


def other_name(row: int, field: str, code: str, written: str, registered: str, when: str) -> Finding:
    message = f"{when}代码 {code} 的区划名为“{registered}”，清单写作“{written}”"
    return _block("D14", row, field, message, "核对名称与代码，改正其一", written=written, registered=registered)


def keeps_name(row: int, old: str, new: str) -> Finding:
    message = f"改码不改名称，清单却由“{old}”写成“{new}”"
    return _block("D14", row, "new_name", message, "名称确有变更的，类型改写为更名或撤县设市等", written=new)


def taken(row: int, code: str, holder: str, since: str) -> Finding:
    return _block("D15", row, "new_code", f"代码 {code} {since}已属{holder}", "核对新代码", code=code, holder=holder)


def reused(row: int, code: str, holder: str) -> Finding:
    message = f"代码 {code} 以前属于{holder}，现在再次启用"
    fix = "确认无误即可；按代码查询须带日期"
    return _say("D16", Severity.WARN, Basis.STANDARD, row, "new_code", message, fix, _GB, code=code, holder=holder)


# D17, D18: what cannot be true in this order
def swapped(row: int, other: int, code: str, partner: str) -> Finding:
    message = f"本行与第 {other} 行在同一年互换代码 {code} 与 {partner}，常为代码册的误植"
    return _block("D17", row, "new_code", message, "查明原文件；确系互换的，写明到日的生效日期和批准文件", other=other)


def too_early(row: int, field: str, code: str, when: str, since: str, name: str) -> Finding:
    message = f"代码 {code} 自{since}起才使用（{name}），清单写在{when}"
    return _block("D18", row, field, message, "核对年份与代码", code=code, since=since)


def later_changed(row: int, name: str, later: str) -> Finding:
    message = f"名录中{name}在此之后另有变更（{later}），补记会与之冲突"
    return _block("D18", row, "when", message, "核对日期；确须补记的，在变更事项中更正登记", later=later)


# D19–D21: names
def new_name_missing(row: int, word: str) -> Finding:
    return _block("D19", row, "new_name", f"“{word}”没有写新名称", "补填新名称")


def name_kept(row: int, name: str) -> Finding:
    message = f"没有写新名称；改码不改名称，仍为“{name}”"
    return _say("D19", Severity.INFO, Basis.PRACTICE, row, "new_name", message, "无须处理", "", name=name)


def several_from_one(row: int, code: str, rows: list[int]) -> Finding:
    others = "、".join(str(number) for number in rows)
    message = f"第 {others} 行都由代码 {code} 变来，是否拆分不明"
    return _block("D20", row, "kind", message, "类型改写为“拆分”，并列全拆出的各部分（代码与名称）", rows=rows)


def one_part_only(row: int, code: str) -> Finding:
    message = f"代码 {code} 的拆分只列了一个部分"
    return _block("D20", row, "kind", message, "列全拆出的各部分；原区划继续存在的，也列一行")


def status_in_name(row: int, field: str, name: str, status: str) -> Finding:
    bare = name.replace("(", "（").partition("（")[0]
    message = f"“{name}”把状态“{status}”写进了名称，按“{bare}”核对"
    fix = "名称只写标准名称，状态写入变更类型"
    return _say("D21", Severity.WARN, Basis.STANDARD, row, field, message, fix, "GB/T 10114", status=status)


def status_needs_kind(row: int, name: str, status: str, word: str) -> Finding:
    message = f"“{name}”的名称注明“{status}”，变更类型却是“{word}”"
    return _block("D21", row, "kind", message, "名称与类型改为一致", status=status)


# D22–D26: what to look at
def duplicate(row: int, first: int) -> Finding:
    return _block("D22", row, None, f"与第 {first} 行重复", "删去其中一行", first=first)


def registered(row: int) -> Finding:
    message = "名录中已有此变更，不再重复登记"
    return _say("D22", Severity.INFO, Basis.PRACTICE, row, "when", message, "无须处理", "")


def day_missing(row: int, text: str) -> Finding:
    message = f"“{text}”只到年，没有生效的日期；按“到年”登记"
    return _say("D23", Severity.WARN, Basis.PRACTICE, row, "when", message, "查得批准日期的，补填到日", "", value=text)


def day_outside_year(row: int, filled: str, written: str) -> Finding:
    message = f"补填的“{filled}”不是清单所写“{written}”之内的一天"
    return _block("D23", row, "when", message, "核对批准文件，补填该年之内的日期", value=filled)


def order_unknown(row: int, other: int, when: str) -> Finding:
    message = f"本行只到{when}，第 {other} 行同年有到日的变更涉及同一区划，先后不明"
    return _block("D23", row, "when", message, "查得批准日期，补填到日", other=other)


def moves_boundaries(row: int, when: str) -> Finding:
    message = f"本行改动界线或范围，只到{when}不能登记"
    return _block("D23", row, "when", message, "查得批准日期，补填到日", value=when)


def document_missing(row: int) -> Finding:
    message = "没有批准文件的文号"
    clause = "《行政区划管理条例》第六条至第十条"
    return _say("D24", Severity.WARN, Basis.PRACTICE, row, "document", message, "补填文号，如 国函〔2006〕44号", clause)


def under_another(row: int, name: str, old: str, new: str, field: str = "new_code") -> Finding:
    message = f"按新代码，{name}由{old}改属{new}，一并登记隶属关系变更"
    fix = "代管而不改隶属的，请在变更事项中单独办理改码"
    return _say("D25", Severity.WARN, Basis.STANDARD, row, field, message, fix, _GB, old=old, new=new)


def no_superior(row: int, code: str, above: str, when: str) -> Finding:
    message = f"新代码 {code} 的上级代码 {above} 在{when}不存在"
    return _block("D25", row, "new_code", message, "核对新代码，或先列上级的设立", code=code, above=above)


def children_left(row: int, name: str, count: int) -> Finding:
    message = f"{name}改码后，其下 {count} 个区划仍用旧代码，清单没有列出它们的新代码"
    fix = "补列各下级区划的新代码；尚未公布的，一个月内补办"
    return _say("D26", Severity.WARN, Basis.LAW, row, "new_code", message, fix, _ART_17, children=count)


def goes_nowhere(row: int, name: str, children: int) -> Finding:
    below = f"及其下 {children} 个区划" if children else ""
    message = f"撤销{name}没有写归属，其区域{below}不知并入何处"
    return _block("D26", row, "new_code", message, "在新代码一栏写明并入的区划", clause=_ART_3, children=children)


def from_nowhere(row: int, name: str) -> Finding:
    message = f"设立{name}没有写区域从何处划入，范围暂为不详"
    fix = "在变更事项中办理，写明划入的区划或绘出界线"
    return _say("D26", Severity.WARN, Basis.LAW, row, "new_code", message, fix, _ART_3)


def nothing_changes(row: int) -> Finding:
    message = "按本行所写，名称、代码和上级都没有变化"
    return _block("D31", row, "new_code", message, "核对新代码、新名称；上级改变的写上级之下的新代码")


def level_changes(row: int, old: str, new: str) -> Finding:
    message = f"原代码 {old} 与新代码 {new} 的级别不同，同一区划不能这样改"
    return _block("D12", row, "new_code", message, "分写为撤销与设立两行", old=old, new=new)


def continues(row: int, name: str, now: str) -> Finding:
    message = f"清单写撤销{name}，名录把它登记为同一区划的沿革（其后为{now}）"
    fix = "以批准文件为准；名录有误的，在变更事项中更正登记"
    return _say("D27", Severity.WARN, Basis.PRACTICE, row, "kind", message, fix, "", now=now)


def founded_here(row: int, name: str) -> Finding:
    message = f"{name}由本清单设立，不能在同一份清单里再更名"
    return _block("D12", row, "new_name", message, "设立时即写最后的名称，或另列一份清单")
