"""Proving the log: every event against its hash, every seal against the chain, every anchor against its seal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from office.log.actions import GENESIS, seal_hash
from office.log.hashing import digest
from office.log.models import Event, Seal


@dataclass
class Report:
    """How many were compared, and what did not agree, first one first."""

    events: int = 0
    seals: int = 0
    anchors: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.failures


def verify(anchor_file: Path) -> Report:
    """Compare the whole log with its hashes, its chain, and the anchor file outside the database."""
    report = Report()
    hashes = _verify_events(report)
    seals = _verify_seals(report, hashes)
    _verify_anchors(report, seals, anchor_file)
    return report


def _verify_events(report: Report) -> dict[int, str]:
    hashes = {}
    for event in Event.objects.iterator(chunk_size=2000):
        report.events += 1
        hashes[event.pk] = event.content_hash
        if digest(event.content()) != event.content_hash:
            report.failures.append(f"事件 {event.pk}（{event.action}）的内容与哈希不符")
    return hashes


def _verify_seals(report: Report, hashes: dict[int, str]) -> dict[int, str]:
    previous, seals = GENESIS, {}
    for seal in Seal.objects.order_by("id"):
        report.seals += 1
        report.failures.extend(_seal_failures(seal, previous, hashes))
        previous = seals[seal.pk] = seal.hash
    return seals


def _seal_failures(seal: Seal, previous: str, hashes: dict[int, str]) -> Iterator[str]:
    lost = [pk for pk in seal.events if pk not in hashes]
    if lost:
        yield f"封存 {seal.pk} 中的事件 {lost[0]} 已不在日志里"
        return
    if seal.previous_hash != previous:
        yield f"封存 {seal.pk} 与前一封存不相接"
    if seal_hash(seal.previous_hash, [(pk, hashes[pk]) for pk in seal.events]) != seal.hash:
        yield f"封存 {seal.pk} 的哈希与其事件不符"


def _verify_anchors(report: Report, seals: dict[int, str], anchor_file: Path) -> None:
    lines = anchor_file.read_text(encoding="utf-8").splitlines() if anchor_file.is_file() else []
    anchored = {}
    for line in lines:
        anchor = json.loads(line)
        anchored[anchor["seal"]] = anchor["hash"]
    report.anchors = len(anchored)
    for number, value in anchored.items():
        if seals.get(number) != value:
            report.failures.append(f"锚文件中的封存 {number} 与数据库不符")
    for number in sorted(seals.keys() - anchored.keys()):
        report.failures.append(f"封存 {number} 不在锚文件 {anchor_file.name} 中")
