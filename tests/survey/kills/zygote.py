"""A process with everything imported that forks servers and workers on command, so that killing one costs no start.

`python -m tests.survey.kills.zygote PORT LARGE`: a line on standard input (`serve` or `work`) forks a child and
answers its process id. The child serves the site, or does the long work that waits, until it is killed; files over
LARGE bytes are left to the worker. The zygote itself never opens a connection.
"""

import os
import signal
import socketserver
import sys
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class Threaded(socketserver.ThreadingMixIn, WSGIServer):
    """Several requests at once, as the house serves them."""

    daemon_threads = True
    allow_reuse_address = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing: what matters is in the database."""


def serve(port: int) -> None:
    from config.wsgi import application

    make_server("127.0.0.1", port, application, Threaded, Quiet).serve_forever()


def work() -> None:
    from office.jobs.actions import resume_interrupted
    from office.jobs.models import LongJob
    from office.jobs.working import run

    resume_interrupted()
    for job in LongJob.objects.filter(state=LongJob.State.WAITING).order_by("asked_at"):
        run(job.pk)


def main() -> None:
    import django

    django.setup()
    from django.urls import get_resolver

    from survey.townships import later

    port, later.AT_ONCE_BYTES = int(sys.argv[1]), int(sys.argv[2])
    assert get_resolver().url_patterns  # every room is imported before the first fork
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever is killed is gone, not a zombie
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            sys.stdin.close()
            serve(port) if line.strip() == "serve" else work()
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
