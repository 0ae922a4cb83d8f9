"""One nominee's way through the review, and every step of it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.enums import Role
from nominations.models import AwardCycle, Nomination, User

from ..stages import Stage
from ..workflow import STEP_IN


class Case(models.Model):
    """Owns the stage. Only `services.advance` writes it.

    `cure_by`, `fields_at_fault` and `needs_publicity` belong to a return; `rank` and `mean` to the panel's result.
    """

    nomination = models.OneToOneField(Nomination, models.CASCADE, related_name="case")
    cycle = models.ForeignKey(AwardCycle, models.PROTECT, related_name="cases")
    stage = models.CharField(
        _("阶段"), max_length=30, choices=Stage.choices, default=Stage.DRAFT, db_index=True
    )
    stage_since = models.DateTimeField(_("进入阶段时间"))
    cure_by = models.DateField(_("补正期限"), null=True, blank=True)
    needs_publicity = models.BooleanField(_("须重新公示"), default=False)
    mean = models.DecimalField(_("评审得分"), max_digits=7, decimal_places=4, null=True, blank=True)
    rank = models.PositiveIntegerField(_("评审名次"), null=True, blank=True)

    class Meta:
        verbose_name = _("案件")
        verbose_name_plural = _("案件")
        ordering = ["cycle_id", "pk"]
        indexes = [models.Index(fields=["cycle", "stage"])]
        constraints = [
            models.CheckConstraint(
                name="returned_case_has_a_cure_date",
                condition=~models.Q(stage=Stage.RETURNED) | models.Q(cure_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.nomination)


# What a step may write: of the case, and of its nomination.
CASE_KEPT = ("stage", "stage_since", "cure_by", "needs_publicity", "mean", "rank")
RANKING = ("mean", "rank")  # of these, written by lists, which keep what was before; else only where a backup steps in
NOMINATION_KEPT = ("locked", "counted", "replaced", "publicity_id", "backup_for_id", "corrections")


class Decision(models.Model):
    """One step, taken: the history of a case is its decisions, complete because nothing else writes a stage.

    `actor` is null for the clock. `data` holds what the step demanded besides the reason (document number and
    date, listed return reasons, the objecting department…), JSON, without personal numbers.
    `batch` is the same for all that one act did: it is undone as a whole. `before` keeps what the step wrote over,
    and the nomination's version. `undoes`: the step that this one takes back.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    action = models.CharField(_("步骤"), max_length=30)
    from_stage = models.CharField(max_length=30, choices=Stage.choices)
    to_stage = models.CharField(max_length=30, choices=Stage.choices)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(_("理由"), blank=True)
    roster = models.ForeignKey(
        "Roster", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    data = models.JSONField(encoder=DjangoJSONEncoder, default=dict, blank=True)
    batch = models.UUIDField(null=True, db_index=True, editable=False)
    before = models.JSONField(default=dict, editable=False)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="undone_by", editable=False
    )

    class Meta:
        verbose_name = _("步骤记录")
        verbose_name_plural = _("步骤记录")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.from_stage} → {self.to_stage}"

    def put_back(self) -> None:
        """Set on the case and its nomination what stood before this step; saves nothing."""
        for row, names in ((self.case, CASE_KEPT), (self.case.nomination, NOMINATION_KEPT)):
            for name in names:
                if name in RANKING and self.action != STEP_IN:
                    continue
                if name in self.before:  # a column younger than the step is left as it is
                    setattr(row, name, row._meta.get_field(name).to_python(self.before[name]))


def as_it_stands(case: Case) -> dict[str, Any]:
    """What a step may write over, as JSON, for `Decision.before`."""
    nomination = case.nomination
    kept = {name: _plain(getattr(case, name)) for name in CASE_KEPT}
    kept |= {name: _plain(getattr(nomination, name)) for name in NOMINATION_KEPT}
    return kept | {"version": nomination.version}


def _plain(value: Any) -> Any:
    """To the microsecond: Django's own JSON encoder cuts it off."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


class Proposal(models.Model):
    """What the office proposes and the district confirms: disqualification, revocation.

    Open while `decided_at` is null; then `confirmed` says what the district decided.
    """

    class Action(models.TextChoices):
        DISQUALIFY = "disqualify", _("取消表彰资格")
        REVOKE = "revoke", _("撤销")

    case = models.ForeignKey(Case, models.CASCADE, related_name="proposals")
    action = models.CharField(max_length=20, choices=Action.choices)
    ground = models.TextField(_("事由"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    bars_unit = models.BooleanField(_("同时取消推荐单位下一次参评资格"), default=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(null=True, blank=True)
    decision_reason = models.TextField(_("审定说明"), blank=True)

    class Meta:
        verbose_name = _("提请")
        verbose_name_plural = _("提请")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "action"],
                condition=models.Q(decided_at__isnull=True),
                name="one_open_proposal",
            ),
            models.CheckConstraint(
                name="decided_proposal_says_how_and_by_whom",
                condition=models.Q(
                    decided_at__isnull=True, decided_by__isnull=True, confirmed__isnull=True
                )
                | models.Q(
                    decided_at__isnull=False, decided_by__isnull=False, confirmed__isnull=False
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}：{self.case}"
