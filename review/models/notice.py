"""公示 to the whole district, and objections to it."""

import uuid
from datetime import date
from pathlib import PurePath

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models import AwardCycle, SensitiveCharField, User

from .case import Case


def objection_path(kept: models.Model, filename: str) -> str:
    """A name nobody can guess; the objector's own may tell who they are."""
    return f"objections/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class PublicNotice(models.Model):
    """One notice: first to last working day, both included; a later one for cases called up has days of its own.

    `days` that were announced stay the notice's days, whatever becomes of the working calendar.
    """

    cycle = models.ForeignKey(AwardCycle, models.PROTECT, related_name="public_notices")
    number = models.PositiveIntegerField(_("期号"))
    first_day = models.DateField(_("公示第一天"))
    last_day = models.DateField(_("公示最后一天"))
    days = models.JSONField(_("计入的工作日"), encoder=DjangoJSONEncoder, default=list)
    contact = models.CharField(_("异议受理联系方式"), max_length=200)
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    cases = models.ManyToManyField(Case, related_name="public_notices")

    class Meta:
        verbose_name = _("公示")
        verbose_name_plural = _("公示")
        ordering = ["cycle_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="notice_number_once_a_cycle"),
            models.CheckConstraint(
                name="notice_ends_after_it_begins",
                condition=models.Q(last_day__gte=models.F("first_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} · {self.first_day}～{self.last_day}"

    @property
    def counted_days(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.days]


class Objection(models.Model):
    """An objection to a public notice. Who raised it is for the office alone."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("异议成立")
        DISMISSED = "dismissed", _("异议不成立")

    class Channel(models.TextChoices):
        """How it came. What comes by the web form has its moment; the office writes down the rest with its day."""

        WEB = "web", _("网络")
        LETTER = "letter", _("来信")
        PHONE = "phone", _("来电")
        VISIT = "visit", _("来访")

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    case = models.ForeignKey(Case, models.PROTECT, related_name="objections")
    receipt = models.CharField(_("回执号"), max_length=20, unique=True)
    real_name = models.CharField(_("真实姓名"), max_length=30)
    contact = SensitiveCharField(_("联系方式"), max_length=50)
    text = models.TextField(_("异议内容"))
    channel = models.CharField(_("来源"), max_length=10, choices=Channel.choices, default=Channel.WEB)
    received_on = models.DateField(_("收到日期"), null=True, blank=True)
    postmark = models.DateField(_("邮戳日期"), null=True, blank=True)
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField()
    inquiry = models.TextField(_("核实情况"), blank=True)
    finding = models.TextField(_("处理结论"), blank=True)
    outcome = models.CharField(_("结果"), max_length=20, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("公示异议")
        verbose_name_plural = _("公示异议")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decided_objection_says_how_when_and_by_whom",
                condition=models.Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | (
                    ~models.Q(outcome="")
                    & ~models.Q(finding="")
                    & models.Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="objection_from_the_web_or_registered",
                condition=models.Q(channel="web", received_on__isnull=True, registered_by__isnull=True)
                | (~models.Q(channel="web") & models.Q(received_on__isnull=False, registered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="postmark_of_a_letter_before_it_came",
                condition=models.Q(postmark__isnull=True)
                | models.Q(channel="letter", postmark__lte=models.F("received_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class ObjectionFile(models.Model):
    """What the objector gave along, or the scan of a letter: for the office alone, in the order given."""

    objection = models.ForeignKey(Objection, models.CASCADE, related_name="files")
    file = models.FileField(_("证明材料"), upload_to=objection_path)

    class Meta:
        verbose_name = _("异议证明材料")
        verbose_name_plural = _("异议证明材料")
        ordering = ["objection_id", "pk"]

    def __str__(self) -> str:
        return f"{self.objection} {self.kind}"

    @property
    def kind(self) -> str:
        """PDF, JPG or PNG."""
        return PurePath(self.file.name).suffix[1:].upper()
