"""System checks of the database: version, encoding, locale, PostGIS, extensions (tag: database).

Under LC_CTYPE=C PostgreSQL finds no Chinese letters, and trigrams of Chinese names are silently empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

OLDEST = 150000  # PostgreSQL 15
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")
UNREACHABLE = "house.E001"
QUESTION = """
SELECT current_setting('server_version_num')::int, current_setting('server_version'), pg_encoding_to_char(d.encoding),
       d.datctype, current_user, has_database_privilege(d.oid, 'CREATE'),
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
       ARRAY(SELECT extname::text FROM pg_extension), ARRAY(SELECT name::text FROM pg_available_extensions),
       ARRAY(SELECT name::text FROM pg_available_extension_versions WHERE trusted)
FROM pg_database d WHERE d.datname = current_database()
"""


@dataclass(frozen=True)
class DatabaseFacts:
    """What a server says of itself and of our database."""

    version: int
    version_text: str
    encoding: str
    ctype: str
    user: str
    may_create: bool
    superuser: bool
    installed: Sequence[str]
    available: Sequence[str]
    trusted: Sequence[str]


def facts(connection: BaseDatabaseWrapper) -> DatabaseFacts:
    """Ask the server. Raises OperationalError where it cannot be reached."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION)
        return DatabaseFacts(*cursor.fetchone())


def _error(number: str, message: str, hint: str) -> Error:
    return Error(message, hint=hint, id=f"house.{number}")


def judge(known: DatabaseFacts) -> list[Error]:
    """What is wrong with a database, each in one sentence with what to do; pure."""
    errors = []
    if known.version < OLDEST:
        message = f"数据库是 PostgreSQL {known.version_text}，至少需要 15。"
        errors.append(_error("E002", message, "升级服务器，或让 DATABASE_URL 指向另一台。"))
    if known.encoding != "UTF8":
        message = f"数据库编码是 {known.encoding}，必须是 UTF8。"
        errors.append(_error("E003", message, _remake()))
    if known.ctype.upper() in {"C", "POSIX"} or "UTF" not in known.ctype.upper():
        message = f"数据库的 LC_CTYPE 是 {known.ctype}，其中不认汉字，中文检索会静默落空；应为 C.UTF-8。"
        errors.append(_error("E004", message, _remake()))
    return errors or _extensions(known)  # a database to be made anew needs no advice on its extensions


def _remake() -> str:
    return "重建数据库：CREATE DATABASE … ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C.UTF-8' TEMPLATE template0"


def _extensions(known: DatabaseFacts) -> list[Error]:
    absent = [name for name in EXTENSIONS if name not in known.installed]
    unknown = [name for name in absent if name not in known.available]
    if unknown:
        message = f"服务器上没有扩展 {'、'.join(unknown)}{'（PostGIS 未安装）' if 'postgis' in unknown else ''}。"
        hint = "在数据库服务器上安装 postgresql-15-postgis-3 与 postgresql-contrib。"
        return [_error("E005", message, hint)]
    barred = [name for name in absent if not known.superuser and not (known.may_create and name in known.trusted)]
    if barred:
        message = f"账户 {known.user} 无权建立扩展 {'、'.join(barred)}。"
        hint = "请数据库管理员在该库中执行：" + " ".join(f"CREATE EXTENSION {name};" for name in barred)
        return [_error("E006", message, hint)]
    return []


def assess(alias: str) -> list[Error]:
    """Every complaint about one configured database, an unreachable one included."""
    connection = connections[alias]
    try:
        return judge(facts(connection))
    except OperationalError as problem:
        where = connection.settings_dict["HOST"] or "默认套接字"
        reason = str(problem).strip().splitlines()[0]
        message = f"连不上数据库 {connection.settings_dict['NAME']}（{where}）：{reason}"
        hint = "自带数据库：make db 启动它；自己的数据库：检查 DATABASE_URL 的主机、端口、账户与口令。"
        return [Error(message, hint=hint, id=UNREACHABLE)]


@register(Tags.database)
def check_database(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Django's entry: runs under migrate and `check --database default`."""
    return [error for alias in databases or [] for error in assess(alias)]
