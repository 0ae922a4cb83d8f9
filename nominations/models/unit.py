"""推荐单位 and the authorities that are asked for opinions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """A department, town, park or district-owned company; it may recommend, be consulted, or both."""

    name = models.CharField(_("单位全称"), max_length=60, unique=True)
    short_name = models.CharField(_("简称"), max_length=20, blank=True)
    kind = models.CharField(
        _("单位类别"), max_length=20, help_text=_("类别代码由评选通知规定，决定推荐名额的算法。")
    )
    above_scale_enterprises = models.PositiveIntegerField(
        _("规上工业企业数"), default=0, help_text=_("镇街、园区填写；推荐名额据此计算。")
    )
    authority = models.CharField(
        _("征求意见职能"),
        max_length=20,
        blank=True,
        help_text=_("该单位答复哪一类征求意见，如“公安”；不答复的留空。"),
    )
    active = models.BooleanField(_("启用"), default=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def brief(self) -> str:
        return self.short_name or self.name
