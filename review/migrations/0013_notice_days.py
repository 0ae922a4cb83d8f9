import django.core.serializers.json
from django.db import migrations, models

from nominations.policy.reading import read_notice
from nominations.policy.workdays import period, state_council_calendar


def keep_days(apps, schema_editor):
    """The days as they were counted when the notice was published, by the calendar as it stands now."""
    overrides = dict(apps.get_model("nominations", "CalendarDay").objects.values_list("day", "is_workday"))
    for notice in apps.get_model("review", "PublicNotice").objects.select_related("cycle"):
        rule = read_notice(notice.cycle.source).publicity
        calendar = state_council_calendar({notice.first_day.year}, overrides)
        counted = period(notice.first_day, rule.notice_days, calendar, rule.count_first_day)
        notice.days = [day.isoformat() for day in counted.days if day <= notice.last_day]
        notice.save(update_fields=["days"])


class Migration(migrations.Migration):

    dependencies = [
        ("nominations", "0004_order_without_joins"),
        ("review", "0012_saved_filters"),
    ]

    operations = [
        migrations.AddField(
            model_name="publicnotice",
            name="days",
            field=models.JSONField(
                default=list, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="计入的工作日"
            ),
        ),
        migrations.RunPython(keep_days, migrations.RunPython.noop),
    ]
