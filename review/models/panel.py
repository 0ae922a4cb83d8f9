"""Panel review: a member's scores or vote on a case, and recusals."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models import User

from .case import Case


class Score(models.Model):
    """One member's judgement of one case: `marks` {dimension code: 0–100}, or `approve` where the cycle votes."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="scores")
    member = models.ForeignKey(User, models.PROTECT, related_name="scores")
    marks = models.JSONField(_("评分"), default=dict, blank=True)
    approve = models.BooleanField(_("赞成"), null=True, blank=True)
    comment = models.TextField(_("评语"), blank=True)
    scored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("评分")
        verbose_name_plural = _("评分")
        constraints = [
            models.UniqueConstraint(fields=["case", "member"], name="one_score_a_member"),
            models.CheckConstraint(
                name="score_is_marks_or_vote",
                condition=models.Q(approve__isnull=True) ^ models.Q(marks={}),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.member}"


class Recusal(models.Model):
    """A member keeps out of a case of their own accord, with a reason (own-unit cases are closed without a row)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="recusals")
    member = models.ForeignKey(User, models.PROTECT, related_name="recusals")
    reason = models.TextField(_("回避理由"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("回避")
        verbose_name_plural = _("回避")
        constraints = [
            models.UniqueConstraint(fields=["case", "member"], name="one_recusal_a_member")
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.member}"
