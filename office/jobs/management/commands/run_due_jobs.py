"""run_due_jobs: run the periodic jobs that are due; --list shows their last runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from office.jobs.models import JobRun
from office.jobs.queries import Standing, standings
from office.jobs.running import run_due

WORDS = {True: "成功", False: "失败", None: "进行中"}


class Command(BaseCommand):
    help = "运行到期的定期作业；有作业失败时退出码为 1"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="只列出各作业的周期和最近一次运行")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["list"]:
            for standing in standings():
                self.stdout.write(_line(standing))
            return
        runs = run_due()
        if runs is None:
            self.stdout.write("另一个进程正在运行定期作业。")
            return
        for run in runs:
            self.stdout.write(_told(run))
        if not runs:
            self.stdout.write("没有到期的作业。")
        if any(not run.ok for run in runs):
            raise SystemExit(1)


def _told(run: JobRun) -> str:
    took = f"（{(run.finished - run.started).total_seconds():.1f} 秒）" if run.finished else ""
    return f"{run.name}  {WORDS[run.ok]}{took}  {run.summary}"


def _line(standing: Standing) -> str:
    job, last = standing.job, standing.last
    if last is None:
        return f"{job.name}  每 {job.every}  还没有运行过"
    begun = timezone.localtime(last.started).strftime("%Y-%m-%d %H:%M:%S")
    return f"{_told(last)}  最近 {begun}，每 {job.every}"
