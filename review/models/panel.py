"""Panel review: members' judgements and recusals, the round they are given in, ties, and the meeting."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models import AwardCycle, User
from nominations.models.audit import mac

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

    def sealed(self) -> str:
        """A mac of what this member gave to this case: the audit trail keeps it, and the marks are not to be read there."""
        return mac(json.dumps(["score", self.case_id, self.member_id, self.marks, self.approve], sort_keys=True))


class Recusal(models.Model):
    """A member keeps out of a case of their own accord, with a reason (own-unit cases are closed without a row)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="recusals")
    member = models.ForeignKey(User, models.PROTECT, related_name="recusals")
    reason = models.TextField(_("回避理由"))
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("回避")
        verbose_name_plural = _("回避")
        constraints = [models.UniqueConstraint(fields=["case", "member"], name="one_recusal_a_member")]

    def __str__(self) -> str:
        return f"{self.case} · {self.member}"


class ScoreDraft(models.Model):
    """What a member has typed of a judgement and not handed in: kept as typed, counts for nothing."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="score_drafts")
    member = models.ForeignKey(User, models.PROTECT, related_name="score_drafts")
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("未提交的评分")
        verbose_name_plural = _("未提交的评分")
        constraints = [models.UniqueConstraint(fields=["case", "member"], name="one_score_draft_a_member")]

    def __str__(self) -> str:
        return f"{self.case} · {self.member}"


class RoundStep(models.Model):
    """The chair ended the round of judging (`ends`), or took it up again; the newest since the last list holds.

    `missing`: how many judgements were not in.
    """

    cycle = models.ForeignKey(AwardCycle, models.PROTECT, related_name="round_steps")
    ends = models.BooleanField(_("结束评审"))
    reason = models.TextField(_("理由"))
    missing = models.PositiveIntegerField(_("未完成的评审"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("评审轮次")
        verbose_name_plural = _("评审轮次")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.cycle} · {self.at:%Y-%m-%d %H:%M}"


class TieOrder(models.Model):
    """The order in which the chair put cases of equal means, with the reason: `cases` holds their keys, best first.

    Holds for any tie among these cases and for no other.
    """

    cycle = models.ForeignKey(AwardCycle, models.PROTECT, related_name="tie_orders")
    cases = models.JSONField(_("次序"))
    reason = models.TextField(_("理由"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("并列排序")
        verbose_name_plural = _("并列排序")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.cycle} · {self.at:%Y-%m-%d %H:%M}"


class PanelMeeting(models.Model):
    """The meeting that is on: the case under discussion, null between two."""

    cycle = models.OneToOneField(AwardCycle, models.PROTECT, related_name="panel_meeting")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="+")
    moved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("评审会议")
        verbose_name_plural = _("评审会议")

    def __str__(self) -> str:
        return f"{self.cycle} · {self.case or ''}"
