"""load_jilin: the real divisions and outlines, and the marked sample."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from boundaries.changes.load import load


class Command(BaseCommand):
    help = "装入吉林省的区划、界线与（演示时）示例数据；重复运行不作改动。"

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--sample", action="store_true", default=None, help="同时装入示例数据")
        choice.add_argument("--no-sample", action="store_false", dest="sample", help="只装入真实数据")

    def handle(self, *args: Any, **options: Any) -> None:
        sample = settings.DEMO if options["sample"] is None else options["sample"]
        load(progress=self._say if options["verbosity"] else lambda message: None, sample=sample)

    def _say(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()
