"""The private cluster, really made, started and stopped."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest

from config.house import account as accounts
from config.house.cluster import Cluster
from config.house.say import Trouble


def connect(cluster: Cluster):
    known = cluster.settings()
    return psycopg2.connect(dbname=known["NAME"], user=known["USER"], host=known["HOST"], port=known["PORT"])


def ask(cluster: Cluster, question: str) -> str:
    connection = connect(cluster)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return str(cursor.fetchone()[0])
    finally:
        connection.close()


def test_started_and_stopped_twice_it_keeps_what_it_holds(cluster: Cluster) -> None:
    assert cluster.pid() is None
    assert cluster.start() is True
    assert cluster.start() is False  # already there
    connection = connect(cluster)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT '珲春'::text AS name")
    connection.close()
    assert cluster.stop() is True
    assert cluster.stop() is False
    assert cluster.pid() is None
    assert cluster.start() is True
    assert ask(cluster, "SELECT name FROM kept") == "珲春"


def test_it_is_what_the_register_needs(cluster: Cluster) -> None:
    cluster.start()
    settings = {name: ask(cluster, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")}
    assert set(settings.values()) == {"on"}
    assert ask(cluster, "SHOW data_checksums") == "on"
    assert ask(cluster, "SHOW listen_addresses") == ""
    assert ask(cluster, "SELECT datctype FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
    assert ask(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "False"
    assert ask(cluster, "SELECT postgis_version()").startswith("3.")
    assert ask(cluster, "SELECT show_trgm('长春市') <> '{}'") == "True"
    assert cluster.layout.socket.stat().st_mode & 0o777 == 0o700


def test_only_known_accounts_come_in(cluster: Cluster) -> None:
    """Peer rules: the system's account decides, no password and no other role."""
    cluster.start()
    with pytest.raises(psycopg2.OperationalError, match="role|角色|peer|Peer"):
        psycopg2.connect(dbname="dijie", user="stranger", host=str(cluster.layout.socket), port="5432")


def test_a_crash_is_met_at_the_next_start(cluster: Cluster) -> None:
    cluster.start()
    number = cluster.pid()
    assert number is not None
    os.kill(number, signal.SIGKILL)
    limit = time.monotonic() + 10
    while Path(f"/proc/{number}/cwd").exists() and time.monotonic() < limit:
        time.sleep(0.05)
    assert (cluster.layout.data / "postmaster.pid").exists()
    assert cluster.pid() is None
    assert cluster.start() is True
    assert ask(cluster, "SELECT 1") == "1"


def test_a_pid_that_now_belongs_to_another_program_is_no_cluster(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.layout.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert cluster.pid() is None
    assert cluster.start() is True


def test_making_it_starts_again_after_a_break(cluster: Cluster) -> None:
    half = cluster.layout.base / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    assert cluster.start() is True


def test_data_of_another_version_is_named(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.layout.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(Trouble, match="PostgreSQL 14"):
        cluster.start()


def test_a_folder_of_another_account_is_not_used(cluster: Cluster, tmp_path: Path) -> None:
    cluster.layout.base.parent.mkdir(exist_ok=True)
    cluster.layout.base.symlink_to(tmp_path)
    with pytest.raises(Trouble, match="别的账户"):
        cluster.start()
    cluster.layout.base.unlink()
    cluster.layout.data.mkdir(parents=True)


def test_the_cluster_of_the_tests_gives_up_durability(cluster: Cluster) -> None:
    loose = replace(cluster, durable=False)
    loose.start()
    assert ask(loose, "SHOW fsync") == "off"
    assert ask(loose, "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user") == "True"


def test_who_cannot_enter_is_found(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    account = accounts.for_cluster(closed / "none")
    assert accounts.can_enter(account, closed / "var") is account.is_caller
    assert accounts.can_enter(account, Path("/usr/share"))
