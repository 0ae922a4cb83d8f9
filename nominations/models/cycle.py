"""评选表彰活动: one notice, from opening to commendation; and the working calendar."""

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import CycleStatus
from ..policy.notice import Notice
from ..policy.reading import read_notice


class AwardCycle(models.Model):
    """A notice in force. `source` is the notice's TOML as loaded: the policy, word for word."""

    slug = models.SlugField(_("代码"), max_length=50, unique=True)
    title = models.CharField(_("名称"), max_length=200)
    source = models.TextField(_("通知内容（TOML）"))
    issued_on = models.DateField(_("通知印发日期"))
    deadline = models.DateTimeField(_("报送截止时间"))
    status = models.CharField(
        _("状态"), max_length=20, choices=CycleStatus.choices, default=CycleStatus.PREPARING
    )
    opened_at = models.DateTimeField(_("开启时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("评选表彰活动")
        verbose_name_plural = _("评选表彰活动")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="opened_cycle_knows_when",
                condition=models.Q(status=CycleStatus.PREPARING) | models.Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="closed_cycle_knows_when",
                condition=~models.Q(status=CycleStatus.CLOSED) | models.Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dated_title(self) -> str:
        """Tells it from another cycle, which may well bear the same title."""
        return _("%(title)s（%(day)s 印发）") % {"title": self.title, "day": self.issued_on}

    @property
    def notice(self) -> Notice:
        """The policy, with the deadline as it stands now (it alone may be moved once open)."""
        notice = read_notice(self.source)
        # The database hands times back in UTC; days and last seconds are those of the notice's time zone.
        return replace(notice, deadline=self.deadline.astimezone(notice.deadline.tzinfo))

    @property
    def is_open(self) -> bool:
        return self.status == CycleStatus.OPEN


class CalendarDay(models.Model):
    """A day the State Council's list treats unlike its weekday, as the administrator loaded it."""

    day = models.DateField(_("日期"), unique=True)
    is_workday = models.BooleanField(_("上班"))
    name = models.CharField(_("说明"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("节假日安排")
        verbose_name_plural = _("节假日安排")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
