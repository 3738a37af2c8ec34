from importlib import import_module

from django.db import migrations

trigger = import_module("gazetteer.atlas.migrations.0002_ticks").trigger


class Migration(migrations.Migration):
    """The days of the slider and their counts are kept in memory; a change that is written lets them be read anew."""

    dependencies = [("atlas", "0004_tick_line_versions"), ("changes", "0001_initial")]
    operations = [trigger("areas", "changes_divisionchange")]
