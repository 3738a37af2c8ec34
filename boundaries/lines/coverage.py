"""Whether the edges of a day cover what they shall (界线成面检查): findings for actions that change edges."""

import datetime
from collections.abc import Collection

from django.db import connection

from boundaries.divisions.queries import names_of
from boundaries.lines.snapshot import Snapshot, Snapshots
from boundaries.lines.soundness import Flaw, flaws_of
from office.rulesets.findings import Basis, Finding, Severity

RULE = "S13"
FIX = "请核对这些边的端点与两侧区划，使每个区划的边首尾相接、互不交叉。"


class BrokenCoverage(ValueError):
    """The edges do not form one area for each division; `findings` say where, those with a place also in `places`."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("；".join(finding.message for finding in findings))
        self.findings = findings
        self.places = [finding.evidence["place"] for finding in findings if finding.evidence["place"]]


def coverage_findings(day: datetime.date, divisions: Collection[int] | None = None) -> list[Finding]:
    """What keeps the edges of a day from forming exactly one area per lowest division.

    Only `divisions` are looked at where they are given, else all of ours.
    """
    return _findings(Snapshots().on(day), divisions)


def _findings(snapshot: Snapshot, divisions: Collection[int] | None) -> list[Finding]:
    edges = snapshot.edges if divisions is None else snapshot.beside(divisions)
    owners = {side for edge in edges for side in edge.sides}
    ours = {side for side in owners if not snapshot.tree.external(side)}
    inside = ours if divisions is None else ours & {*divisions}
    found = flaws_of(snapshot.stretches(edges), inside, owners - inside)
    names = names_of({owner for flaw in found for owner in flaw.owners if isinstance(owner, int)}, snapshot.day)
    return [_finding(flaw, names) for flaw in found]


def assert_coverage(day: datetime.date, divisions: Collection[int] | None = None) -> None:
    """Raise BrokenCoverage where `coverage_findings` finds anything; for the end of an action."""
    findings = coverage_findings(day, divisions)
    if findings:
        raise BrokenCoverage(findings)


def assert_coverage_from(since: datetime.date, divisions: Collection[int], snapshots: Snapshots | None = None) -> None:
    """`assert_coverage` in every stable period from a day on; what stands there as before is looked at once."""
    seen, sound = snapshots or Snapshots(), set()
    for begin, _ in seen.periods(since):
        snapshot = seen.on(begin)
        around = tuple(snapshot.beside(divisions))
        if around in sound:
            continue
        findings = _findings(snapshot, divisions)
        if findings:
            raise BrokenCoverage(findings)
        sound.add(around)


def check_now() -> None:
    """Let the database check the edges here and not only at commit. Raises IntegrityError."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS edges_cover_divisions IMMEDIATE")
        cursor.execute("SET CONSTRAINTS edges_cover_divisions DEFERRED")


def _finding(flaw: Flaw, names: dict[int, str]) -> Finding:
    concerned = "、".join(dict.fromkeys(names.get(owner, "") for owner in flaw.owners))
    place = "" if flaw.place is None else f"（{flaw.place[0]:.6f}, {flaw.place[1]:.6f}）"
    return Finding(
        rule=RULE,
        severity=Severity.BLOCK,
        basis=Basis.INTEGRITY,
        message=f"{flaw.message}：{concerned}{place}",
        fix=FIX,
        evidence={"place": flaw.place, "divisions": list(flaw.owners)},
    )
