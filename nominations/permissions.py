"""May this person change this: every answer is a refusal in words, empty where nothing stands in the way.

Who may *see* something is asked of `selectors.visible_to`.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .enums import Role
from .messages import label_of
from .models import Nomination, Recommendation, User
from .policy.corrections import item_of

UNIT_ROLES = (Role.UNIT_CLERK, Role.UNIT_LEAD)
READERS = (Role.OFFICE, Role.DISTRICT, Role.AUDITOR)  # see every unit's recommendation
REVEALERS = (Role.OFFICE, Role.AUDITOR)  # besides the unit itself


def works_for(user: User, recommendation: Recommendation, *roles: str) -> bool:
    """Whether the person holds one of `roles` (default: either unit role) in the recommending unit."""
    return recommendation.unit_id in user.units_as(*(roles or UNIT_ROLES))


def acting_role(user: User, recommendation: Recommendation) -> str:
    """The role as which the audit trail names this person; "" where they have none here."""
    for role in UNIT_ROLES:
        if works_for(user, recommendation, role):
            return role
    return next((role for role in READERS if user.holds(role)), "")


def may_reveal(user: User, recommendation: Recommendation) -> bool:
    """Whether the person may ask for ID and phone numbers in full (domain §2)."""
    return works_for(user, recommendation) or user.holds(*REVEALERS)


def refusal_to_draft(user: User, recommendation: Recommendation, now: datetime) -> str:
    """Why this person may not add nominees or change the recommendation now; "" when they may."""
    if not works_for(user, recommendation):
        return _("只有推荐单位的经办人和负责人可以填写和修改。")
    if not recommendation.cycle.is_open:
        return _("本次评选表彰活动不在进行中，不能填写和修改。")
    if now.replace(microsecond=0) > recommendation.cycle.deadline:  # the second it names still counts
        return _("报送已于 %(deadline)s 截止，不能再填写和修改。如有特殊情况，请联系工作专班办公室。") % {
            "deadline": localtime(recommendation.cycle.deadline).strftime("%Y-%m-%d %H:%M")
        }
    return ""


def refusal_to_edit(user: User, nomination: Nomination, now: datetime) -> str:
    """Why this person may not change this nominee now; "" when they may.

    One that was returned to the unit (counted, yet not locked) stays open past the deadline until the
    upper app locks it at its cure date.
    """
    recommendation = nomination.recommendation
    if not works_for(user, recommendation):
        return refusal_to_draft(user, recommendation, now)
    if nomination.locked:
        return _("该推荐对象已经公示、报送或办结，内容已锁定。需要修改的，请先取消公示，或联系工作专班办公室退回补正。")
    if nomination.counted and recommendation.cycle.is_open:
        return ""
    return refusal_to_draft(user, recommendation, now)


def refusal_to_change(nomination: Nomination, fields: Iterable[str]) -> str:
    """Why these fields (columns, or items of the form) may not be changed now: the office opened others; "" when they may."""
    closed = dict.fromkeys(item_of(field) for field in fields if nomination.closed(field))
    if not closed:
        return ""
    return _("补正期间只能修改退回意见指明的项目，以下项目没有开放：%(fields)s。确需修改的，请联系工作专班办公室。") % {
        "fields": "、".join(label_of(item, nomination.kind) for item in closed)
    }


def may_explain(user: User, recommendation: Recommendation) -> bool:
    """Whether writing the reason an 原则上 rule asks for is this person's part at all (domain §4)."""
    return works_for(user, recommendation, Role.UNIT_LEAD) or user.holds(Role.OFFICE)


def refusal_to_explain(user: User, recommendation: Recommendation) -> str:
    """Why this person may not write such a reason now; "" when they may."""
    if not may_explain(user, recommendation):
        return _("理由由推荐单位负责人或者工作专班办公室填写。")
    if not recommendation.cycle.is_open:
        return _("本次评选表彰活动不在进行中，不能再填写理由。")
    return ""
