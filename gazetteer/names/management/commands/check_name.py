"""check_name NAME --kind KIND --division CODE [--point LON,LAT] [--json]: may this be called so?"""

import datetime
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boundaries.divisions.queries import UnknownDivision, names_of, resolve_code
from gazetteer.names.judging import judge_name
from gazetteer.rules.facts import Facts
from gazetteer.rules.judging import Judgement
from gazetteer.rules.kinds import NameKind
from office.people.calendar import day_of_text, today
from office.rulesets.findings import Finding, Severity

MEASURES = {"length": "长（米）", "width": "宽（米）", "area": "面积（平方米）"}
_MARKS = {Severity.BLOCK: "✗ 拦截", Severity.WARN: "! 提醒", Severity.INFO: "· 提示"}


class Command(BaseCommand):
    help = "检查一个拟用地名：拼写、读音、重名、同音、用字、批准机关。退出码 0 无拦截，1 有拦截，2 输入无法使用。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="拟用名称")
        parser.add_argument("--kind", required=True, help="种类：" + "、".join(NameKind.values))
        parser.add_argument("--division", required=True, help="所在区划代码，2、4、6、9 或 12 位")
        parser.add_argument("--point", help="位置：经度,纬度（CGCS2000，度）")
        parser.add_argument("--pinyin", default="", help="拟用的罗马字母拼写，检查是否合乎拼写规则")
        parser.add_argument("--statement", default="", help="与人名、企业、商标没有特定联系的说明")
        for measure, label in MEASURES.items():
            parser.add_argument(f"--{measure}", type=float, help=label)
        parser.add_argument("--date", help="按哪一天的区划和规则检查，如 2025-06-30")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._judge(options)
        except CommandError as unusable:
            if options["json"]:
                answer: dict[str, Any] = {"name": None, "error": str(unusable), "findings": []}
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            raise

    def _judge(self, options: dict[str, Any]) -> None:
        if not _is_text(options["name"]):
            raise _unusable("名称不是有效的 UTF-8 文字，请检查终端的编码")
        if options["kind"] not in NameKind.values:
            raise _unusable(f"种类“{options['kind']}”不认识，应为 {'、'.join(NameKind.values)} 之一")
        day, point = _day(options["date"]), _point(options["point"])
        division_id = _division(options["division"], day)
        judgement = judge_name(
            options["name"],
            options["kind"],
            division_id,
            point,
            day,
            given_pinyin=options["pinyin"],
            facts=Facts(options["statement"], options["length"], options["width"], options["area"]),
        )
        if options["json"]:
            self.stdout.write(json.dumps(judgement.as_json(), ensure_ascii=False, indent=2))
        else:
            self._tell(judgement, names_of([division_id], day).get(division_id, ""))
        if judgement.blocked:
            sys.exit(1)

    def _tell(self, judgement: Judgement, place: str) -> None:
        self.stdout.write(f"{judgement.name}  {judgement.pinyin}  （{judgement.pinyin_toned}）")
        parts = [judgement.specific, *judgement.parsed.parts.ethnic, judgement.generic]
        self.stdout.write(
            f"  专名·通名：{' · '.join(filter(None, parts))}    种类：{judgement.parsed.kind.label}    所在：{place}"
        )
        self.stdout.write(f"  重名范围：{judgement.scope.label}    批准机关：{judgement.authority.name}")
        self.stdout.write(f"  规则版本：{'、'.join(judgement.versions) or '无'}")
        for finding in judgement.findings:
            self._tell_finding(finding)
        blocks = sum(finding.blocks for finding in judgement.findings)
        self.stdout.write(f"结论：{f'有 {blocks} 项拦截，不能使用' if blocks else '没有拦截'}")

    def _tell_finding(self, finding: Finding) -> None:
        self.stdout.write(f"{_MARKS[finding.severity]} {finding.rule} {finding.message}")
        for label, text in (("依据", finding.clause), ("处理", finding.fix)):
            if text:
                self.stdout.write(f"    {label}：{text}")


def _unusable(message: str) -> CommandError:
    return CommandError(message, returncode=2)


def _day(text: str | None) -> datetime.date:
    try:
        return day_of_text(text) if text else today()
    except ValueError as error:
        raise _unusable(str(error)) from None


def _point(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        lon, lat = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        raise _unusable(f"位置“{text}”应写成 经度,纬度，如 126.55,43.84") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        hint = "；经度在前，纬度在后，是否写反了" if -90 <= lon <= 90 and -180 <= lat <= 180 else ""
        raise _unusable(f"位置“{text}”不是经纬度{hint}")
    return lon, lat


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _division(code: str, day: datetime.date) -> int:
    try:
        return resolve_code(code, day).division_id
    except (ValueError, UnknownDivision) as error:
        raise _unusable(str(error)) from None
