"""Judge survey files from the command line; stores nothing."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boundaries.lines.models import LineVersion
from office.intake.readers import read_many
from office.intake.readers.faults import not_opened, too_large
from office.intake.readers.shapes import ReadFile
from office.people.calendar import today
from office.spatial.systems import from_code
from survey.checks import queries, report
from survey.checks.judge import Declaration, Judgement, judge
from survey.checks.siblings import bundled
from survey.checks.standards import Standard

CLEAN, BLOCKED, UNUSABLE = 0, 1, 2


class Command(BaseCommand):
    help = "检查外业成果文件（表格、勘测定界、CASS、手簿导出、矢量、DXF、照片，或装有多份的 zip），不入库"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--crs", help="声明坐标系，例如 EPSG:4530")
        parser.add_argument("--encoding", help="指明文字编码，例如 GBK")
        parser.add_argument("--line", help="所属界线编号，例如 220122-220183")
        parser.add_argument("--standard", help="勘界检查规则的版本")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            line, standard = self._prepared(options)
        except CommandError as error:
            if options["json"]:
                self.stdout.write(json.dumps({"files": [], "findings": [], "error": str(error)}, ensure_ascii=False))
            raise
        files = [each for name in options["files"] for each in self._read(name, options["encoding"])]
        declared = Declaration(crs=options["crs"])
        judgements = self._judged(files, declared, line, standard)
        answer = report.of_files(judgements)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self._tell(answer)
        sys.exit(self._code(judgements))

    def _prepared(self, options: dict[str, Any]) -> tuple[LineVersion | None, Standard]:
        if options["crs"] and from_code(options["crs"]) is None:
            raise CommandError(f"不认识的坐标系 {options['crs']}，应写作 EPSG:编号", returncode=UNUSABLE)
        try:
            line = queries.line_of(options["line"], today()) if options["line"] else None
            return line, queries.standard_on(today(), options["standard"])
        except LookupError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error

    def _read(self, name: str, encoding: str | None) -> list[ReadFile]:
        path, limits = Path(name), queries.reading_limits()
        try:
            size = path.stat().st_size
            if size > limits.max_bytes:
                return [ReadFile(name=path.name, size=size, sha256="", findings=(too_large(size, limits.max_bytes),))]
            data = bundled(path) if path.suffix.lower() == ".shp" else path.read_bytes()
        except OSError as error:
            fault = not_opened(path.name, error.strerror or type(error).__name__)
            return [ReadFile(name=path.name, size=0, sha256="", findings=(fault,))]
        return read_many(data, path.name, encoding=encoding, limits=limits)

    def _judged(
        self, files: list[ReadFile], declared: Declaration, line: LineVersion | None, standard: Standard
    ) -> list[Judgement]:
        judgements, seen = [], dict[str, str]()
        for item in files:
            before = seen.get(item.sha256)
            context = queries.context_for(item, declared, today(), line, before)
            judgements.append(judge(item, declared, context, standard))
            if item.sha256:
                seen.setdefault(item.sha256, item.name)
        return judgements

    def _code(self, judgements: list[Judgement]) -> int:
        if not any(judgement.read.readable for judgement in judgements):
            return UNUSABLE
        return BLOCKED if any(finding.blocks for item in judgements for finding in item.all_findings) else CLEAN

    def _tell(self, answer: dict[str, Any]) -> None:
        for item in answer["files"]:
            counts = item["counts"]
            self.stdout.write(
                f"{item['file']}：{item['format'] or '格式不明'} · {item['encoding'] or '编码不明'} · "
                f"{item['crs_label'] or '坐标系待确认'} · {item['rows']} 行：通过 {counts['ok']}，"
                f"提醒 {counts['warn']}，拒收 {counts['refused']}"
            )
            for finding in item["findings"]:
                where = f"第 {finding['row']} 行 " if "row" in finding else ""
                self.stdout.write(f"  {_SIGNS[finding['severity']]} {finding['rule']} {where}{finding['message']}")
                self.stdout.write(f"      怎么办：{finding['fix']}")


_SIGNS = {"block": "[拦截]", "warn": "[提醒]", "info": "[提示]"}
