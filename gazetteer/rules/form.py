"""N01 parts, N02 kind, N03 characters: what the text of a name alone can show."""

from gazetteer.rules.kinds import NameKind, is_kind
from gazetteer.rules.segmentation import Parts, kinds_of_generic
from gazetteer.rules.tables import Tables
from gazetteer.rules.text import code_point, hidden_characters, is_forbidden, is_han
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

LENGTH = 30
_PARTS = "《地名管理条例》第九条"
_SCRIPT = "《地名管理条例》第九条（三）；《国家通用语言文字法》"
_TABLE = "《通用规范汉字表》（2013）"


def has_parts(name: str, kind: NameKind, parts: Parts, tables: Tables, settings: RuleSettings) -> list[Finding]:
    """N01: a name has a specific part and a generic term of its kind, and is not endless."""
    limit = int(settings.limit("name_length", LENGTH))
    if not name:
        return [_n01("名称是空的", "填写拟用名称，如“靠山镇”", {}, Basis.INTEGRITY)]
    if len(name) > limit:
        evidence: dict[str, object] = {"length": len(name), "limit": limit}
        return [_n01(f"名称有 {len(name)} 个字，最多 {limit} 个字", "改用简短的名称", evidence, Basis.INTEGRITY)]
    if not parts.specific:
        return [_n01(f"“{name}”只有通名，没有专名", f"在“{name}”前加上专名", {"generic": parts.generic})]
    if parts.generic:
        return []
    known = "、".join(sorted(tables.generics[kind], key=len)[:6])
    fix = f"在专名后加上{kind.label}的通名，如{known}；确有其他通名的，请管理员补入通名表"
    like: dict[str, object] = {"kind": kind.value, "ends_like": [x.value for x, _ in kinds_of_generic(name, tables)]}
    if kind is NameKind.HAMLET:
        severity = settings.severity("N01/hamlet", Severity.INFO)
        return [] if severity is None else [_missing_generic(name, kind, severity, Basis.PRACTICE, fix, like)]
    return [_missing_generic(name, kind, Severity.BLOCK, Basis.LAW, fix, like)]


def _missing_generic(
    name: str, kind: NameKind, severity: Severity, basis: Basis, fix: str, evidence: dict[str, object]
) -> Finding:
    message = f"“{name}”的末尾不是{kind.label}的通名"
    return Finding(
        rule="N01",
        severity=severity,
        basis=basis,
        message=message,
        clause=_PARTS,
        fix=fix,
        evidence=evidence,
        field="name",
    )


def _n01(message: str, fix: str, evidence: dict[str, object], basis: Basis = Basis.LAW) -> Finding:
    return Finding(
        rule="N01",
        severity=Severity.BLOCK,
        basis=basis,
        message=message,
        clause=_PARTS if basis is Basis.LAW else "",
        fix=fix,
        evidence=evidence,
        field="name",
    )


def has_kind(kind: str | None) -> list[Finding]:
    """N02: the kind is one of the legal kinds, because scope and authority follow from it."""
    if is_kind(kind):
        return []
    known = "、".join(f"{member.value}（{member.label}）" for member in NameKind)
    return [
        Finding(
            rule="N02",
            severity=Severity.BLOCK,
            basis=Basis.LAW,
            message=f"地名种类“{kind}”不在法定种类之内" if kind else "没有选定地名种类",
            clause="《地名管理条例》第三条、第十二条",
            fix=f"从下列种类中选一种：{known}",
            evidence={"kind": kind},
            field="kind",
        )
    ]


def has_lawful_characters(given: str, name: str, tables: Tables, settings: RuleSettings) -> list[Finding]:
    """N03: regular characters of the national common script; `given` is as typed, `name` its normal form."""
    found = [*_hidden(given, settings), *_forbidden(name), *_not_han(name)]
    han = [char for char in dict.fromkeys(name) if is_han(char) and not is_forbidden(char)]
    return [*found, *_traditional(han, tables), *_outside(han, tables, settings), *_rare(han, tables, settings)]


def _n03(severity: Severity, basis: Basis, message: str, fix: str, clause: str, chars: list[str]) -> Finding:
    evidence = {"characters": chars, "code_points": [code_point(char) for char in chars if len(char) == 1]}
    return Finding(
        rule="N03",
        severity=severity,
        basis=basis,
        message=message,
        clause=clause,
        fix=fix,
        evidence=evidence,
        field="name",
    )


def _hidden(given: str, settings: RuleSettings) -> list[Finding]:
    hidden = hidden_characters(given)
    severity = settings.severity("N03/hidden", Severity.WARN)
    if not hidden or severity is None:
        return []
    message = f"名称中有看不见的字符（{'、'.join(dict.fromkeys(hidden))}），已去除后检查"
    return [
        Finding(
            rule="N03",
            severity=severity,
            basis=Basis.PRACTICE,
            message=message,
            fix="重新输入名称，不要从网页或文档中粘贴",
            evidence={"code_points": hidden},
            field="name",
        )
    ]


def _forbidden(name: str) -> list[Finding]:
    chars = [char for char in dict.fromkeys(name) if is_forbidden(char)]
    if not chars:
        return []
    codes = "、".join(map(code_point, chars))
    return [
        _n03(
            Severity.BLOCK,
            Basis.INTEGRITY,
            f"名称中有没有公认含义的编码（{codes}），别的系统无法显示",
            "改用《通用规范汉字表》中的字",
            "",
            chars,
        )
    ]


def _not_han(name: str) -> list[Finding]:
    chars = [char for char in dict.fromkeys(name) if not is_han(char) and not is_forbidden(char)]
    if not chars:
        return []
    return [
        _n03(
            Severity.BLOCK,
            Basis.LAW,
            f"名称中的“{'”“'.join(chars)}”不是汉字",
            "标准名称只用规范汉字：数字写成汉字，字母、标点和其他文字删去，少数民族文字填在“民族文字”一栏",
            _SCRIPT,
            chars,
        )
    ]


def _traditional(han: list[str], tables: Tables) -> list[Finding]:
    chars = [char for char in han if char in tables.regular]
    if not chars:
        return []
    pairs = "、".join(f"{char}→{tables.regular[char]}" for char in chars)
    return [
        _n03(
            Severity.BLOCK,
            Basis.LAW,
            f"名称中有《通用规范汉字表》以外的繁体字或异体字（{pairs}）",
            "改用箭头后的规范字；沿用已久的老地名可以保留，新命名不用",
            f"{_SCRIPT}；{_TABLE}",
            chars,
        )
    ]


def _outside(han: list[str], tables: Tables, settings: RuleSettings) -> list[Finding]:
    chars = [char for char in han if char not in tables.characters and char not in tables.regular]
    severity = settings.severity("N03/outside", Severity.WARN)
    if not chars or severity is None:
        return []
    message = f"“{'”“'.join(chars)}”不在《通用规范汉字表》的 8105 个字之内，属于生僻字"
    fix = "改用表内的字；沿用已久的老地名可以保留，新命名不用"
    return [_n03(severity, Basis.STANDARD, message, fix, f"{_TABLE}；《地名管理条例》第九条（三）", chars)]


def _rare(han: list[str], tables: Tables, settings: RuleSettings) -> list[Finding]:
    chars = [char for char in han if char in tables.characters and tables.characters[char].level == 3]
    severity = settings.severity("N03/level3", Severity.WARN)
    if not chars or severity is None:
        return []
    message = f"“{'”“'.join(chars)}”是《通用规范汉字表》的三级字，多数人不认识"
    return [_n03(severity, Basis.STANDARD, message, "能用一、二级字时改用一、二级字", _TABLE, chars)]
