from importlib import import_module

from django.db import migrations

trigger = import_module("gazetteer.atlas.migrations.0002_ticks").trigger


class Migration(migrations.Migration):
    """Codes and names of lines stand in their versions now; the tiles of lines follow them."""

    dependencies = [("atlas", "0003_searchkey_alive"), ("lines", "0003_versions_and_record")]
    operations = [trigger("lines", "lines_lineversion")]
