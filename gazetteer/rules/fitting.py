"""N15: the generic term fits the thing: its length, width, area and direction."""

from collections.abc import Mapping

from gazetteer.rules.facts import Facts
from gazetteer.rules.parsing import ParsedName
from gazetteer.rules.tables import Fit, Tables
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings

_CLAUSE = "《地名管理条例》第九条（二）"
_MEASURES = {"length_m": ("长", "米"), "width_m": ("宽", "米"), "area_m2": ("面积", "平方米")}
_DIRECTIONS = {"ew": "东西向", "ns": "南北向"}
CLEAR = 30.0  # degrees from an axis within which a direction is clear


def fits_the_thing(name: ParsedName, facts: Facts, tables: Tables, settings: RuleSettings) -> list[Finding]:
    """N15: measures and direction against what the generic term asks; what is not known is not judged."""
    fit = tables.fits.get((name.kind, name.parts.generic))
    if fit is None:
        return []
    changed = settings.limits.get("N15", {}).get(f"{name.kind.value}/{name.parts.generic}", {})
    return [*_measured(name, facts, fit, changed, settings), *_directed(name, facts, fit, settings)]


def _measured(
    name: ParsedName, facts: Facts, fit: Fit, changed: Mapping[str, float], settings: RuleSettings
) -> list[Finding]:
    severity = settings.severity("N15", Severity.WARN)
    wrong = []
    for key, (label, unit) in _MEASURES.items():
        least, most = fit.measures[key]
        least, most = changed.get(f"min_{key}", least), changed.get(f"max_{key}", most)
        value = getattr(facts, key)
        if value is not None and least is not None and value < least:
            wrong.append(f"{label} {value:g} {unit}，不足 {least:g} {unit}")
        if value is not None and most is not None and value > most:
            wrong.append(f"{label} {value:g} {unit}，超过 {most:g} {unit}")
    if not wrong or severity is None:
        return []
    fix = "换用与规模相符的通名，或核对长宽"
    return [_finding(severity, f"通名“{name.parts.generic}”与实体不相称：{'；'.join(wrong)}", fix, fit, facts)]


def _directed(name: ParsedName, facts: Facts, fit: Fit, settings: RuleSettings) -> list[Finding]:
    severity = settings.severity("N15/direction", Severity.INFO)
    if not fit.direction or facts.bearing is None or severity is None:
        return []
    runs = _direction_of(facts.bearing)
    if not runs or runs == fit.direction:
        return []
    message = f"该路{_DIRECTIONS[runs]}，当地习惯“{name.parts.generic}”用于{_DIRECTIONS[fit.direction]}的道路"
    return [_finding(severity, message, "按当地习惯选用通名，或沿用群众习惯的叫法", fit, facts)]


def _direction_of(bearing: float) -> str:
    """ew or ns where a bearing of 0 to 180 degrees is clearly one of them, else an empty text."""
    if abs(bearing - 90) <= CLEAR:
        return "ew"
    return "ns" if min(bearing, 180 - bearing) <= CLEAR else ""


def _finding(severity: Severity, message: str, fix: str, wanted: Fit, facts: Facts) -> Finding:
    known = {key: getattr(facts, key) for key in (*_MEASURES, "bearing") if getattr(facts, key) is not None}
    return Finding(
        rule="N15",
        severity=severity,
        basis=Basis.PRACTICE,
        message=message,
        clause=_CLAUSE,
        fix=fix,
        evidence={**known, "source": wanted.source},
        field="nature",
    )
