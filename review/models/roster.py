"""The numbered, immutable lists that whole-list steps leave behind."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nominations.models import AwardCycle, User


class Roster(models.Model):
    """Who, in which order, with the ratios at that moment; never changed afterwards, only marked as undone.

    `ranks_before`: {case pk: [rank, mean]} as they stood before the list was made, for its undoing and for the
    minutes of the list before it.
    `ratios`: {kind: {count, places, capped, cap, percent, share}} as shown in the preview.
    `reasons`: {"list": {rule: text}, "nominees": [{rule, who, text}]}: every soft rule gone against.
    """

    cycle = models.ForeignKey(AwardCycle, models.PROTECT, related_name="rosters")
    number = models.PositiveIntegerField(_("编号"))
    action = models.CharField(_("步骤"), max_length=30)
    title = models.CharField(_("名称"), max_length=60)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ratios = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    reasons = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    data = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    ranks_before = models.JSONField(default=dict, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    undo_reason = models.TextField(_("撤销理由"), blank=True, editable=False)

    class Meta:
        verbose_name = _("名单")
        verbose_name_plural = _("名单")
        ordering = ["cycle_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="roster_number_once_a_cycle")
        ]

    def __str__(self) -> str:
        words = gettext("%(title)s（第%(number)s号）") if self.undone_at is None else gettext("%(title)s（第%(number)s号，已撤销）")
        return words % {"title": self.title, "number": self.number}


class RosterEntry(models.Model):
    """One line: `snapshot` keeps the words as they stood (name, unit, position, class, rank, mean)."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="entries")
    case = models.ForeignKey("Case", models.PROTECT, related_name="roster_entries")
    order = models.PositiveIntegerField()
    snapshot = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        verbose_name = _("名单条目")
        verbose_name_plural = _("名单条目")
        ordering = ["roster_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["roster", "case"], name="case_once_a_roster"),
            models.UniqueConstraint(fields=["roster", "order"], name="order_once_a_roster"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.snapshot.get('name', '')}"
