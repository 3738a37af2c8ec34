"""demo_accounts: one account for every role, with passwords made now."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.jurisdiction.actions import DEMO_ACCOUNTS, DemoAccount, make_demo_accounts
from office.people.calendar import today
from office.people.models import User


class Command(BaseCommand):
    help = "建立演示账号并打印新密码；演示账号已齐备且口令文件仍在时原样打印"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, help="口令文件（仅本人可读）")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("未开启演示（DEMO=1），不建立演示账号。")
        file: Path | None = options["file"]
        names = [account.username for account in DEMO_ACCOUNTS]
        complete = User.objects.filter(username__in=names).count() == len(names)
        if complete and file and file.is_file():
            self.stdout.write(file.read_text(encoding="utf-8"), ending="")
            return
        text = _table(make_demo_accounts(today()))
        if file:
            _write_private(file, text)
        self.stdout.write(text, ending="")


def _table(accounts: list[tuple[DemoAccount, str]]) -> str:
    lines = [f"  {a.username:<22} {password}  {a.role.label} · {a.organisation}" for a, password in accounts]
    return "\n".join(lines) + "\n"


def _write_private(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
