"""archive_export: items as a BagIt package for another office."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boundaries.archive import handover, lines
from boundaries.archive.models import Item
from boundaries.archive.queries import chosen
from boundaries.archive.refusals import Refused

BLOCKED, UNUSABLE = 1, 2


class Command(BaseCommand):
    help = "把档案打成 BagIt 交接包（zip）：按全宗、界线、年度或档号选择"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, metavar="FILE.zip")
        parser.add_argument("--office", required=True, help="接收单位")
        parser.add_argument("--fonds", default="", help="全宗号")
        parser.add_argument("--line", default="", help="界线编号，例如 2223")
        parser.add_argument("--year", default="", help="文件年度")
        parser.add_argument("--number", default="", help="档号，可只写前面几节")

    def handle(self, *_args: Any, **options: Any) -> None:
        line = lines.key_of(options["line"])
        if options["line"] and not line:
            raise CommandError(f"没有编号为 {options['line']} 的界线", returncode=UNUSABLE)
        if options["target"].exists():
            raise CommandError(f"{options['target']} 已存在，不会覆盖", returncode=UNUSABLE)
        asked = {"fonds": options["fonds"], "line": line, "year": options["year"]}
        items = chosen(Item.objects.filter(archive_number__startswith=options["number"]), asked)
        ordered = list(items.select_related("file__series__fonds").order_by("archive_number"))
        if not ordered:
            raise CommandError("没有符合条件的档案", returncode=UNUSABLE)
        try:
            made = handover.export(None, ordered, options["office"], options["target"])
        except Refused as refused:
            raise CommandError(str(refused), returncode=BLOCKED) from refused
        self.stdout.write(f"移交 {len(ordered)} 件、{made.record.files} 个文件：{options['target']}")
        self.stdout.write(f"交接校验值（请另行告知接收单位）：{made.record.bag_hash}")
