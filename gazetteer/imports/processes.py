"""Work in several processes beside this one (多进程检查): what they yield comes back in lots, as it is ready.

They are forked, so that what is in memory is not sent to them; each has a connection of its own and sees what is
committed. One that fails makes the whole fail; none outlives this process.
"""

import multiprocessing
import os
import queue
import traceback
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connections

LOT, WAITING, PATIENCE = 500, 8, 2.0
_inherited: list[Any] = []  # connections of the parent: to be neither used nor closed here


class ProcessFailed(RuntimeError):
    """One of the processes failed; the message is its traceback."""


def together(parts: Sequence[Callable[[], Iterator[Any]]]) -> Iterator[Any]:
    """What all parts yield, in no order; each part runs in a process of its own."""
    context = multiprocessing.get_context("fork")
    lots: Any = context.Queue(WAITING)
    workers = [context.Process(target=_work, args=(part, lots, os.getpid()), daemon=True) for part in parts]
    for worker in workers:
        worker.start()
    open_ones = len(workers)
    try:
        while open_ones:
            try:
                kind, content = lots.get(timeout=PATIENCE)
            except queue.Empty:
                if any(worker.exitcode for worker in workers):
                    raise ProcessFailed("a process ended before its work was done") from None
                continue
            if kind == "failed":
                raise ProcessFailed(content)
            if kind == "done":
                open_ones -= 1
            else:
                yield from content
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _work(part: Callable[[], Iterator[Any]], lots: Any, parent: int) -> None:
    for alias in connections:
        _inherited.append(connections[alias])
        connections[alias] = connections[alias].copy()
    try:
        results = part()
        while lot := list(islice(results, LOT)):
            _put(lots, ("lot", lot), parent)
        _put(lots, ("done", None), parent)
    except Exception:
        _put(lots, ("failed", traceback.format_exc()), parent)
    lots.close()
    lots.join_thread()
    os._exit(0)


def _put(lots: Any, what: tuple[str, Any], parent: int) -> None:
    while True:
        try:
            return lots.put(what, timeout=PATIENCE)
        except queue.Full:
            if os.getppid() != parent:
                os._exit(1)
