"""What people are told: in the inbox at once, by mail once a day; and the mail that the office holds back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models import AwardCycle, User

from ..telling import title_of


class Message(models.Model):
    """One message to one person. `kind`: of `telling.KINDS`; `link`: path of the page it is about.

    `key`, where there is one: the same person is told this but once. `batch`: of the step that told it, so that the
    step's undoing finds it. The text holds no personal numbers, and no name that the person may not read.
    """

    class Mail(models.TextChoices):
        """Where its mail stands; NONE: the person had no address, or read of it elsewhere meanwhile."""

        NONE = "none", _("仅站内")
        WAITING = "waiting", _("待发送")
        HELD = "held", _("已暂停")
        SENT = "sent", _("已发送")

    recipient = models.ForeignKey(User, models.CASCADE, related_name="inbox")
    cycle = models.ForeignKey(AwardCycle, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=30)
    text = models.TextField()
    link = models.CharField(max_length=200)
    key = models.CharField(max_length=100, blank=True)
    batch = models.UUIDField(null=True, db_index=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.NONE)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-made_at"], name="inbox_newest_first"),
            models.Index(fields=["recipient"], name="inbox_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["cycle", "mail"], name="outbox"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "key"], condition=~models.Q(key=""), name="told_once"),
            models.CheckConstraint(
                name="mail_sent_knows_when",
                condition=models.Q(mail="sent", mailed_at__isnull=False)
                | (~models.Q(mail="sent") & models.Q(mailed_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}：{self.text}"

    @property
    def title(self) -> str:
        return title_of(self.kind)


class OutboxHold(models.Model):
    """While it is there no mail of its cycle goes out, nor of what is told meanwhile."""

    cycle = models.OneToOneField(AwardCycle, models.CASCADE, related_name="outbox_hold")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("发件箱暂停")
        verbose_name_plural = _("发件箱暂停")

    def __str__(self) -> str:
        return str(self.cycle)
