"""An item, or a file that is to become one, as the checks see it; and the report of a check that was made."""

import datetime
from collections.abc import Iterable, Sequence

from boundaries.archive import checks
from boundaries.archive.checks import Record, Version
from boundaries.archive.formats import Format, recognise
from boundaries.archive.models import CheckReport, Deposit, Item
from boundaries.divisions.models import Precision
from office.intake.models import StoredFile
from office.intake.storage import DamagedFile, open_stored
from office.people.calendar import today
from office.people.models import User
from office.rulesets.findings import Finding
from office.rulesets.queries import settings_in_force

TOPIC = "archive"
OF_THE_FILE = ("A01", "A08", "A09", "A10", "A12", "A13")


def version_facts(file: StoredFile, number: int, filename: str) -> Version:
    """One file with the hash of its bytes as they lie now, and its format."""
    try:
        with open_stored(file) as stream:
            return Version(number, filename, file.sha256, file.sha256, file.size, recognise(stream))
    except DamagedFile:
        return Version(number, filename, file.sha256, "", file.size, Format("unknown", "读不出", fault="原件损坏"))


def record_of(item: Item, versions: Sequence[Version] | None = None, subjects: int | None = None) -> Record:
    """The facts of an item; `versions` and `subjects` where they are known already."""
    if versions is None:
        kept = item.versions.select_related("file").order_by("number")
        versions = [version_facts(version.file, version.number, version.filename) for version in kept]
    return Record(
        title=item.title,
        responsible=item.responsible,
        day=item.day,
        precision=item.precision,
        filed=item.filed_at.date(),
        security=item.security,
        retention=item.retention,
        place=item.place,
        pages=item.pages,
        subjects=item.subjects.count() if subjects is None else subjects,
        versions=tuple(versions),
    )


def judge(record: Record, day: datetime.date) -> list[Finding]:
    """The findings by the rule set in force on a day."""
    return checks.check(record, settings_in_force(TOPIC, day))


def preview(deposit: Deposit, day: datetime.date) -> tuple[Version, list[Finding]]:
    """The file of a deposit and what can be said before it is described."""
    version = version_facts(deposit.original, 1, deposit.filename)
    record = Record(
        title=deposit.filename,
        responsible="—",
        day=None,
        precision=Precision.UNKNOWN,
        filed=day,
        security="internal",
        retention="Y",
        place="",
        pages=None,
        subjects=1,
        versions=(version,),
    )
    return version, [finding for finding in judge(record, day) if finding.rule in OF_THE_FILE]


def report(
    item: Item, moment: CheckReport.Moment, by: User | None, findings: Iterable[Finding], versions: Sequence[Version]
) -> CheckReport:
    """Keep what the checks said, with the hashes that were checked."""
    found = list(findings)
    return CheckReport.objects.create(
        item=item,
        moment=moment,
        by=by,
        findings=[finding.as_json() for finding in found],
        passed=checks.passed(found),
        hashes={str(version.number): version.found for version in versions},
    )


def review(item: Item, by: User | None, moment: CheckReport.Moment = CheckReport.Moment.REVIEW) -> CheckReport:
    """Check an item as it lies now and keep the report."""
    record = record_of(item)
    return report(item, moment, by, judge(record, today()), record.versions)
