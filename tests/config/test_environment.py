"""Settings from the environment."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config import environment

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


@given(
    name=words,
    user=words,
    password=words,
    host=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
    port=st.integers(1, 65535),
)
@example(name="地界", user="a@b", password="p:/?#[]@%", host="db", port=5432)
def test_a_url_gives_back_what_was_put_in(name: str, user: str, password: str, host: str, port: int) -> None:
    parts = [quote(text, safe="") for text in (user, password, name)]
    got = environment.database(f"postgres://{parts[0]}:{parts[1]}@{host}:{port}/{parts[2]}")
    assert (got["NAME"], got["USER"], got["PASSWORD"], got["HOST"], got["PORT"]) == (
        name,
        user,
        password,
        host,
        str(port),
    )


@given(folder=st.lists(words, min_size=1, max_size=4))
def test_a_socket_folder_stands_in_host(folder: list[str]) -> None:
    path = "/" + "/".join(part.replace("/", "_") for part in folder)
    got = environment.database(f"postgres://app@/name?host={quote(path)}&sslmode=disable")
    assert got["HOST"] == path
    assert got["OPTIONS"] == {"sslmode": "disable"}


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgis"])
def test_every_spelling_of_the_scheme(scheme: str) -> None:
    assert environment.database(f"{scheme}://u@h/n")["NAME"] == "n"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u@h/n", "postgres://"),
        ("sqlite:///x", "postgres://"),
        ("postgres://u@h:abc/n", "端口"),
        ("postgres://u@h:99999/n", "端口"),
        ("postgres://u@[::1/n", "DATABASE_URL"),
    ],
)
def test_a_wrong_url_is_refused_in_chinese(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        environment.database(url)


def test_numbers_and_flags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("N", " 7 ")
    assert environment.number("N", 1) == 7
    monkeypatch.setenv("N", "")
    assert environment.number("N", 1) == 1
    monkeypatch.setenv("N", "seven")
    with pytest.raises(ValueError, match="应为整数，现为“seven”"):
        environment.number("N", 1)
    for text, value in {"1": True, "yes": True, "0": False, "off": False, "": True}.items():
        monkeypatch.setenv("F", text)
        assert environment.flag("F", default=True) is value


def test_the_url_goes_before_the_private_cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "house.json"
    file.write_text(json.dumps({"database": {"NAME": "own", "USER": "dijie", "HOST": "/sock", "PORT": "5432"}}))
    monkeypatch.setattr(environment, "HOUSE_FILE", file)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert environment.database_settings()["NAME"] == "own"
    monkeypatch.setenv("DATABASE_URL", "postgres://u@h/theirs")
    assert environment.database_settings()["NAME"] == "theirs"


def test_without_a_house_there_is_no_guess(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "HOUSE_FILE", tmp_path / "none.json")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert environment.house() == {}
    assert environment.database_settings()["NAME"] == "dijie"
