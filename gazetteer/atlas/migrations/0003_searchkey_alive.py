import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    """Search keys know the period of the thing. They are derived: emptied here, filled by the next rebuild."""

    dependencies = [("atlas", "0002_ticks")]
    operations = [
        migrations.RunSQL("DELETE FROM atlas_searchkey", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="searchkey",
            name="alive",
            field=django.contrib.postgres.fields.ranges.DateRangeField(default="empty"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="searchkey",
            name="grams",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
    ]
