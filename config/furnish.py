"""Bring a reachable database to the present: assertions, migrations, first contents, static files, system checks.

`python -m config.furnish [--restored]`, called by the house inside .venv. Exit 2 and one sentence where it cannot be.
"""

import json
import os
import sys
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import django
from django.core.checks import CheckMessage

from config.house import places, say

STAMP = places.VAR / "loaded.json"


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
    except (ValueError, RuntimeError) as error:
        return _refuse(f"设置有误：{error}")
    from django.core.management import CommandError

    from config.checks import assess

    complaints = assess("default")
    if complaints:
        return _complain(complaints)
    try:
        _migrate()
        _first_contents(restored="--restored" in arguments)
        _static_files()
    except CommandError as error:
        return _refuse(str(error))
    return _complain(_system_checks())


def _refuse(text: str) -> int:
    say.trouble(say.Trouble(text))
    return 2


def _complain(messages: Sequence[CheckMessage]) -> int:
    for message in messages:
        say.trouble(say.Trouble(message.msg, where=f"检查 {message.id}", fix=message.hint or ""))
    return 2 if messages else 0


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with say.step(f"迁移数据库（{len(plan)} 步）"):
            call_command("migrate", interactive=False, verbosity=0)
        _derive_anew()


def _derive_anew() -> None:
    """What is derived follows the tables of the new version; a register that is still empty has nothing to derive."""
    from django.core.management import call_command

    from boundaries.divisions.models import Division

    if Division.objects.exists():
        with say.step("重建派生数据"):
            call_command("rebuild", "all", stdout=StringIO())


def _identity() -> str:
    """This very database: server, number of the database on it. A new one is furnished anew."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())"
            " FROM pg_control_system()"
        )
        return str(cursor.fetchone()[0])


def _first_contents(*, restored: bool) -> None:
    """Jilin once for each database, then left alone: what an operator removed does not come back at the next start."""
    from django.conf import settings
    from django.core.management import call_command

    if not settings.DEMO:
        return
    identity = _identity()
    loaded = json.loads(STAMP.read_text()) if STAMP.exists() else []
    if identity not in loaded:
        places.ACCOUNTS_FILE.unlink(missing_ok=True)
        if not restored:
            say.line("▶ 载入吉林（首次）")
            with say.step("载入吉林"):
                call_command("load_jilin")
            _demo_accounts()
        STAMP.write_text(json.dumps([*loaded, identity]))
    elif _has_demo_accounts():
        _demo_accounts()


def _demo_accounts() -> None:
    """Make them, or write their file anew where it was lost; the server's start shows the file."""
    from django.core.management import call_command

    call_command("demo_accounts", file=Path(places.ACCOUNTS_FILE), stdout=StringIO())


def _has_demo_accounts() -> bool:
    """Accounts that an operator deleted, or that a restored register never had, do not come back."""
    from boundaries.jurisdiction.actions import DEMO_ACCOUNTS
    from office.people.models import User

    return User.objects.filter(username__in=[account.username for account in DEMO_ACCOUNTS]).exists()


def _static_files() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _system_checks() -> list[CheckMessage]:
    from django.core import checks

    found = checks.run_checks(databases=["default"])
    return [message for message in found if message.is_serious() and not message.is_silenced()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
