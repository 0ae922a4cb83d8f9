from django.db import migrations


class Migration(migrations.Migration):
    """Apart from the move before it: PostgreSQL alters no table with checks of foreign keys outstanding."""

    dependencies = [
        ("review", "0008_objection_files"),
    ]

    operations = [
        migrations.RemoveField(model_name="objection", name="attachment"),
    ]
