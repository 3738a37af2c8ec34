"""seal_log: chain the committed events that no seal holds yet."""

from typing import Any

from django.core.management.base import BaseCommand

from office.log.actions import seal_regularly


class Command(BaseCommand):
    help = "封存尚未封存的日志事件，并写入数据库之外的锚文件"

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(seal_regularly())
