"""recheck_names [--division CODE] [--rules N09,N03] [--least warn] [--json]: what the rules say of standing names."""

import datetime
import json
import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.divisions.queries import UnknownDivision, resolve_code
from gazetteer.names.queries import paths_of
from gazetteer.names.rechecking import RULES, Reported, recheck
from office.people.calendar import day_of_text, today
from office.rulesets.findings import Severity

_MARKS = {Severity.BLOCK: "✗", Severity.WARN: "!", Severity.INFO: "·"}


class Command(BaseCommand):
    help = "按现行规则复查地名库全部标准名称，只报告，不改动。退出码 0 无拦截级意见，1 有，2 输入无法使用。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--division", help="只查这一区划之内，2、4、6、9 或 12 位代码")
        parser.add_argument("--rules", default="", help="只查这些规则，如 N09,N03")
        parser.add_argument("--least", choices=[item.value for item in Severity], default="warn", help="最低强度")
        parser.add_argument("--date", help="按哪一天的名称和规则复查，如 2025-06-30")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = day_of_text(options["date"]) if options["date"] else today()
            division = resolve_code(options["division"], day).division_id if options["division"] else None
        except (ValueError, UnknownDivision) as error:
            raise CommandError(str(error), returncode=2) from None
        rules = frozenset(filter(None, options["rules"].upper().replace("，", ",").split(","))) or RULES
        if unknown := rules - RULES:
            raise CommandError(f"不认识的规则：{'、'.join(sorted(unknown))}", returncode=2)
        judged = list(recheck(day, division, rules, least=Severity(options["least"])))
        found = [reported for reported in judged if reported]
        self._answer(len(judged), found, day, as_json=options["json"])
        if any(finding.blocks for reported in found for finding in reported.findings):
            sys.exit(1)

    def _answer(self, judged: int, found: list[Reported], day: datetime.date, *, as_json: bool) -> None:
        paths = paths_of({reported.division for reported in found}, day)
        counts = Counter(finding.rule for reported in found for finding in reported.findings)
        if as_json:
            names = [reported.as_json(paths.get(reported.division, "")) for reported in found]
            answer = {"date": str(day), "judged": judged, "reported": len(found), "rules": counts, "names": names}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for reported in found:
            bearer = f"{reported.id} {reported.name}（{paths.get(reported.division, '')}）"
            for finding in reported.findings:
                self.stdout.write(f"{_MARKS[finding.severity]} {finding.rule} {bearer} {finding.message}")
        told = "、".join(f"{rule} {count}" for rule, count in sorted(counts.items()))
        self.stdout.write(f"复查 {judged} 个名称，{len(found)} 个有意见" + (f"：{told}" if told else ""))
