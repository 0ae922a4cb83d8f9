from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("review", "0010_messages"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpentProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("challenge", models.CharField(max_length=64, unique=True, verbose_name="验证题")),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "用过的验证",
                "verbose_name_plural": "用过的验证",
            },
        ),
        migrations.CreateModel(
            name="AddressCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20, verbose_name="步骤")),
                ("address", models.CharField(max_length=64, verbose_name="网络地址")),
                ("opened_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "网络地址计数",
                "verbose_name_plural": "网络地址计数",
                "constraints": [
                    models.UniqueConstraint(fields=("action", "address"), name="address_counted_once_an_action")
                ],
            },
        ),
    ]
