"""N33: the stated place can be kept: a valid geometry inside the stated division."""

from gazetteer.rules.context import Place
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings


def is_placed(place: Place, settings: RuleSettings) -> list[Finding]:
    """N33: coordinates are degrees, the geometry is valid, the point lies in the stated division."""
    if place.faults:
        return [_n33(f"位置有误：{'；'.join(place.faults)}", "在地图上重新标出位置", {"faults": list(place.faults)})]
    if place.point is None:
        return []
    lon, lat = place.point
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return [_n33(f"坐标（{lon}，{lat}）不是经纬度", "填写经度、纬度（度），坐标系 CGCS2000", {"point": [lon, lat]})]
    if place.inside is not False:
        return []
    where = f"，在{place.found}" if place.found else ""
    evidence = {"point": [lon, lat], "division": place.area_of, "found": place.found, "sample": place.area_sample}
    message = f"位置（{lon:.5f}，{lat:.5f}）不在{place.area_of}范围内{where}"
    if not place.area_sample:
        return [_n33(message, "改正位置，或改选所在区划", evidence)]
    severity = settings.severity("N33/sample", Severity.INFO)
    if severity is None:
        return []
    return [
        Finding(
            rule="N33",
            severity=severity,
            basis=Basis.PRACTICE,
            message=f"{message}（该范围是示例数据，只作参考）",
            fix="核对位置",
            evidence=evidence,
            field="point",
        )
    ]


def _n33(message: str, fix: str, evidence: dict[str, object]) -> Finding:
    return Finding(
        rule="N33",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=message,
        fix=fix,
        evidence=evidence,
        field="point",
    )
