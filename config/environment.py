"""Settings from the environment, and what `make run` left in var/house.json."""

import json
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse

ROOT = Path(__file__).resolve().parent.parent
HOUSE_FILE = ROOT / "var" / "house.json"


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    return default if value == "" else value in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ValueError(f"环境变量 {name} 应为整数，现为“{value}”") from error


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def house() -> dict:
    """What the private cluster of this checkout was given: database, secret key, library folders."""
    if not HOUSE_FILE.is_file():
        return {}
    return json.loads(HOUSE_FILE.read_text(encoding="utf-8"))


def database(url: str) -> dict:
    """Django's database settings from a postgres:// URL; a socket folder stands in ?host=."""
    try:
        parts = urlparse(url)
    except ValueError as error:
        raise ValueError(f"DATABASE_URL 读不懂：{error}") from error
    if parts.scheme not in {"postgres", "postgresql", "postgis"}:
        raise ValueError(f"DATABASE_URL 应以 postgres:// 开头，现为“{parts.scheme}://”")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", None) or unquote(parts.hostname or "")
    try:
        port = str(query.pop("port", None) or parts.port or "")
    except ValueError as error:
        raise ValueError("DATABASE_URL 中的端口应为 1 至 65535 的整数") from error
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "dijie",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": query,
    }


def database_settings() -> dict:
    """DATABASE_URL if given, else the private cluster of this checkout, else an empty socket default."""
    url = text("DATABASE_URL")
    given = database(url) if url else dict(house().get("database", {"NAME": "dijie"}))
    return {
        **given,
        "ENGINE": "office.spatial.engine",
        "CONN_MAX_AGE": number("CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
    }


def originals() -> dict:
    """Django's storage of the originals: the folder ARCHIVE_DIR, or a bucket of an S3-compatible store."""
    bucket = text("ARCHIVE_S3_BUCKET")
    if not bucket:
        return {"BACKEND": "office.intake.stores.OnDisk"}
    given = {
        "endpoint_url": text("ARCHIVE_S3_ENDPOINT"),
        "region_name": text("ARCHIVE_S3_REGION"),
        "access_key": text("ARCHIVE_S3_ACCESS_KEY"),
        "secret_key": text("ARCHIVE_S3_SECRET_KEY"),
        "location": text("ARCHIVE_S3_PREFIX"),
        "addressing_style": text("ARCHIVE_S3_ADDRESSING"),
    }
    options = {name: value for name, value in given.items() if value}
    return {"BACKEND": "office.intake.stores.InBucket", "OPTIONS": {"bucket_name": bucket, **options}}
