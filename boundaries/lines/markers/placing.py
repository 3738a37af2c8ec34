"""Where a marker stands (界桩位置): from what the sheet gives to the register's degrees. No ORM, no I/O.

Projection inside CGCS2000 is exact; no datum is ever transformed, so a place given in another one has no point (S04).
"""

import math
from collections.abc import Iterator

from boundaries.lines.markers.sheet import Sheet
from boundaries.lines.network import ELLIPSOID
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings
from office.spatial.systems import Datum, System, from_code, to_degrees

AT_LEAST = 3  # reference objects, GB/T 17796
WHOLE_CIRCLE = 360.0


def place_of(sheet: Sheet) -> tuple[float, float] | None:
    """(longitude, latitude) in CGCS2000 degrees; None where nothing is given or the datum is another one."""
    system = from_code(sheet.crs) if sheet.crs else None
    if system is None:
        return (sheet.lon, sheet.lat) if not sheet.crs and sheet.lon is not None and sheet.lat is not None else None
    if system.datum is not Datum.CGCS2000 or sheet.x is None or sheet.y is None:
        return None
    if not system.projected:
        return (sheet.y, sheet.x)
    lon, lat = to_degrees(system).transform(sheet.y, sheet.x)
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) else None


def place_findings(sheet: Sheet, settings: RuleSettings) -> list[Finding]:
    """S04 (datum), S05 (X, Y against longitude, latitude) where they apply to one sheet."""
    return list(_datum_findings(sheet)) + list(_pair_findings(sheet, settings))


def _datum_findings(sheet: Sheet) -> Iterator[Finding]:
    system = from_code(sheet.crs) if sheet.crs else None
    if sheet.crs and system is None:
        yield _block(
            "S01", "crs", f"不认识的坐标系“{sheet.crs}”。", "请选择坐标系，或写作 EPSG:编号。", Basis.INTEGRITY
        )
    elif system is not None and system.datum is Datum.WGS84:
        yield _block("S04", "crs", "WGS84 坐标不能作为界桩的成果坐标。", "请填写 CGCS2000 成果坐标。", Basis.LAW)
    elif system is not None and system.datum is not Datum.CGCS2000:
        yield Finding(
            rule="S04",
            severity=Severity.INFO,
            basis=Basis.INTEGRITY,
            message=f"{system.datum} 坐标照原样保存，不作基准转换，不能上图。",
            fix="取得 CGCS2000 成果坐标后再更正。",
            field="crs",
        )


def _pair_findings(sheet: Sheet, settings: RuleSettings) -> Iterator[Finding]:
    place = place_of(sheet)
    if sheet.crs and place and sheet.lon is not None and sheet.lat is not None:
        off = ELLIPSOID.inv(*place, sheet.lon, sheet.lat)[2]
        limit = (settings.limits.get("S05") or {}).get("lb_xy_m", 0.5)
        severity = settings.severity("S05", Severity.WARN)
        if off > limit and severity:
            yield Finding(
                rule="S05",
                severity=severity,
                basis=Basis.PRACTICE,
                message=f"由 X、Y 算得的经纬度与所填相差 {off:,.1f} 米。",
                fix="请核对坐标系、X 与 Y 的先后。",
                field="lon",
                evidence={"off_m": round(off, 3), "computed": [round(value, 8) for value in place]},
            )


def corridor_findings(off_m: float, settings: RuleSettings) -> list[Finding]:
    """S03: a marker stands within the corridor of its line, on either bank; `off_m`: metres from the line."""
    limit = (settings.limits.get("S03") or {}).get("corridor_m", 2000)
    severity = settings.severity("S03", Severity.BLOCK)
    if off_m <= limit or not severity:
        return []
    return [
        Finding(
            rule="S03",
            severity=severity,
            basis=Basis.PRACTICE,
            message=f"界桩离本线 {off_m:,.0f} 米，超出 {limit:,.0f} 米走廊。",
            fix="请核对经纬度或 X、Y；确是别的界线的界桩，请在那条线上登记。",
            field="lon",
            evidence={"value": round(off_m, 1), "limit": limit},
        )
    ]


def reference_findings(sheet: Sheet, settings: RuleSettings) -> list[Finding]:
    """S08: three reference objects with part, azimuth 0–360, distance; azimuth against the computed one."""
    found = []
    severity = settings.severity("S08", Severity.WARN)
    if len(sheet.references) < AT_LEAST and severity:
        message = f"方位物应不少于 {AT_LEAST} 个，现为 {len(sheet.references)} 个。"
        found.append(_standard(severity, "references", message, "请补测明显、固定、耐久的方位物。"))
    for place, item in enumerate(sheet.references, 1):
        found += _item_findings(place, item, sheet, settings)
    return found


def _item_findings(place: int, item: object, sheet: Sheet, settings: RuleSettings) -> Iterator[Finding]:
    assert isinstance(item, dict)
    title, field = f"方位物 {place}“{item.get('name', '')}”", f"references-{place}"
    azimuth, distance = item.get("azimuth"), item.get("distance_m")
    severity = settings.severity("S08", Severity.WARN)
    if severity and not item.get("part"):
        yield _standard(severity, field, f"{title}没有写明部位。", "请写明测到哪一部位，例如“东南角”。")
    if azimuth is None or not 0 <= azimuth <= WHOLE_CIRCLE:
        yield _block(
            "S08", field, f"{title}的坐标方位角应在 0–360 度之间。", "请按度填写，分秒化为小数。", Basis.INTEGRITY
        )
    if distance is None or not distance > 0:
        yield _block("S08", field, f"{title}的距离应大于零。", "请按米填写。", Basis.INTEGRITY)
    elif azimuth is not None and 0 <= azimuth <= WHOLE_CIRCLE:
        yield from _bearing(title, field, item, sheet, settings)


def _bearing(title: str, field: str, item: dict, sheet: Sheet, settings: RuleSettings) -> Iterator[Finding]:
    """The stated azimuth against the plane one, where the object's X, Y are known in the marker's own system."""
    system = from_code(sheet.crs) if sheet.crs else None
    if not _projected(system) or None in (sheet.x, sheet.y, item.get("x"), item.get("y")):
        return
    assert sheet.x is not None and sheet.y is not None
    north, east = item["x"] - sheet.x, item["y"] - sheet.y
    computed = math.degrees(math.atan2(east, north)) % WHOLE_CIRCLE
    off = abs((item["azimuth"] - computed + 180) % WHOLE_CIRCLE - 180)
    limits = settings.limits.get("S08") or {}
    severity = settings.severity("S08/bearing", Severity.WARN)
    if severity and off > limits.get("bearing_deg", 1.0):
        message = f"{title}的方位角 {item['azimuth']:g}° 与由坐标算得的 {computed:.2f}° 相差 {off:.2f}°。"
        yield _standard(severity, field, message, "请核对方位角和双方坐标。", computed_deg=round(computed, 4))
    length = math.hypot(north, east)
    if severity and abs(length - item["distance_m"]) > limits.get("distance_m", 1.0):
        message = f"{title}的距离 {item['distance_m']:g} 米与由坐标算得的 {length:.1f} 米不符。"
        yield _standard(severity, field, message, "请核对距离和双方坐标。", computed_m=round(length, 2))


def _projected(system: System | None) -> bool:
    return system is not None and system.projected


def _standard(severity: Severity, field: str, message: str, fix: str, **evidence: object) -> Finding:
    return Finding(
        rule="S08",
        severity=severity,
        basis=Basis.STANDARD,
        message=message,
        clause="GB/T 17796-2009",
        fix=fix,
        field=field,
        evidence=evidence,
    )


def _block(rule: str, field: str, message: str, fix: str, basis: Basis) -> Finding:
    return Finding(rule=rule, severity=Severity.BLOCK, basis=basis, message=message, fix=fix, field=field)
