"""Describe the course of a line (边界线走向说明) from its geometry; stores nothing."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from boundaries.lines.queries import UnknownLine, line_of_code
from office.people.calendar import day_of_text, today
from survey.course.queries import NoCourse, course_of_line
from survey.course.stations import NoMarker

UNUSABLE = 2


class Command(BaseCommand):
    help = "由线形生成边界线走向说明：按界桩分段，十六方位（真北），椭球长度"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("line", metavar="LINE", help="界线编号，例如 2223 或 220122-220183")
        parser.add_argument("--from", dest="begin", default="", metavar="MARKER", help="起始界桩号")
        parser.add_argument("--to", dest="end", default="", metavar="MARKER", help="终止界桩号")
        parser.add_argument("--date", default="", help="以哪一天的线形为准，例如 2025-06-30")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = day_of_text(options["date"]) if options["date"] else today()
            course = course_of_line(line_of_code(options["line"], day), day, options["begin"], options["end"])
        except (ValueError, UnknownLine, NoCourse, NoMarker) as error:
            if options["json"]:
                answer = {"line": options["line"], "text": "", "sections": [], "error": str(error)}
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            self.stderr.write(str(error))
            sys.exit(UNUSABLE)
        self.stdout.write(json.dumps(course.as_json(), ensure_ascii=False) if options["json"] else course.text)
