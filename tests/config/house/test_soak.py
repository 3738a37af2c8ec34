"""Crashes again and again: what was acknowledged is there afterwards (make soak)."""

import itertools
import os
import random
import signal
import threading
import time

import psycopg2
import pytest

from config.house.cluster import Cluster

ROUNDS = 12
SEED = 2223


def write_until_cut_off(cluster: Cluster, first: int, acknowledged: list[int]) -> None:
    """Commit one number after the other until the server goes away; note each that it acknowledged."""
    known = cluster.settings()
    connection = psycopg2.connect(dbname=known["NAME"], user=known["USER"], host=known["HOST"], port=known["PORT"])
    try:
        for number in itertools.count(first):
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO kept VALUES (%s)", [number])
            connection.commit()
            acknowledged.append(number)
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        connection.close()


@pytest.mark.soak
def test_no_acknowledged_commit_is_lost_in_many_crashes(cluster: Cluster) -> None:
    cluster.start()
    cluster.psql("dijie", "CREATE TABLE kept (number bigint PRIMARY KEY); ALTER TABLE kept OWNER TO dijie")
    acknowledged: list[int] = []
    chance = random.Random(SEED)
    for _round in range(ROUNDS):
        first = max(acknowledged, default=0) + 2  # one commit may have arrived without its answer
        writer = threading.Thread(target=write_until_cut_off, args=(cluster, first, acknowledged))
        writer.start()
        time.sleep(chance.uniform(0.3, 1.5))
        number = cluster.pid()
        assert number is not None
        os.kill(number, signal.SIGKILL)
        writer.join(timeout=60)
        assert not writer.is_alive()
        assert cluster.start() is True
        stored = {int(text) for text in cluster.psql("dijie", "SELECT number FROM kept").split()}
        assert set(acknowledged) <= stored
    assert len(acknowledged) > ROUNDS
