"""A register of very many names taken in: read, placed, judged, staged, entered (地名册导入); for bench.py.

The names are made of the real villages of the loaded register: their specific parts with the usual additions and
generic terms, kinds mixed as registers have them, positions around the middles of the counties. `measure(count)` does
the whole road by the actions in one transaction and rolls it back. `python scripts/bench_names_import.py 100000`
prints one JSON object: seconds of each step, rows, rows a second.
"""

import csv
import io
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
HEADINGS = ("标准名称", "地名类别", "所在（跨）行政区", "东经", "北纬", "坐标系", "罗马字母拼写", "地名的含义", "密级")
BEFORE = ("", "东", "西", "南", "北", "前", "后", "上", "下", "大", "小", "新", "老", "中")
AFTER = ("", "东", "西", "南", "北", "一", "二", "三")
KINDS = (
    *(("居民点", ("屯", "村", "堡", "窝棚", "店")),) * 6,
    *(("交通运输设施", ("路", "街", "胡同", "巷", "大街")),) * 2,
    *(("陆地地形", ("山", "岭", "沟")), ("陆地水系", ("河", "泡", "沟"))),
    *(("居民点", ("小区", "花园")), ("水利电力通信设施", ("水库",))),
)
SPREAD = 0.05  # degrees around the middle of a county


def rows(count: int) -> Iterator[list[object]]:
    """The rows of the register, the same for the same count and the same villages."""
    models = import_module("boundaries.divisions.models")
    chance, today = random.Random(5), import_module("office.people.calendar").today()
    villages = models.DivisionVersion.objects.filter(level="village", valid__contains=today).exclude(parent=None)
    ways = import_module("gazetteer.names.queries").ways_up(villages.values_list("division_id", flat=True), today)
    areas = models.Area.objects.filter(valid__contains=today, is_sample=False)
    middles = {pk: (point.x, point.y) for pk, point in areas.values_list("division_id", "label_point")}
    homes = [way for pk in sorted(ways) if (way := ways[pk]) and any(stage.division_id in middles for stage in way)]
    if not homes:
        raise SystemExit("没有已装入范围的区划，先 make db")
    stems = sorted({way[0].name.partition("（")[0].rstrip("会员委民居村") for way in homes} - {""})
    for _ in range(count):
        way = chance.choice(homes)
        lon, lat = next(middles[stage.division_id] for stage in way if stage.division_id in middles)
        kind, generics = chance.choice(KINDS)
        name = chance.choice(BEFORE) + chance.choice(stems) + chance.choice(AFTER) + chance.choice(generics)
        place = "".join(stage.name.partition("（")[0] for stage in reversed(way))
        at = (lon + chance.uniform(-SPREAD, SPREAD), lat + chance.uniform(-SPREAD, SPREAD))
        yield [name, kind, place, f"{at[0]:.6f}", f"{at[1]:.6f}", "CGCS2000", "", f"在{way[0].name}", ""]


def register(count: int) -> bytes:
    """The register as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows(rows(count))
    return out.getvalue().encode()


class _Timed:
    """Seconds spent in a function that is called on the way."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.seconds = inner, 0.0

    def __call__(self, *given: Any, **named: Any) -> Any:
        begin = time.perf_counter()
        try:
            return self.inner(*given, **named)
        finally:
            self.seconds += time.perf_counter() - begin


def measure(count: int) -> dict[str, Any]:
    """Seconds of each step for a register of so many names; nothing stays in the database."""
    from django.conf import settings
    from django.db import transaction
    from django.test import override_settings

    actions, entering = import_module("gazetteer.imports.actions"), import_module("gazetteer.imports.entering")
    later, judging = import_module("gazetteer.imports.later"), import_module("gazetteer.imports.judging")
    data = register(count)
    published, reading = _Timed(entering.tell_published_many), _Timed(judging.read)
    kept = later.AT_ONCE_BYTES
    later.AT_ONCE_BYTES, entering.tell_published_many, judging.read = sys.maxsize, published, reading
    limit = max(settings.UPLOAD_LIMIT_MB, len(data) // 1_000_000 + 1)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            override_settings(ARCHIVE_DIR=Path(folder), UPLOAD_LIMIT_MB=limit),
            transaction.atomic(),
        ):
            user, home_id = _official()
            begin = time.perf_counter()
            found, _new = actions.receive(user, "register.csv", io.BytesIO(data), register="量测", home_id=home_id)
            judged = time.perf_counter() - begin
            choices = import_module("gazetteer.imports.choices")
            choices.choose(user, found.pk, "new")
            begin = time.perf_counter()
            receipt = actions.accept(user, found.pk)
            entered = time.perf_counter() - begin
            transaction.set_rollback(True)
    finally:
        later.AT_ONCE_BYTES, entering.tell_published_many, judging.read = kept, published.inner, reading.inner
    total = judged + entered - published.seconds
    return {
        "rows": count,
        "megabytes": round(len(data) / 1e6, 1),
        "read_s": round(reading.seconds, 1),
        "judge_and_stage_s": round(judged - reading.seconds, 1),
        "enter_s": round(entered - published.seconds, 1),
        "search_and_map_s": round(published.seconds, 1),
        "total_s": round(judged + entered, 1),
        "rows_per_s": round(count / total),
        "counts": receipt.content["counts"],
        "entered": receipt.content["entered"],
    }


def _official() -> tuple[Any, int]:
    """A name official of the province, for this transaction."""
    from psycopg2.extras import DateRange

    codes = import_module("boundaries.divisions.models").DivisionCode
    home_id = codes.objects.filter(scheme="MCA", code="22").values_list("division_id", flat=True)[0]
    user = import_module("office.people.models").User.objects.create(username="bench-names-import")
    import_module("boundaries.jurisdiction.models").Appointment.objects.create(
        user=user, role="name_official", division_id=home_id, valid=DateRange(None, None, "[)")
    )
    return user, home_id


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import_module("django").setup()
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000), ensure_ascii=False, indent=1))
