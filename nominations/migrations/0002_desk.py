from django.db import migrations, models

from nominations.pinyin import sounds_of


def give_keys(apps, schema_editor):
    """The sound of every name that is there already."""
    nominations = apps.get_model("nominations", "Nomination").objects
    rows = list(nominations.exclude(name="").only("pk", "name", "kind"))
    for row in rows:
        row.name_key = sounds_of(row.name, person=row.kind == "individual")
    nominations.bulk_update(rows, ["name_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("nominations", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="nomination",
            name="name_key",
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
    ]
