"""Bring Debian's packages: installed where that is allowed, else unpacked below var/debian."""

import getpass
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from config.house import needs, places, say
from config.house.needs import Need
from config.house.say import Trouble

# one C library and one loader: the system's own; the compiler of queries is switched off, so its library is dead weight
NEVER_UNPACKED = ("libc6_", "libc-bin_", "libllvm", "postgresql-common_", "ssl-cert_", "debconf_")
CLUSTER_SWITCH = Path("/etc/postgresql-common/createcluster.d/dijie-none.conf")


def roots() -> list[Path]:
    """Where system files are looked for: the system, then what was unpacked."""
    return [Path("/"), places.UNPACKED]


def provide(purpose: str, *, postgres: bool) -> None:
    """Bring what `run`, `test` or `bench` still needs. Raises Trouble naming the packages where that cannot be."""
    lacking = needs.missing(purpose, roots(), postgres=postgres)
    if not lacking:
        return
    say.line("缺少系统软件：" + "；".join(f"{need.purpose}（{' '.join(need.packages)}）" for need in lacking))
    if shutil.which("apt-get") is None:
        raise _cannot(lacking, "这台机器没有 apt-get")
    prefix = _may_install()
    try:
        if prefix is None:
            _unpack(purpose, lacking, postgres=postgres)
        else:
            _install(purpose, prefix, postgres=postgres)
    except Trouble as problem:
        raise _cannot(needs.missing(purpose, roots(), postgres=postgres) or lacking, problem.what, problem) from problem
    still = needs.missing(purpose, roots(), postgres=postgres)
    if still:
        raise _cannot(still, "装过之后仍然缺少")


def _cannot(lacking: Sequence[Need], reason: str, problem: Trouble | None = None) -> Trouble:
    names = " ".join(name for need in lacking for name in need.packages)
    where = "\n    ".join(filter(None, [problem.where, problem.fix])) if problem else ""
    fix = f"请管理员安装下列软件包后重试：\n    apt-get install --no-install-recommends {names}"
    return Trouble(f"缺少系统软件，而且未能装上：{reason}", where=where, fix=fix)


def _may_install() -> list[str] | None:
    """What stands before apt-get: nothing for root, sudo where it asks for no password, None for no right."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "apt-get", "--version"], stdin=subprocess.DEVNULL, capture_output=True)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def _wanted(purpose: str, options: Sequence[str], *, postgres: bool) -> list[Need]:
    """The needs once more, with the PostgreSQL that the refreshed package lists offer."""
    listed = subprocess.run(
        ["apt-cache", *options, "pkgnames", "postgresql-"], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    version = needs.package_version(listed.stdout.split())
    return needs.missing(purpose, roots(), postgres=postgres, postgres_version=version)


def _install(purpose: str, prefix: list[str], *, postgres: bool) -> None:
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-o", "DPkg::Lock::Timeout=300"]
    say.command("更新软件包目录", [*apt, "update"], log=places.LOGS / "apt-update.log")
    names = [name for need in _wanted(purpose, [], postgres=postgres) for name in need.packages]
    switched = any(name.startswith("postgresql-") for name in names) and not CLUSTER_SWITCH.exists()
    if switched:
        # the package would otherwise make a cluster of its own and start it on port 5432
        _write_system_file(prefix, CLUSTER_SWITCH, "create_main_cluster = false\n")
    try:
        title = f"安装系统软件包：{' '.join(names)}"
        say.command(title, [*apt, "install", "--no-install-recommends", *names], log=places.LOGS / "apt-install.log")
    finally:
        if switched:
            subprocess.run([*prefix, "rm", "-f", str(CLUSTER_SWITCH)], check=False)


def _write_system_file(prefix: list[str], file: Path, text: str) -> None:
    subprocess.run([*prefix, "mkdir", "-p", str(file.parent)], check=True)
    subprocess.run([*prefix, "tee", str(file)], input=text.encode(), stdout=subprocess.DEVNULL, check=True)


def _unpack(purpose: str, lacking: Sequence[Need], *, postgres: bool) -> None:
    """Resolve, download and unpack as an ordinary user, with package lists and archives of our own."""
    say.line(f"账户 {getpass.getuser()} 无权安装软件，改为解包到 {places.UNPACKED}，不改动系统")
    state = places.UNPACKED / ".apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    options = ["-o", f"Dir::State::lists={state / 'lists'}", "-o", f"Dir::Cache={state / 'cache'}"]
    options += ["-o", "Debug::NoLocking=1", "-o", "APT::Get::List-Cleanup=0"]
    say.command("更新软件包目录", ["apt-get", *options, "update"], log=places.LOGS / "apt-update.log")
    names = [name for need in _wanted(purpose, options, postgres=postgres) for name in need.packages]
    names = ["python3-pip-whl" if name == "python3-venv" else name for name in names]
    fetch = ["apt-get", *options, "-y", "--no-install-recommends", "--download-only", "--reinstall", "install", *names]
    say.command(f"下载软件包：{' '.join(names)}", fetch, log=places.LOGS / "apt-download.log")
    with say.step("解包"):
        for archive in sorted((state / "cache/archives").glob("*.deb")):
            if not archive.name.startswith(NEVER_UNPACKED):
                subprocess.run(["dpkg", "-x", str(archive), str(places.UNPACKED)], check=True)
        _join_extensions()
        _name_fonts()
        shutil.rmtree(state)


def _join_extensions() -> None:
    """Where an installed package lets update-alternatives make postgis.control, set that link by hand."""
    for versioned in places.UNPACKED.glob("usr/share/postgresql/*/extension/*-3.control"):
        plain = versioned.with_name(versioned.name.replace("-3.control", ".control"))
        if not plain.exists():
            plain.symlink_to(versioned.name)


def _name_fonts() -> None:
    """A fontconfig file that knows the unpacked fonts beside those of the system."""
    unpacked = places.UNPACKED / "etc/fonts"
    # the rule that gives each language its own glyphs is switched on by the package's installation
    rules = [Path("/etc/fonts/conf.d"), unpacked / "conf.d", unpacked / "conf.avail/70-fonts-noto-cjk.conf"]
    included = "\n".join(f'  <include ignore_missing="yes">{rule}</include>' for rule in rules)
    text = f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>{places.UNPACKED / "usr/share/fonts"}</dir>
  <cachedir>{places.VAR / "cache/fontconfig"}</cachedir>
{included}
</fontconfig>
"""
    fonts_file().write_text(text, encoding="utf-8")


def fonts_file() -> Path:
    return places.UNPACKED / "fonts.conf"


def library_folders() -> list[str]:
    """Folders of unpacked shared libraries for LD_LIBRARY_PATH; empty where nothing was unpacked."""
    main = [f for pattern in ("usr/lib/*-linux-*", "lib/*-linux-*") for f in places.UNPACKED.glob(pattern)]
    below = [child for folder in main for child in folder.iterdir() if child.is_dir() and any(child.glob("lib*.so*"))]
    return [str(folder) for folder in [*main, *below]]


def surroundings() -> dict[str, str]:
    """Environment that programs need to find what was unpacked; empty where all is installed."""
    folders = library_folders()
    if not folders:
        return {}
    found = {"LD_LIBRARY_PATH": os.pathsep.join(folders)}
    if fonts_file().exists() and (places.UNPACKED / "usr/share/fonts").is_dir():
        found["FONTCONFIG_FILE"] = str(fonts_file())
    if (places.UNPACKED / "usr/share/zoneinfo").is_dir():
        found["PYTHONTZPATH"] = str(places.UNPACKED / "usr/share/zoneinfo")
    return found


def program(*paths: str) -> Path | None:
    """The first of these programs (usr/bin/wrk) that stands in the system or among the unpacked."""
    return next((root / path for root in roots() for path in paths if (root / path).exists()), None)
