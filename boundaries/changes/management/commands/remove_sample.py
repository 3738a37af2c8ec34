"""remove_sample: take the marked sample out again; what is real stands as before."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boundaries.changes.load import ChangedSample, remove_sample


class Command(BaseCommand):
    help = "清除全部示例数据，真实数据不受影响。"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            remove_sample(progress=self._say if options["verbosity"] else lambda message: None)
        except ChangedSample as changed:
            raise CommandError(str(changed), returncode=2) from changed

    def _say(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()
