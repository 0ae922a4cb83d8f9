"""A thread for each opinion: what was answered before the last word, the office's replies, prolonged dates."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import review.models.opinion


def keep_what_was_said(apps, schema_editor):
    """Answers and settlements given so far become the first words of their threads."""
    Opinion, Note = apps.get_model("review", "Opinion"), apps.get_model("review", "OpinionNote")
    for opinion in Opinion.objects.exclude(verdict="").select_related("case").order_by("pk").iterator():
        Note.objects.create(
            opinion=opinion, kind="answer", verdict=opinion.verdict, text=opinion.reason, paper=opinion.paper,
            by_id=opinion.answered_by_id, at=opinion.answered_at,
        )
        if opinion.settled_at:
            Note.objects.create(
                opinion=opinion, kind="reply", text=opinion.settled_reason, by_id=opinion.settled_by_id,
                at=opinion.settled_at,
            )
        if opinion.settled_at and opinion.case.stage == "department_opinions":
            opinion.asked_again_at = opinion.settled_at  # its second word is owed now (O1)
            opinion.save(update_fields=["asked_again_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0002_undo"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OpinionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answer", "部门答复"),
                            ("reply", "办公室说明，再次征求"),
                            ("prolonged", "延长答复期限"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("clear", "无异议"), ("objection", "有异议"), ("explain", "需说明")],
                        max_length=20,
                        verbose_name="意见",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="内容")),
                (
                    "paper",
                    models.FileField(
                        blank=True, upload_to=review.models.opinion.reply_path, verbose_name="书面答复扫描件"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="答复期限")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="review.opinion"
                    ),
                ),
            ],
            options={
                "verbose_name": "意见往来",
                "verbose_name_plural": "意见往来",
                "ordering": ["opinion", "at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="opinion",
            name="asked_again_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(keep_what_was_said, migrations.RunPython.noop),
        migrations.RemoveField(model_name="opinion", name="paper"),
        migrations.RemoveField(model_name="opinion", name="settled_at"),
        migrations.RemoveField(model_name="opinion", name="settled_by"),
        migrations.RemoveField(model_name="opinion", name="settled_reason"),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asked_again_at__isnull", True), ("verdict__in", ["objection", "explain"]), _connector="OR"
                ),
                name="asked_again_after_a_doubt",
            ),
        ),
    ]
