"""A private PostgreSQL with PostGIS: made once, started and stopped with the server, reached by Unix socket only."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.house import account as accounts
from config.house import say
from config.house.account import Account
from config.house.needs import Postgres
from config.house.places import Layout
from config.house.say import Trouble

ROLE = DATABASE = "dijie"
SUPERUSER = "postgres"
PORT = "5432"  # only part of the socket's name, no network port
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """One data folder with its socket; `durable` is off for tests only."""

    layout: Layout
    postgres: Postgres
    account: Account
    durable: bool = True
    environment: Mapping[str, str] | None = None

    # --- questions ------------------------------------------------------------------------------
    def pid(self) -> int | None:
        """The running postmaster of this data folder; a left-over pid of a crash does not count."""
        try:
            number = int((self.layout.data / "postmaster.pid").read_text().split()[0])
            place = Path(f"/proc/{number}/cwd").readlink()
        except (OSError, ValueError, IndexError):
            return None
        return number if place == self.layout.data.resolve() else None

    def settings(self) -> dict[str, str]:
        """Django's settings for the database of this cluster."""
        return {"NAME": DATABASE, "USER": ROLE, "PASSWORD": "", "HOST": str(self.layout.socket), "PORT": PORT}

    def url(self, database: str = DATABASE) -> str:
        return f"postgres://{ROLE}@/{database}?host={quote(str(self.layout.socket))}"

    # --- life -----------------------------------------------------------------------------------
    def start(self) -> bool:
        """Make and start what is missing; True where this call started the server."""
        self._folders()
        if not (self.layout.data / "PG_VERSION").exists():
            self._create()
        self._same_version()
        self._configure()
        if self.pid() is not None:
            self._call("pg_ctl", "-D", self.layout.data, "reload")
            self._furnish()
            return False
        with say.step(f"启动数据库（{self.layout.data}）"):
            self._launch()
            self._furnish()
        return True

    def stop(self) -> bool:
        """Stop cleanly; True where something was running."""
        if self.pid() is None:
            return False
        done = self._call("pg_ctl", "-D", self.layout.data, "-m", "fast", "-w", "-t", "60", "stop")
        if done.returncode and self.pid() is not None:
            raise Trouble("数据库没有停下来", where=done.stderr.strip(), fix=f"日志在 {self.layout.logs}")
        return True

    # --- parts ----------------------------------------------------------------------------------
    def _call(self, program: str, *arguments: object, text: str | None = None) -> subprocess.CompletedProcess[str]:
        env = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        env.update(self.environment or {})
        env.update({"LC_ALL": "C.UTF-8", "HOME": "/"})
        proj = self.postgres.root / "usr/share/proj"
        if self.postgres.root != Path("/") and proj.is_dir():
            env["PROJ_DATA"] = env["PROJ_LIB"] = str(proj)
        return accounts.run(self.account, [self.postgres.programs / program, *arguments], env=env, text=text)

    def _folders(self) -> None:
        for folder in (self.layout.base, self.layout.logs, self.layout.socket):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            owner = folder.lstat().st_uid
            if folder.is_symlink() or owner not in {os.geteuid(), self.account.uid}:
                raise Trouble("数据库文件夹属于别的账户，不能使用", where=str(folder), fix="移走它，或换用它的属主运行")
            if owner != self.account.uid:
                os.chown(folder, self.account.uid, self.account.gid)
            folder.chmod(0o700)

    def _create(self) -> None:
        """initdb beside the final place, so that a break leaves nothing half made."""
        fresh = self.layout.base / "data.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        with say.step("建立数据库（C.UTF-8，数据页校验）"):
            options = ["-U", SUPERUSER, "-A", "peer", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
            made = self._call("initdb", "-D", fresh, *options, *([] if self.durable else ["--no-sync"]))
            if made.returncode:
                raise Trouble(
                    "建立数据库没有成功", where=made.stderr.strip(), fix=f"检查磁盘空间和 {self.layout.base} 的权限"
                )
            with (fresh / "postgresql.conf").open("a") as config:
                config.write("\ninclude_if_exists 'dijie.conf'\n")
            fresh.rename(self.layout.data)

    def _same_version(self) -> None:
        version = (self.layout.data / "PG_VERSION").read_text().strip()
        if version != str(self.postgres.version):
            raise Trouble(
                f"数据是 PostgreSQL {version} 的，系统里可用的是 {self.postgres.version}",
                where=str(self.layout.data),
                fix=f"装回 postgresql-{version} 与 postgresql-{version}-postgis-3；或先 make backup 再换版本恢复",
            )

    def _configure(self) -> None:
        quoted = str(self.layout.socket).replace("'", "''")
        logs = str(self.layout.logs).replace("'", "''")
        lines = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'\"{quoted}\"'",
            "unix_socket_permissions": "0700",
            "port": PORT,
            "max_connections": "100",
            "shared_buffers": "'256MB'",
            "work_mem": "'16MB'",
            "maintenance_work_mem": "'128MB'",
            "random_page_cost": "1.1",
            "jit": "off",
            "logging_collector": "on",
            "log_directory": f"'{logs}'",
            "log_filename": "'postgres-%a.log'",
            "log_rotation_age": "1d",
            "log_truncate_on_rotation": "on",
            **(DURABLE if self.durable else THROW_AWAY),
        }
        self._write("dijie.conf", "".join(f"{key} = {value}\n" for key, value in lines.items()))
        self._write("pg_hba.conf", "local all all peer map=house\nlocal replication all peer map=house\n")
        people = sorted({self.account.name, accounts.caller().name})
        pairs = [("house", person, role) for person in people for role in (ROLE, SUPERUSER)]
        self._write("pg_ident.conf", "".join(f'{name} "{person}" {role}\n' for name, person, role in pairs))

    def _write(self, name: str, text: str) -> None:
        file = self.layout.data / name
        file.write_text(text, encoding="utf-8")
        os.chown(file, self.account.uid, self.account.gid)

    def _forget_reused_pid(self) -> None:
        """After a crash of the machine the noted pid may belong to a stranger, and PostgreSQL would refuse to start."""
        note = self.layout.data / "postmaster.pid"
        text = note.read_text().split() if note.exists() else []
        if text and text[0].isdigit() and Path(f"/proc/{text[0]}").exists():
            note.unlink()

    def _launch(self) -> None:
        self._forget_reused_pid()
        for attempt in range(3):  # after a crash, old processes may hold the shared memory for a moment
            log = self.layout.logs / "start.log"
            done = self._call("pg_ctl", "-D", self.layout.data, "-l", log, "-w", "-t", "120", "start")
            if done.returncode == 0:
                return
            time.sleep(attempt + 1)
        tail = "\n    ".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else done.stderr
        raise Trouble("数据库没有启动", where=f"{log}\n    {tail}", fix="按日志最后几行处理后重试")

    def psql(self, database: str, statement: str) -> str:
        """Run SQL as superuser of the private cluster; returns plain output."""
        options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", SUPERUSER, "-h", self.layout.socket]
        done = self._call("psql", *options, "-p", PORT, "-d", database, "-f", "-", text=statement)
        if done.returncode:
            raise Trouble("数据库命令没有成功", where=done.stderr.strip(), fix=f"日志在 {self.layout.logs}")
        return done.stdout.strip()

    @contextlib.contextmanager
    def spare(self, name: str) -> Iterator[str]:
        """The address of an empty database beside ours, for as long as it is needed."""
        try:
            self.psql("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            self.psql("postgres", f"CREATE DATABASE {name} OWNER {ROLE}")
            self._extend(name)
            yield self.url(name)
        finally:
            self.psql("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _furnish(self) -> None:
        """A role without special rights, its database, the extensions; the role may not make extensions itself."""
        if self.psql("postgres", f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'") != "1":
            self.psql("postgres", f"CREATE ROLE {ROLE} LOGIN {'' if self.durable else 'CREATEDB'}")
        if not self.durable:  # tests of the log forge events past its triggers, as an intruder with more rights would
            self.psql("postgres", f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}")
        if self.psql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'") != "1":
            self._extend("template1")
            self.psql("postgres", f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
        self._extend(DATABASE)

    def _extend(self, database: str) -> None:
        present = set(self.psql(database, "SELECT extname FROM pg_extension").split())
        absent: Sequence[str] = [name for name in EXTENSIONS if name not in present]
        if absent:
            self.psql(database, "".join(f"CREATE EXTENSION {name};\n" for name in absent))
