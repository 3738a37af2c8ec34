"""`manage.py resume_jobs`: begin again the long work that was cut off and bears it; run before a worker starts."""

from typing import Any

from django.core.management.base import BaseCommand

from office.jobs.actions import resume_interrupted


class Command(BaseCommand):
    help = "重新开始被中断、可以从头再做的长作业。"

    def handle(self, *args: Any, **options: Any) -> None:
        for job in resume_interrupted():
            self.stdout.write(f"重新开始：{job.title}")
