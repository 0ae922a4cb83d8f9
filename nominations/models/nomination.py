"""One nominee: a collective or an individual. Field names are those of the domain's §3."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import Gender, Kind
from ..pinyin import sounds_of
from ..policy.corrections import item_of, opened_by
from .fields import MarkOf, SensitiveCharField
from .people import User
from .recommendation import Recommendation


def photo_path(nomination: models.Model, filename: str) -> str:
    """A name nobody can guess; photos are always re-encoded as JPEG."""
    return f"photos/{uuid.uuid4().hex}.jpg"


class Nomination(models.Model):
    """What both kinds share. Nearly all may be empty: a draft is saved at any degree of incompleteness.

    `locked`: nothing can be changed (made public or handed in, P3). `counted`: uses its unit's quota and
    bars the same nominee elsewhere (I3). `replaced`: fell out, and its backup uses the quota in its stead. All three
    are written by the services of the upper app alone.
    `name_key`: the name by its sound, to find and to sort by; it goes with every save of the name.
    `corrections`: what it came back for, [{"demand", "fields", "note"}]: these fields alone may be changed; what a
    rule forbids besides joins them (`selectors.with_what_blocks`). None: all may. Written by the upper app too.
    `unparsed` keeps what was typed but cannot be stored in its field: {field name: text}.
    `version` rises with every save; a form made from an older one is told, never obeyed.
    """

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="nominations"
    )
    kind = models.CharField(_("类别"), max_length=20, choices=Kind.choices, editable=False)
    order = models.PositiveIntegerField(_("推荐顺序"), default=0)
    name = models.CharField(_("名称"), max_length=60, blank=True)
    name_key = models.CharField(max_length=500, blank=True, editable=False)
    ownership = models.CharField(_("企业性质"), max_length=20, blank=True)
    division_level = models.BooleanField(_("处级"), default=False)
    backup_for = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="backups",
        verbose_name=_("作为谁的备选"),
    )
    criteria = models.JSONField(_("符合的评选条件"), default=list, blank=True)
    honours = models.TextField(_("何时何地受过何种奖励"), blank=True)
    deeds = models.TextField(_("先进事迹"), blank=True)
    statement_true = models.BooleanField(_("情况真实准确，同意推荐"), null=True, blank=True)
    remarks = models.CharField(_("备注"), max_length=200, blank=True)

    locked = models.BooleanField(default=False, editable=False)
    counted = models.BooleanField(default=False, editable=False)
    replaced = models.BooleanField(default=False, editable=False)
    corrections = models.JSONField(null=True, blank=True, editable=False)
    publicity = models.ForeignKey(
        "UnitPublicity", models.SET_NULL, null=True, blank=True, related_name="nominations",
        editable=False,
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    unparsed = models.JSONField(default=dict, blank=True, editable=False)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("推荐对象")
        verbose_name_plural = _("推荐对象")
        ordering = ["recommendation_id", "kind", "order", "pk"]

    def __str__(self) -> str:
        return self.name or str(_("（未填写名称）"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        columns = kwargs.get("update_fields")
        if columns is None or "name" in columns:
            self.name_key = sounds_of(self.name, person=self.kind == Kind.INDIVIDUAL)
            kwargs["update_fields"] = columns and {*columns, "name_key"}
        super().save(*args, **kwargs)

    def get_kind_display(self) -> str:
        """What its notice calls the award: 先进集体. Reads recommendation and cycle: fetch them along in lists."""
        return self.recommendation.cycle.notice.award(self.kind).label

    def closed(self, field: str) -> bool:
        """Whether that field (column, or item of the form) is not among those that the office wants corrected."""
        return self.corrections is not None and item_of(field) not in opened_by(self.corrections)

    @property
    def settled(self) -> bool:
        """Whether it was made public or handed in (P3), be it back to be corrected: what is so keeps its order."""
        return self.locked or self.corrections is not None

    @property
    def detail(self) -> "CollectiveNomination | IndividualNomination":
        """The row of its own kind (select_related both to keep this free of queries)."""
        if isinstance(self, CollectiveNomination | IndividualNomination):
            return self
        return getattr(self, f"{self.kind}nomination")


class CollectiveNomination(Nomination):
    nature = models.CharField(_("集体性质"), max_length=20, blank=True)
    level = models.CharField(_("集体级别"), max_length=30, blank=True)
    leader_name = models.CharField(_("集体负责人姓名"), max_length=30, blank=True)
    leader_position = models.CharField(_("集体负责人职务"), max_length=60, blank=True)
    headcount = models.PositiveIntegerField(_("集体人数"), null=True, blank=True)
    location = models.CharField(_("集体所在地"), max_length=100, blank=True)
    phone = SensitiveCharField(_("联系电话"), max_length=30, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, db_index=True)
    registered_here = models.BooleanField(_("在区内注册"), null=True, blank=True)
    operating_normally = models.BooleanField(_("正常生产经营"), null=True, blank=True)
    above_scale = models.BooleanField(_("规上工业企业"), default=False)
    clean_record = models.BooleanField(_("近5年没有发生违纪违法事件"), null=True, blank=True)

    class Meta:
        verbose_name = _("集体推荐对象")
        verbose_name_plural = _("集体推荐对象")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = Kind.COLLECTIVE
        super().save(*args, **kwargs)


class IndividualNomination(Nomination):
    """`birth_month` and `work_start` hold the first day of the month."""

    gender = models.CharField(_("性别"), max_length=10, choices=Gender.choices, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=10, blank=True)
    birth_month = models.DateField(_("出生年月"), null=True, blank=True)
    native_place = models.CharField(_("籍贯"), max_length=60, blank=True)
    political_status = models.CharField(_("政治面貌"), max_length=20, blank=True)
    id_number = SensitiveCharField(_("身份证号"), max_length=18, blank=True)
    work_start = models.DateField(_("参加工作时间"), null=True, blank=True)
    position = models.CharField(_("职务"), max_length=60, blank=True)
    education = models.CharField(_("学历"), max_length=20, blank=True)
    degree = models.CharField(_("学位"), max_length=20, blank=True)
    person_category = models.CharField(_("人员身份"), max_length=30, blank=True)
    grade = models.CharField(_("级别"), max_length=30, blank=True)
    professional_title = models.CharField(_("职称"), max_length=30, blank=True)
    employer = models.CharField(_("工作单位"), max_length=60, blank=True)
    employer_nature = models.CharField(_("工作单位性质"), max_length=20, blank=True)
    contact = SensitiveCharField(_("联系方式"), max_length=30, blank=True)
    photo = models.ImageField(_("近期2寸免冠照片"), upload_to=photo_path, blank=True)
    assessments = models.JSONField(_("年度考核情况"), default=dict, blank=True)
    resume = models.TextField(_("工作简历"), blank=True)
    is_cadre = models.BooleanField(_("干部"), default=False)
    city_managed = models.BooleanField(_("市管干部"), null=True, blank=True)
    frontline = models.BooleanField(_("一线工作人员"), default=False)
    leads_collective = models.ForeignKey(
        CollectiveNomination, models.SET_NULL, null=True, blank=True, related_name="leaders",
        verbose_name=_("属于哪个推荐集体的班子成员"),
    )

    class Meta:
        verbose_name = _("个人推荐对象")
        verbose_name_plural = _("个人推荐对象")
        indexes = [models.Index(MarkOf("id_number"), name="individual_by_id_number")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = Kind.INDIVIDUAL
        super().save(*args, **kwargs)


class SoftReason(models.Model):
    """The written reason with which a case goes on against an 原则上 rule; of the unit where `nomination` is null."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="reasons")
    nomination = models.ForeignKey(
        Nomination, models.CASCADE, null=True, blank=True, related_name="reasons"
    )
    rule = models.CharField(_("规则"), max_length=5)
    text = models.TextField(_("理由"))
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("原则性规定的理由")
        verbose_name_plural = _("原则性规定的理由")
        ordering = ["recommendation_id", "rule", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "rule"], name="one_reason_a_nominee_rule"),
            models.UniqueConstraint(
                fields=["recommendation", "rule"],
                name="one_reason_a_unit_rule",
                condition=models.Q(nomination__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}：{self.text[:20]}"


class Bar(models.Model):
    """E8: a unit or nominee whose place was revoked in `cycle` is barred from the next cycle.

    Either `unit`, or the nominee's marks: ID number (individual), full name and credit code (collective).
    """

    cycle = models.ForeignKey("AwardCycle", models.PROTECT, related_name="bars")
    unit = models.ForeignKey("Unit", models.PROTECT, null=True, blank=True, related_name="bars")
    name = models.CharField(_("名称"), max_length=60, blank=True)
    id_number = SensitiveCharField(_("身份证号"), max_length=18, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, db_index=True)
    reason = models.TextField(_("撤销事由"))
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("取消下一次参评资格")
        verbose_name_plural = _("取消下一次参评资格")
        ordering = ["cycle_id", "pk"]
        indexes = [models.Index(MarkOf("id_number"), name="bar_by_id_number")]

    def __str__(self) -> str:
        return str(self.unit or self.name)
