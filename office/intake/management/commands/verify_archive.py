"""verify_archive: every original against its hash; receipts, archived items and extracts against their content."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from office.intake.verification import in_words, verify_all


class Command(BaseCommand):
    help = "逐一核对存档原件与其 SHA-256，回执、档案和利用证明与其内容哈希"

    def handle(self, *_args: Any, **_options: Any) -> None:
        outcomes = verify_all()
        failures = [failure for outcome in outcomes for failure in outcome.failures]
        if failures:
            self.stdout.write(failures[0])
            self.stdout.write(f"核对{in_words(outcomes)}，{len(failures)} 处不符，第一处如上。")
            sys.exit(1)
        self.stdout.write(f"核对{in_words(outcomes)}，全部相符。")
