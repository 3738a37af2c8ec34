"""A process with everything imported that forks servers and workers on command, so that killing one costs no start.

`python -m tests.survey.kills.zygote PORT LARGE`: a line on standard input (`serve` or `work`) forks a child and
answers its process id. The child is gunicorn with its workers, as `make run` starts it, or the queue's worker, which
does what waits and ends; each is a process group of its own. Files over LARGE bytes are left to the worker. The zygote
itself never opens a connection, and reaps whoever is left behind.
"""

import ctypes
import os
import signal
import sys
from contextlib import suppress

CHILD_SUBREAPER = 36
OPTIONS = ("--workers", "2", "--threads", "4", "--timeout", "300", "--no-control-socket", "--log-level", "warning")


def serve(port: int) -> None:
    """gunicorn's own command, in this process."""
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}", *OPTIONS]
    run()


def work() -> None:
    """What stands beside the server: cut-off work is queued again, the queue's worker does what waits."""
    from django.core.management import call_command

    call_command("resume_jobs")
    call_command("db_worker", "--queue-name", "*", "--no-reload", "--batch")


def main() -> None:
    import django

    django.setup()
    from django.urls import get_resolver

    from survey.townships import later

    port, later.AT_ONCE_BYTES = int(sys.argv[1]), int(sys.argv[2])
    assert get_resolver().url_patterns  # every room is imported before the first fork
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever is killed is gone, not a zombie
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            sys.stdin.close()
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # only the zygote answers
            serve(port) if line.strip() == "serve" else work()
            os._exit(0)
        with suppress(ProcessLookupError):  # whoever asks for the group finds it, however early
            os.setpgid(pid, pid)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
