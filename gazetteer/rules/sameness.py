"""N09 to N12: the same name, the same specific part, the same sound, and within what."""

from collections.abc import Callable, Sequence

from gazetteer.rules.context import Candidate, RuleContext, Scope, ScopeKey, Standing, distance_m
from gazetteer.rules.parsing import ParsedName
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

LISTED = 20
Point = tuple[float, float] | None

_CLAUSES = {
    ScopeKey.COUNTRY: "《地名管理条例》第九条（七）",
    ScopeKey.UNREGULATED: "",
}
_REGULATED = "《地名管理条例》第九条（八）"


def clause_of(scope: Scope) -> str:
    return _CLAUSES.get(scope.key, _REGULATED)


def is_same(first: ParsedName, second: ParsedName) -> bool:
    """Same specific part and same generic term, in regular characters, peoples included."""
    return _tail(first) == _tail(second) and first.key == second.key


def _tail(name: ParsedName) -> tuple[tuple[str, ...], str]:
    return name.parts.ethnic, common_generic(name.parts.generic)


def common_generic(generic: str) -> str:
    """One form for the terms that mean the same: 村委会 is 村, 居委会 is 社区, 街道办事处 is 街道."""
    if generic in {"村委会", "村民委员会", "嘎查"}:
        return "村"
    if generic in {"居委会", "居民委员会", "社区居委会", "社区居民委员会"}:
        return "社区"
    return "街道" if generic == "街道办事处" else generic


def is_not_taken(name: ParsedName, context: RuleContext, point: Point, settings: RuleSettings) -> list[Finding]:
    """N09: no other thing in the scope bears the same specific part and generic term."""
    same = [item for item in context.candidates if name.key and is_same(name, item.parsed)]
    found = []
    for standing in Standing:
        group = [item for item in same if item.standing is standing]
        severity = _duplicate_severity(context.scope, standing, settings)
        if group and severity:
            basis = Basis.LAW if severity is Severity.BLOCK and context.scope.legal else Basis.PRACTICE
            message = f"“{name.name}”与{context.scope.inside}{_STANDING[standing]}的{_listed(group)}重名"
            fix = (
                "换一个专名；确需使用的，由有权人员写明理由并附文件" if severity is Severity.BLOCK else "核对是否会混淆"
            )
            found.append(_finding("N09", severity, basis, message, fix, group, context.scope, point, settings))
    return found


_STANDING = {Standing.CURRENT: "现有", Standing.HISTORIC: "曾用", Standing.PENDING: "正在申报"}


def _duplicate_severity(scope: Scope, standing: Standing, settings: RuleSettings) -> Severity | None:
    if standing is Standing.HISTORIC:
        return settings.severity("N09/historic", Severity.INFO)
    if standing is Standing.PENDING:
        return settings.severity("N09/pending", Severity.WARN)
    if scope.legal:
        return Severity.BLOCK
    if scope.key is ScopeKey.UNREGULATED:
        return settings.severity("N09/unregulated", Severity.INFO)
    return settings.severity("N09/substitute", Severity.WARN)


def has_own_specific(name: ParsedName, context: RuleContext, point: Point, settings: RuleSettings) -> list[Finding]:
    """N10: the same specific part with another generic term or people is easily confused."""
    near = [
        item
        for item in context.candidates
        if name.key
        and item.parsed.key == name.key
        and not is_same(name, item.parsed)
        and item.standing is not Standing.HISTORIC
    ]
    default = Severity.INFO if context.scope.key is ScopeKey.UNREGULATED else Severity.WARN
    severity = settings.severity("N10", default)
    if not near or severity is None:
        return []
    message = f"专名“{name.parts.specific}”在{context.scope.inside}已用于{_listed(near)}，只有通名或民族不同"
    fix = "换一个专名，或说明两者不会混淆"
    return [_finding("N10", severity, Basis.PRACTICE, message, fix, near, context.scope, point, settings)]


def sounds_different(name: ParsedName, context: RuleContext, point: Point, settings: RuleSettings) -> list[Finding]:
    """N11: no other specific part in the scope sounds the same; with tones a warning, without them information."""
    live = [item for item in context.candidates if item.standing is not Standing.HISTORIC and name.sound]
    other = [item for item in live if item.parsed.key != name.key]
    toned = [item for item in other if item.parsed.sound == name.sound]
    toneless = [item for item in other if item.parsed.sound_plain == name.sound_plain and item not in toned]
    spelling = name.spelling.toned
    found: list[Finding] = []
    grades: list[tuple[list[Candidate], str, Severity, str]] = [
        (_like(name, toned, True), "N11/toned", Severity.WARN, "同音"),
        (_like(name, toned, False), "N11/other_generic", Severity.INFO, "专名同音（通名不同）"),
        (toneless, "N11/toneless", Severity.INFO, "音近（只有声调不同）"),
    ]
    for group, case, default, how in grades:
        default = Severity.INFO if context.scope.key is ScopeKey.UNREGULATED else default
        severity = settings.severity(case, default)
        if group and severity:
            message = f"“{name.name}”（{spelling}）与{context.scope.inside}的{_listed(group)}{how}"
            fix = "避免同音：换一个读音不同的专名，或说明不会混淆" if severity is not Severity.INFO else "知悉即可"
            found.append(_finding("N11", severity, Basis.PRACTICE, message, fix, group, context.scope, point, settings))
    return found


def _like(name: ParsedName, items: list[Candidate], same: bool) -> list[Candidate]:
    return [item for item in items if (_tail(item.parsed) == _tail(name)) is same]


def scope_is_known(scope: Scope, settings: RuleSettings) -> list[Finding]:
    """N12: says so where the scope of the law could not be used or where the law has none."""
    case = "N12/unregulated" if scope.key is ScopeKey.UNREGULATED else "N12/substitute"
    severity = settings.severity(case, Severity.INFO)
    if scope.legal or severity is None:
        return []
    return [
        Finding(
            rule="N12",
            severity=severity,
            basis=Basis.PRACTICE,
            message=scope.note,
            clause=clause_of(scope) or "《地名管理条例》第九条（七）（八）未列此类",
            fix="重名、同音的结果只作参考" if scope.key is not ScopeKey.UNREGULATED else "",
            evidence={"scope": scope.as_json()},
            field="division",
        )
    ]


def _listed(group: Sequence[Candidate]) -> str:
    names = [f"“{item.parsed.name}”" + (f"（{item.place}）" if item.place else "") for item in group[:3]]
    return "、".join(names) + (f"等 {len(group)} 处" if len(group) > 3 else "")


def _finding(
    rule: str,
    severity: Severity,
    basis: Basis,
    message: str,
    fix: str,
    group: Sequence[Candidate],
    scope: Scope,
    point: Point,
    settings: RuleSettings,
) -> Finding:
    limit = int(settings.limit("listed", LISTED))
    ordered = sorted(group, key=_nearness(point))[:limit]
    return Finding(
        rule=rule,
        severity=severity,
        basis=basis,
        message=message,
        clause=clause_of(scope),
        fix=fix,
        evidence={
            "scope": scope.as_json(),
            "count": len(group),
            "names": [item.evidence(point) for item in ordered],
        },
        field="name",
    )


def _nearness(point: Point) -> Callable[[Candidate], float]:
    def metres(item: Candidate) -> float:
        return distance_m(point, item.point) if point and item.point else float("inf")

    return metres
