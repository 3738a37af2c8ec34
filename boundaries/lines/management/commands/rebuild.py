"""rebuild areas|search|tiles|all [--check]: derived things made again, or compared with what is stored."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from boundaries import derived

SHOWN = 20


class Command(BaseCommand):
    help = "重建派生数据；--check 只比较，有不同即以 1 退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=[*derived.names(), "all"], help="要重建的内容")
        parser.add_argument("--check", action="store_true", help="只与库中比较，不作改动")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            results = [self._check(item) for item in derived.chosen(options["what"])]
            if not all(results):
                sys.exit(1)
            return
        with transaction.atomic():
            for item in derived.with_dependents(options["what"]):
                self.stdout.write(f"{item.name}：已重建 {item.rebuild()} 项")

    def _check(self, item: derived.Derived) -> bool:
        found = item.compare()
        self.stdout.write(f"{item.name}：比较 {found.compared} 项，{len(found.differences)} 项不同")
        for difference in found.differences[:SHOWN]:
            self.stdout.write(f"  {difference}")
        if len(found.differences) > SHOWN:
            self.stdout.write(f"  ……另有 {len(found.differences) - SHOWN} 项")
        return not found.differences
