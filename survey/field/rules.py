"""What is weighed of a record besides its position (野外记录检查): pictures S21, the survey it is for S41. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from boundaries.lines.network import ELLIPSOID
from office.rulesets.findings import Basis, Finding, Severity
from office.rulesets.settings import RuleSettings
from survey.field.exif import Taken
from survey.field.payload import Position

PHOTO_FAR = 100.0  # metres, domain S21


def photo_findings(photos: Iterable[Taken], position: Position | None, settings: RuleSettings) -> Iterator[Finding]:
    """S21: a picture says when and where it was taken, and that is within the limit of the position."""
    severity = settings.severity("S21", Severity.INFO)
    if severity is None:
        return
    limit = float((settings.limits.get("S21") or {}).get("photo_off_m", PHOTO_FAR))
    for place, photo in enumerate(photos, 1):
        if photo.at is None or photo.lon is None or photo.lat is None:
            yield _s21(severity, f"第 {place} 张照片没有写明时间或地点。", "请打开相机的位置和时间后补拍。")
        elif position is not None:
            off = ELLIPSOID.inv(photo.lon, photo.lat, position.lon, position.lat)[2]
            if off > limit:
                words = f"第 {place} 张照片的拍摄地点离这一点 {off:,.0f} 米，限 {limit:g} 米。"
                yield _s21(severity, words, "请核对是否拍错了点。", off_m=round(off, 1), limit=limit)


def _s21(severity: Severity, message: str, fix: str, **evidence: object) -> Finding:
    return Finding(
        rule="S21",
        severity=severity,
        basis=Basis.PRACTICE,
        message=message,
        clause="照片应有时间、地点",
        fix=fix,
        field="photos",
        evidence=evidence,
    )


def survey_over(title: str) -> Finding:
    """S41: the survey that the phone knew is not open any more."""
    return Finding(
        rule="S41",
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=f"“{title}”已经验收或不在进行中，它的点不能再改。",
        clause="勘界工作办结后成果不变",
        fix="联网更新资料；仍有勘界工作就在其中重新记录，没有就交界线管理员。",
        field="survey",
    )


def without_row(findings: Sequence[Finding]) -> list[Finding]:
    """A record is no table: its findings name the field, the row is left out."""
    return [replace(finding, row=None) for finding in findings]
