"""Where the server listens: on this machine, or for phones with a certificate of one's own."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.house import places, serve
from config.house.prepare import House
from config.house.say import Trouble

APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.url_scheme"].encode()]
"""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = str(folder / "site.pem"), str(folder / "site.key")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=dijie.test"]
    more = ["-addext", "subjectAltName=DNS:dijie.test", "-keyout", key, "-out", cert]
    subprocess.run([*made, *more], check=True, capture_output=True)
    return cert, key


def test_without_settings_it_is_this_machine_by_http(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BIND", "TLS_CERT", "TLS_KEY"):
        monkeypatch.delenv(name, raising=False)
    at = serve.door(8000)
    assert at.address == "http://127.0.0.1:8000/" and at.options == ["--bind", "127.0.0.1:8000"]


def test_a_certificate_makes_it_https(monkeypatch: pytest.MonkeyPatch, certificate: tuple[str, str]) -> None:
    cert, key = certificate
    monkeypatch.setenv("BIND", "0.0.0.0")
    monkeypatch.setenv("TLS_CERT", cert)
    monkeypatch.setenv("TLS_KEY", key)
    at = serve.door(8443)
    assert at.address == "https://127.0.0.1:8443/"
    assert at.options == ["--bind", "0.0.0.0:8443", "--certfile", cert, "--keyfile", key]


@pytest.mark.parametrize("wrong", ["only the certificate", "only the key", "no file", "no pair"])
def test_what_is_no_pair_is_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, certificate: tuple[str, str], tmp_path: Path, wrong: str
) -> None:
    cert, key = certificate
    monkeypatch.setenv("TLS_CERT", "" if wrong == "only the key" else cert)
    others = {"only the certificate": "", "no file": str(tmp_path / "none"), "no pair": cert}
    monkeypatch.setenv("TLS_KEY", others.get(wrong, key))
    with pytest.raises(Trouble):
        serve.door(8443)


def test_it_answers_over_https_and_is_found_to(
    monkeypatch: pytest.MonkeyPatch, certificate: tuple[str, str], tmp_path: Path, unused_port: int
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "__init__.py").touch()
    (tmp_path / "config" / "wsgi.py").write_text(APPLICATION)
    monkeypatch.setattr(places, "LOGS", tmp_path)
    monkeypatch.setattr(places, "ROOT", tmp_path)
    monkeypatch.setattr(places, "VENV", Path(sys.prefix))
    at = serve.Door("127.0.0.1", unused_port, *certificate)
    server = serve.start(House(environment={"PATH": "/usr/bin:/bin"}), at)
    try:
        serve.wait_until_answering(server, at)
        with serve._asking().open(at.address, timeout=10) as answer:
            assert answer.read() == b"https"
    finally:
        serve.end(server, 5)
