from django.contrib.postgres.operations import BtreeGistExtension, CreateExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """What every room stands on: PostGIS, exclusion constraints over plain columns, trigrams."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [CreateExtension("postgis"), BtreeGistExtension(), TrigramExtension()]
