from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rulesets", "0002_archive_topic")]

    operations = [
        migrations.AlterField(
            model_name="ruleset",
            name="topic",
            field=models.CharField(
                choices=[
                    ("names", "地名命名"),
                    ("survey", "勘界测绘"),
                    ("archive", "界线档案"),
                    ("changes", "区划变更"),
                ],
                max_length=12,
                verbose_name="主题",
            ),
        ),
    ]
