"""Ports and clusters for the tests of the house."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
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


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short folder that every account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="dijie-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def cluster(open_folder: Path) -> Iterator[Cluster]:
    """A private cluster of its own, not yet started; stopped at the end whatever happened."""
    postgres = needs.find_postgres(debian.roots())
    assert postgres is not None
    account = accounts.for_cluster(open_folder / "data")
    layout = places.Layout(open_folder / "pg", open_folder / "pg" / "sock")
    made = Cluster(layout, postgres, account, durable=True, environment=debian.surroundings())
    yield made
    made.stop()
