"""How to reach an objector is encrypted under FIELD_KEYS."""

from django.db import migrations

import nominations.models.fields
from nominations.key_rotation import decrypt_all, encrypt_anew


def encrypt(apps, schema_editor):
    encrypt_anew(apps.get_model("review", "objection")._meta.get_field("contact"), read=str)


def decrypt(apps, schema_editor):
    decrypt_all(apps.get_model("review", "objection")._meta.get_field("contact"))


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0018_long_sheets'),
    ]

    operations = [
        migrations.AlterField(
            model_name='objection',
            name='contact',
            field=nominations.models.fields.SensitiveCharField(max_length=50, verbose_name='联系方式'),
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
