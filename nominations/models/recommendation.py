"""推荐: all that one unit hands in for one cycle, and its publicity inside the unit."""

import uuid
from pathlib import PurePath

from django.db import models
from django.utils.translation import gettext_lazy as _

from .cycle import AwardCycle
from .fields import SensitiveCharField
from .people import User
from .unit import Unit


def evidence_path(publicity: models.Model, filename: str) -> str:
    """A name nobody can guess: what the uploader called the file is not kept."""
    return f"evidence/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class Recommendation(models.Model):
    cycle = models.ForeignKey(AwardCycle, models.PROTECT, related_name="recommendations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recommendations")
    contact_name = models.CharField(_("填报单位联系人"), max_length=30, blank=True)
    office_phone = models.CharField(_("办公电话"), max_length=30, blank=True)
    mobile = SensitiveCharField(_("手机"), max_length=20, blank=True)
    fill_date = models.DateField(_("填表日期"), null=True, blank=True)
    decision_on = models.DateField(_("集体研究决定日期"), null=True, blank=True)
    decision_body = models.CharField(_("集体研究形式"), max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    unparsed = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("推荐")
        verbose_name_plural = _("推荐")
        ordering = ["cycle_id", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit"], name="one_recommendation_a_unit")
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.cycle}"


class UnitPublicity(models.Model):
    """单位公示 of some of a unit's nominees: first to last working day, both included."""

    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, related_name="publicities"
    )
    first_day = models.DateField(_("公示第一天"))
    last_day = models.DateField(_("公示最后一天"))
    place = models.CharField(_("公示地点（方式）"), max_length=100)
    evidence = models.FileField(_("公示证明（照片或扫描件）"), upload_to=evidence_path, blank=True)
    announced_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    announced_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("单位公示")
        verbose_name_plural = _("单位公示")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="cancelled_publicity_says_why",
                condition=models.Q(cancelled_at__isnull=True, cancel_reason="")
                | (models.Q(cancelled_at__isnull=False) & ~models.Q(cancel_reason="")),
            ),
            models.CheckConstraint(
                name="publicity_ends_after_it_begins",
                condition=models.Q(last_day__gte=models.F("first_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day}～{self.last_day}"


class UnitObjection(models.Model):
    """An objection raised inside the unit; open until its handling is written down (P2)."""

    publicity = models.ForeignKey(UnitPublicity, models.CASCADE, related_name="objections")
    received_on = models.DateField(_("收到日期"))
    content = models.TextField(_("异议内容"))
    resolution = models.TextField(_("核实与处理结果"), blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("单位公示异议")
        verbose_name_plural = _("单位公示异议")
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="resolved_objection_says_how",
                condition=models.Q(resolved_at__isnull=True, resolution="")
                | (models.Q(resolved_at__isnull=False) & ~models.Q(resolution="")),
            )
        ]

    def __str__(self) -> str:
        return self.content[:20]
