"""What runs beside the server (`make run`): the periodic jobs, and the worker that does long work."""

import ctypes
import signal
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

from config.house import places
from config.house.prepare import House

JOBS_EVERY = 150.0  # seconds; half of the shortest period, so that nothing comes late by more than that
LOOK_EVERY = 1.0  # seconds between two looks at the worker
RESTART_AFTER = 5.0  # seconds before a worker that ended by itself is started again
FAREWELL = 20.0  # seconds the worker may take to finish what it has in hand
PARENT_DIED = 1  # PR_SET_PDEATHSIG


def end_with_parent() -> None:
    """In a new child: a SIGTERM as soon as the thread that started it is gone."""
    ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGTERM)


def launch(argv: Sequence[str], house: House, log: Path, mode: str = "ab") -> subprocess.Popen[bytes]:
    """A program in a session of its own: the terminal's Ctrl-C reaches only us, and we end it in order."""
    with log.open(mode) as out:
        return subprocess.Popen(
            argv,
            cwd=places.ROOT,
            env=house.environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )


def end(program: subprocess.Popen[bytes], patience: float, *, ask: bool = True) -> None:
    """Ask a program to end (or wait until it does by itself); after some seconds, make it."""
    if program.poll() is not None:
        return
    if ask:
        program.terminate()
    try:
        program.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def _manage(*arguments: str) -> list[str]:
    return [str(places.PYTHON), str(places.ROOT / "manage.py"), *arguments]


def _run_jobs(house: House, done: threading.Event) -> None:
    """Run what is due now and then; jobs.log keeps the last time, the database every run."""
    while not done.wait(JOBS_EVERY):
        program = launch(_manage("run_due_jobs"), house, places.LOGS / "jobs.log", "wb")
        while program.poll() is None and not done.wait(0.5):
            pass
        end(program, FAREWELL)


def _keep_worker(house: House, done: threading.Event, number: int) -> None:
    """Keep one worker alive; its parent is this thread, so it ends with us however we end.

    Before each start what the last worker was cut off at is queued again, where it bears that.
    """
    again, argv = _manage("resume_jobs"), _manage("db_worker", "--queue-name", "*", "--no-reload")
    log = places.LOGS / f"worker-{number}.log"
    end(launch(again, house, log), FAREWELL, ask=False)
    worker = launch(argv, house, log)
    while not done.wait(LOOK_EVERY):
        if worker.poll() is not None and not done.wait(RESTART_AFTER):
            end(launch(again, house, log), FAREWELL, ask=False)
            worker = launch(argv, house, log)
    end(worker, FAREWELL)


class Beside:
    """The threads that keep both going until told to end."""

    def __init__(self, house: House, number: int) -> None:
        self._done = threading.Event()
        self._threads = [
            threading.Thread(target=_run_jobs, args=(house, self._done), daemon=True),
            threading.Thread(target=_keep_worker, args=(house, self._done, number), daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def ask_to_end(self) -> None:
        self._done.set()

    def wait(self) -> None:
        """Until both have ended."""
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=FAREWELL + 5)
