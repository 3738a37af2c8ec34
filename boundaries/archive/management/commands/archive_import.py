"""archive_import: prove a BagIt package and take its items over."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boundaries.archive import handover
from boundaries.archive.refusals import Refused

BLOCKED, UNUSABLE = 1, 2


class Command(BaseCommand):
    help = "核对 BagIt 交接包（zip 或文件夹）并接收；有一个文件不符就整包拒收"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("package", type=Path, metavar="PACKAGE")
        parser.add_argument("--proof", default="", help="移交单位另行告知的交接校验值")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["package"].exists():
            raise CommandError(f"没有 {options['package']}", returncode=UNUSABLE)
        try:
            taken = handover.bring_in(None, options["package"], expected=options["proof"])
        except Refused as refused:
            raise CommandError(str(refused), returncode=BLOCKED) from refused
        count = taken.record.items.count()
        self.stdout.write(f"接收 {count} 件，其中新件 {taken.new}；交接校验值 {taken.record.bag_hash}")
