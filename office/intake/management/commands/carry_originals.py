"""carry_originals: copy the originals out of the store into a folder, or from a folder into the store."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from office.intake.models import StoredFile
from office.intake.storage import ChangedFile, DamagedFile, keep, name_of, open_stored


class Command(BaseCommand):
    help = "把原件从存储抄到文件夹（--out），或从文件夹放回存储（--in）；每件都核对 SHA-256"

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--out", type=Path, metavar="DIR")
        way.add_argument("--in", type=Path, metavar="DIR", dest="source")

    def handle(self, *_args: Any, **options: Any) -> None:
        if "intake_storedfile" not in connection.introspection.table_names():
            raise CommandError("数据库里还没有原件登记，请先迁移或恢复数据库。", returncode=2)
        count = 0
        try:
            for file in StoredFile.objects.order_by("pk").iterator():
                self._out(file, options["out"]) if options["out"] else self._in(file, options["source"])
                count += 1
        except (DamagedFile, ChangedFile, OSError) as error:
            raise CommandError(f"第 {count + 1} 件：{error}") from error
        self.stdout.write(f"原件 {count} 件，全部相符。")

    def _out(self, file: StoredFile, folder: Path) -> None:
        target = folder / name_of(file.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        with open_stored(file) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)

    def _in(self, file: StoredFile, folder: Path) -> None:
        with (folder / name_of(file.sha256)).open("rb") as source:
            keep(source, expected=file.sha256)
