"""What forms and sheets said when they were handed out on paper, and the receipts of what was handed in."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models import AwardCycle, Nomination, Recommendation, User


def forget(collector: Any, field: models.Field, printings: Any, using: str) -> None:
    """`on_delete`: the code stays genuine, what was printed goes with the draft that its unit deleted."""
    collector.add_field_update(field, None, printings)
    collector.add_field_update(field.model._meta.get_field("content"), None, printings)


class Printing(models.Model):
    """One content that was printed, under its check code; printed again unchanged it is the same row.

    Of a form where `nomination` is set, else of a sheet: the unit's, or the whole cycle's where `recommendation` is null.
    Of kind "receipt": of what a unit handed in by one act, kept with it and whether or not it was printed.
    `content`: `selectors.printing.form_content` or `sheet_content`, `selectors.receipts.said_of` with its seals; no personal
    number in full. None: forgotten.
    `printed_at`, `printed_by`: the first time; null for a command.
    """

    code = models.CharField(_("校验码"), max_length=11, unique=True)
    cycle = models.ForeignKey(AwardCycle, models.PROTECT, related_name="printings")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, null=True, related_name="printings")
    nomination = models.ForeignKey(Nomination, forget, null=True, related_name="printings")
    kind = models.CharField(_("类别"), max_length=20)
    content = models.JSONField(encoder=DjangoJSONEncoder, null=True)
    printed_at = models.DateTimeField(_("首次打印时间"))
    printed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("打印内容")
        verbose_name_plural = _("打印内容")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.code
