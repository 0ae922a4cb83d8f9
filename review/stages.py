"""Stages a case can be in, and who moves it. A leaf: imports nothing of ours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    DRAFT = "draft", _("填报中")
    UNIT_PUBLICITY = "unit_publicity", _("单位公示")
    OFFICE_SCREENING = "office_screening", _("资格审查、初步筛选")
    RETURNED = "returned", _("退回补正")
    SCREENED_OUT = "screened_out", _("筛选未通过")
    PANEL_REVIEW = "panel_review", _("联合评审")
    NOT_SELECTED = "not_selected", _("未入选（候补）")
    DEPARTMENT_OPINIONS = "department_opinions", _("征求意见")
    DISTRICT_APPROVAL = "district_approval", _("区委、区政府审定")
    APPROVED = "approved", _("审定通过")
    REJECTED = "rejected", _("审定未通过")
    PUBLIC_NOTICE = "public_notice", _("公示")
    COMMENDED = "commended", _("已表彰")
    DISQUALIFIED = "disqualified", _("取消资格")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("视为弃权")
    REVOKED = "revoked", _("已撤销")


# The order in which a case that meets no obstacle passes.
HIGHROAD = (
    Stage.DRAFT,
    Stage.UNIT_PUBLICITY,
    Stage.OFFICE_SCREENING,
    Stage.PANEL_REVIEW,
    Stage.DEPARTMENT_OPINIONS,
    Stage.DISTRICT_APPROVAL,
    Stage.APPROVED,
    Stage.PUBLIC_NOTICE,
    Stage.COMMENDED,
)

# Fell out: a backup takes the place of a principal that enters one of these.
FALLEN_OUT = (
    Stage.SCREENED_OUT,
    Stage.REJECTED,
    Stage.DISQUALIFIED,
    Stage.WITHDRAWN,
    Stage.LAPSED,
    Stage.REVOKED,
)

# Not before the office: never handed in, or taken back.
NOT_HANDED_IN = (Stage.DRAFT, Stage.UNIT_PUBLICITY, Stage.WITHDRAWN, Stage.LAPSED)
