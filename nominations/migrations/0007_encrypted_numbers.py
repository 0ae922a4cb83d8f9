"""ID and phone numbers that lie in the database as text are encrypted under FIELD_KEYS."""

from django.db import migrations, models

import nominations.models.fields
from nominations.key_rotation import decrypt_all, encrypt_anew

COLUMNS = {
    "bar": "id_number",
    "collectivenomination": "phone",
    "individualnomination": "contact id_number",
    "recommendation": "mobile",
}


def fields(apps):
    return [apps.get_model("nominations", model)._meta.get_field(name) for model, names in COLUMNS.items() for name in names.split()]


def encrypt(apps, schema_editor):
    for field in fields(apps):
        encrypt_anew(field, read=str)


def decrypt(apps, schema_editor):
    for field in fields(apps):
        decrypt_all(field)


class Migration(migrations.Migration):

    dependencies = [
        ('nominations', '0006_audit_chain'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bar',
            name='id_number',
            field=nominations.models.fields.SensitiveCharField(blank=True, max_length=18, verbose_name='身份证号'),
        ),
        migrations.AlterField(
            model_name='collectivenomination',
            name='phone',
            field=nominations.models.fields.SensitiveCharField(blank=True, max_length=30, verbose_name='联系电话'),
        ),
        migrations.AlterField(
            model_name='individualnomination',
            name='contact',
            field=nominations.models.fields.SensitiveCharField(blank=True, max_length=30, verbose_name='联系方式'),
        ),
        migrations.AlterField(
            model_name='individualnomination',
            name='id_number',
            field=nominations.models.fields.SensitiveCharField(blank=True, max_length=18, verbose_name='身份证号'),
        ),
        migrations.AlterField(
            model_name='recommendation',
            name='mobile',
            field=nominations.models.fields.SensitiveCharField(blank=True, max_length=20, verbose_name='手机'),
        ),
        migrations.AddIndex(
            model_name='bar',
            index=models.Index(nominations.models.fields.MarkOf('id_number'), name='bar_by_id_number'),
        ),
        migrations.AddIndex(
            model_name='individualnomination',
            index=models.Index(nominations.models.fields.MarkOf('id_number'), name='individual_by_id_number'),
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
