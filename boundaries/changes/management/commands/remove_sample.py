"""remove_sample: take the marked sample out again; what is real stands as before."""

from typing import Any

from django.core.management.base import BaseCommand

from boundaries.changes.load import remove_sample


class Command(BaseCommand):
    help = "清除全部示例数据，真实数据不受影响。"

    def handle(self, *args: Any, **options: Any) -> None:
        remove_sample(progress=self._say if options["verbosity"] else lambda message: None)

    def _say(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()
