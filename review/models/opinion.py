"""征求意见: who is asked about whom, and the answers."""

import uuid
from pathlib import PurePath

from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models import User

from .case import Case


def reply_path(opinion: models.Model, filename: str) -> str:
    return f"replies/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class Opinion(models.Model):
    """One authority asked about one case, and its last word; unanswered while `answered_at` is null.

    `authority` is a code of the cycle's consultation matrix. Which people answer for it: role `department` in a
    unit with that authority. All that was said, earlier words included, stands in the notes.
    """

    class Verdict(models.TextChoices):
        CLEAR = "clear", _("无异议")
        OBJECTION = "objection", _("有异议")
        EXPLAIN = "explain", _("需说明")

    case = models.ForeignKey(Case, models.CASCADE, related_name="opinions")
    authority = models.CharField(_("征求部门"), max_length=20)
    requested_at = models.DateTimeField()
    due_on = models.DateField(_("答复期限"))
    verdict = models.CharField(_("意见"), max_length=20, choices=Verdict.choices, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    asked_again_at = models.DateTimeField(null=True, blank=True)  # the office answered; its next word is awaited

    class Meta:
        verbose_name = _("部门意见")
        verbose_name_plural = _("部门意见")
        ordering = ["case_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "authority"], name="asked_once"),
            models.CheckConstraint(
                name="answer_says_what_when_and_by_whom",
                condition=models.Q(verdict="", answered_at__isnull=True, answered_by__isnull=True)
                | (
                    ~models.Q(verdict="")
                    & models.Q(answered_at__isnull=False, answered_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="objection_gives_its_reason",
                condition=models.Q(verdict__in=["", "clear"]) | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="asked_again_after_a_doubt",
                condition=models.Q(asked_again_at__isnull=True) | models.Q(verdict__in=["objection", "explain"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.authority}"

    @property
    def is_awaited(self) -> bool:
        """Whether it is the authority's turn: no answer yet, or none since the office answered its doubt."""
        return not self.verdict or self.asked_again_at is not None


# The same for a query.
AWAITED = models.Q(verdict="") | models.Q(asked_again_at__isnull=False)


class OpinionNote(models.Model):
    """One word in the thread of an opinion. Written once: neither an answer nor its scan is ever replaced."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("部门答复")
        REPLY = "reply", _("办公室说明，再次征求")
        PROLONGED = "prolonged", _("延长答复期限")

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    verdict = models.CharField(_("意见"), max_length=20, choices=Opinion.Verdict.choices, blank=True)
    text = models.TextField(_("内容"), blank=True)
    paper = models.FileField(_("书面答复扫描件"), upload_to=reply_path, blank=True)
    due_on = models.DateField(_("答复期限"), null=True, blank=True)  # the new one, where this set one
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("意见往来")
        verbose_name_plural = _("意见往来")
        ordering = ["opinion_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.opinion} · {self.get_kind_display()}"


class ConsultationChoice(models.Model):
    """The office's choice of authorities for a case that the matrix does not cover, with its reason."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="consultation_choice")
    authorities = models.JSONField(_("征求部门"))
    reason = models.TextField(_("理由"))
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("征求部门的选定")
        verbose_name_plural = _("征求部门的选定")

    def __str__(self) -> str:
        return str(self.case)
