"""check_changes FILE [--json]: what a list of division changes would do, and what contradicts it; stores nothing."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from boundaries.changes.lists.effects import STATUS_LABELS
from boundaries.changes.lists.report import Report, report_of_file
from office.intake.readers import read
from office.intake.readers.faults import not_opened, too_large
from office.intake.readers.shapes import Limits, ReadFile
from office.rulesets.findings import Severity

CLEAN, BLOCKED, UNUSABLE = 0, 1, 2
_SIGNS = {Severity.BLOCK: "✗ 拦截", Severity.WARN: "! 提醒", Severity.INFO: "· 提示"}


class Command(BaseCommand):
    help = (
        "检查区划变更清单（CSV、XLSX）：每行将做什么、与清单自身或名录有何矛盾；不入库。"
        "退出码 0 无拦截，1 有拦截，2 无法读取。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        report = report_of_file(_read(Path(options["file"])))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._tell(report)
        if not report.readable:
            sys.exit(UNUSABLE)
        if report.contradicted:
            sys.exit(BLOCKED)

    def _tell(self, report: Report) -> None:
        for effect in report.effects:
            self.stdout.write(
                f"第 {effect.row.row} 行  {effect.row.when}  {STATUS_LABELS[effect.status]}  {effect.text}"
            )
        for finding in report.findings:
            where = f"第 {finding.row} 行 " if finding.row else ""
            self.stdout.write(f"{_SIGNS[finding.severity]} {finding.rule} {where}{finding.message}")
            if finding.fix:
                self.stdout.write(f"    怎么办：{finding.fix}")
        blocks = sum(finding.blocks for finding in report.findings)
        self.stdout.write(f"共 {report.rows} 行：将登记 {len(report.new)} 行，拦截 {blocks} 项")


def _read(path: Path) -> ReadFile:
    limit = Limits().max_bytes
    try:
        size = path.stat().st_size
        if size > limit:
            return ReadFile(name=path.name, size=size, sha256="", findings=(too_large(size, limit),))
        return read(path.read_bytes(), path.name)
    except OSError as error:
        fault = not_opened(path.name, error.strerror or type(error).__name__)
        return ReadFile(name=path.name, size=0, sha256="", findings=(fault,))
