"""Steps that can be undone: what each wrote over, which belong together, and which one takes back another."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="batch",
            field=models.UUIDField(db_index=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="before",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="decision",
            name="undoes",
            field=models.OneToOneField(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by", to="review.decision",
            ),
        ),
        migrations.AddField(
            model_name="roster",
            name="ranks_before",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="roster",
            name="undone_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="roster",
            name="undone_by",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="roster",
            name="undo_reason",
            field=models.TextField(blank=True, editable=False, verbose_name="撤销理由"),
        ),
    ]
