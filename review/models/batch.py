"""Forms and long sheets made in the background: what was asked for, how far it is, and what was drawn before."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models import AwardCycle, User


class BatchKind(models.TextChoices):
    PDF = "pdf", _("一份 PDF（双面打印）")
    ZIP = "zip", _("压缩包（ZIP，每人一个文件）")
    COLLECTIVE_SHEET = "collective", _("先进集体汇总表（PDF）")
    INDIVIDUAL_SHEET = "individual", _("先进个人汇总表（PDF）")


class BatchStatus(models.TextChoices):
    WAITING = "waiting", _("等待制作")
    RUNNING = "running", _("正在制作")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未能完成")
    CANCELLED = "cancelled", _("已取消")
    EXPIRED = "expired", _("已过期")


class Batch(models.Model):
    """The forms of these nominees, in this order, or the sheet of a whole cycle, as one file.

    `scope`: whose, in words. `key`: digest of all that is in the file, so that it need not be made twice.
    `heartbeat`: when its worker was last known to live. `file`: its path under MEDIA_ROOT.
    """

    Kind = BatchKind
    Status = BatchStatus

    cycle = models.ForeignKey(AwardCycle, models.CASCADE, related_name="batches")
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="batches")
    asked_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=BatchKind.choices)
    scope = models.CharField(max_length=300)
    nominations = models.JSONField(default=list)
    key = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=BatchStatus.choices, default=BatchStatus.WAITING)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    file = models.CharField(max_length=100, blank=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("后台制作的表格")
        verbose_name_plural = _("后台制作的表格")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["asked_by", "-id"], name="batches_newest_first")]
        constraints = [
            models.CheckConstraint(
                name="batch_done_has_its_file",
                condition=~models.Q(status="done") | models.Q(expires_at__isnull=False) & ~models.Q(file=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope}{_('汇总表') if self.is_sheet else _('审批表')}"

    @property
    def is_sheet(self) -> bool:
        """Attachment 3 or 4: its kind is that of the award."""
        return self.kind in (BatchKind.COLLECTIVE_SHEET, BatchKind.INDIVIDUAL_SHEET)

    @property
    def suffix(self) -> str:
        """Of its file's name."""
        return "zip" if self.kind == BatchKind.ZIP else "pdf"

    @property
    def is_under_way(self) -> bool:
        return self.status in (BatchStatus.WAITING, BatchStatus.RUNNING)

    def is_ready(self, now: datetime) -> bool:
        """Whether its file can be fetched."""
        return self.status == BatchStatus.DONE and self.expires_at > now


class DrawnForm(models.Model):
    """A form as it was drawn: `pages` pages of `file` (path under MEDIA_ROOT) from number `first` on, counted from 0.

    `digest`: of its content and of everything that draws it.
    """

    digest = models.CharField(max_length=64, unique=True)
    file = models.CharField(max_length=100, db_index=True)
    first = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    used_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("已绘制的审批表")
        verbose_name_plural = _("已绘制的审批表")

    def __str__(self) -> str:
        return self.digest
