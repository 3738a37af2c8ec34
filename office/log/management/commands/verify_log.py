"""verify_log: every event against its hash."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from office.log.verify import verify


class Command(BaseCommand):
    help = "核对日志：每个事件、每次封存、每个锚；有不符时退出码为 1"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *_args: Any, **options: Any) -> None:
        report = verify(settings.ANCHOR_DIR / "log.jsonl")
        if options["json"]:
            self.stdout.write(json.dumps({**vars(report), "ok": report.ok}, ensure_ascii=False))
        else:
            self.stdout.write(f"已核对 {report.events} 个事件、{report.seals} 次封存、{report.anchors} 个锚。")
            self.stdout.write(f"第一处不符：{report.failures[0]}" if report.failures else "全部相符。")
        if not report.ok:
            raise SystemExit(1)
