"""Ship the first version of the provincial survey standard as data."""

import datetime

from django.db import migrations
from psycopg2.extras import DateRange

KEY = "survey-standard"
LIMITS = {
    "S03": {"corridor_m": 2000, "beyond_province_m": 2000},
    "S04": {"wgs84_worse_than_m": 2},
    "S05": {"lb_xy_m": 0.5},
    "S11": {"line_end_m": 5},
    "S29": {"same_place_m": 0.001},
    "S30": {"max_rows": 200000, "max_vertices": 500000},
}
SEVERITIES = {"S03": "block", "S05": "warn", "S22": "warn"}


def ship(apps, schema_editor):
    ruleset, _ = apps.get_model("rulesets", "RuleSet").objects.get_or_create(
        key=KEY, defaults={"topic": "survey", "title": "吉林省乡级勘界检查规则", "layer": 1}
    )
    apps.get_model("rulesets", "RuleSetVersion").objects.get_or_create(
        ruleset=ruleset,
        label="2025.1",
        defaults={
            "in_force": DateRange(datetime.date(2025, 1, 1), None, "[)"),
            "limits": LIMITS,
            "severities": SEVERITIES,
            "source": "GB/T 17796-2009；省级标准尚在研究制定，限差为可调设置",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("rulesets", "0001_initial")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
