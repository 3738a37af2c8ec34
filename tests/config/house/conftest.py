"""Ports and clusters for the tests of the house."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.house import account as accounts
from config.house import debian, needs, places
from config.house.cluster import Cluster


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@contextmanager
def _open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="dijie-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short folder that every account may enter."""
    with _open_folder() as folder:
        yield folder


def _cluster(folder: Path) -> Iterator[Cluster]:
    postgres = needs.find_postgres(debian.roots())
    assert postgres is not None
    account = accounts.for_cluster(folder / "data")
    layout = places.Layout(folder / "pg", folder / "pg" / "sock")
    made = Cluster(layout, postgres, account, durable=True, environment=debian.surroundings())
    yield made
    made.stop()


@pytest.fixture
def cluster(open_folder: Path) -> Iterator[Cluster]:
    """A private cluster of its own, not yet started; stopped at the end whatever happened."""
    yield from _cluster(open_folder)


@pytest.fixture
def empty_cluster() -> Iterator[Cluster]:
    """Another one, on which nothing was ever written."""
    with _open_folder() as folder:
        yield from _cluster(folder)
