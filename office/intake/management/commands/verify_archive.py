"""verify_archive: every archived file against its hash, every receipt against its content."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from office.intake.models import Receipt, StoredFile
from office.intake.receipts import is_genuine
from office.intake.storage import DamagedFile, open_stored


class Command(BaseCommand):
    help = "逐一核对存档原件与其 SHA-256、回执与其内容哈希"

    def handle(self, *_args: Any, **_options: Any) -> None:
        files = receipts = 0
        for file in StoredFile.objects.order_by("stored_at", "pk").iterator():
            try:
                open_stored(file).close()
            except DamagedFile as damaged:
                self._fail(f"第 {files + 1} 件不符：{damaged}")
            files += 1
        for receipt in Receipt.objects.order_by("pk").iterator():
            if not is_genuine(receipt):
                self._fail(f"回执 {receipt.number} 的内容与哈希不符。")
            receipts += 1
        self.stdout.write(f"核对原件 {files} 件、回执 {receipts} 份，全部相符。")

    def _fail(self, words: str) -> None:
        self.stdout.write(words)
        sys.exit(1)
