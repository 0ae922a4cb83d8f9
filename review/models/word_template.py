"""The template in which a cycle's forms go out as Word documents, where it has one of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.enums import Kind
from nominations.models import AwardCycle


class WordTemplate(models.Model):
    """Without a row the template is made from the notice; see `documents.word_template`."""

    cycle = models.ForeignKey(AwardCycle, models.CASCADE, related_name="word_templates")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(_("文件名"), max_length=200)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("文档模板")
        verbose_name_plural = _("文档模板")
        constraints = [models.UniqueConstraint(fields=["cycle", "kind"], name="one_word_template_a_kind")]

    def __str__(self) -> str:
        return self.name
