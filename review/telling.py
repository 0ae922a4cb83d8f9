"""What people are told, in words: every kind of message with its title, its text and the page it leads to.

Names of nominees stand only in what goes to their own unit, the office and the district: a mail leaves the house, and
departments and panel read the names where they sign in. Nobody is told who objected (domain §2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations.enums import Role

NAMED = 3  # so many nominees are named, the others counted
UNIT = "unit"  # in place of a role: the clerks and leads of the recommending unit
COCKPIT = "cockpit"  # the page of a recommendation


@dataclass(frozen=True)
class Kind:
    """`page`: name of the address it leads to."""

    title: Promise
    text: Promise
    page: str


KINDS: dict[str, Kind] = {
    # to the recommending unit
    "returned": Kind(
        _("退回补正"), _("%(names)s被退回补正。请按退回意见修改，并在 %(cure_by)s 前（含当天）再次报送；逾期视为弃权。"), COCKPIT
    ),
    "ended": Kind(_("推荐对象不再参评"), _("%(names)s：%(step)s。"), COCKPIT),
    "notice_begun": Kind(_("公示开始"), _("%(names)s列入公示，公示期为 %(first)s 至 %(last)s。"), COCKPIT),
    "commended": Kind(_("列入表彰名单"), _("%(names)s已列入表彰名单。"), COCKPIT),
    "deadline_near": Kind(
        _("报送截止时间临近"),
        _("报送截止时间为 %(deadline)s。本单位还没有报送完毕，逾期未报送的视为弃权。"),
        "recommendations",
    ),
    "deadline_moved": Kind(
        _("报送截止时间调整"), _("报送截止时间由 %(before)s 调整为 %(after)s，请据此安排报送。"), "recommendations"
    ),
    "publicity_over": Kind(_("单位公示期满"), _("%(names)s的单位公示已于 %(last)s 期满，没有异议的可以报送。"), COCKPIT),
    "cure_near": Kind(_("补正期限临近"), _("%(names)s须在 %(cure_by)s 前（含当天）补正并再次报送；逾期视为弃权。"), COCKPIT),
    # to the office
    "resubmitted": Kind(_("补正后再次报送"), _("%(unit)s补正后再次报送：%(names)s。"), COCKPIT),
    "opinion_doubt": Kind(
        _("部门有异议或需说明"), _("%(authority)s对%(names)s提出异议或者需要说明，请核实处理。"), "consultation"
    ),
    "decided": Kind(_("区委、区政府已审定"), _("%(names)s：%(step)s。"), "board"),
    "objection": Kind(_("收到公示异议"), _("收到对%(names)s的公示异议，请核实处理。"), "objection"),
    "proposal_decided": Kind(_("提请事项已有决定"), _("%(action)s（%(names)s）：%(outcome)s。"), "proposal"),
    "notice_over": Kind(
        _("公示期满"), _("第%(number)s号公示已于 %(last)s 期满，异议处理完毕后可以办理表彰。"), "commend"
    ),
    # to the panel
    "to_judge": Kind(
        _("推荐对象待评审"), _("建议名单新列入 %(count)s 个推荐对象，请评审；本单位推荐的已自动回避。"), "panel"
    ),
    "scores_wanted": Kind(_("请完成评审"), _("您还有 %(count)s 个推荐对象没有评审，请尽快完成。"), "panel"),
    # to the departments
    "opinion_asked": Kind(
        _("征求意见"), _("请对 %(count)s 个推荐对象提出意见，答复期限为 %(due_on)s。"), "my_opinions"
    ),
    "opinion_again": Kind(
        _("再次征求意见"), _("工作专班办公室对贵单位的意见作了说明，请再次答复，期限为 %(due_on)s。"), "my_opinions"
    ),
    "opinion_due": Kind(
        _("答复期限临近"), _("还有 %(count)s 个推荐对象没有答复，答复期限为 %(due_on)s。"), "my_opinions"
    ),
    "opinion_wanted": Kind(
        _("请答复征求意见"), _("还有 %(count)s 个推荐对象没有答复，其中 %(late)s 个已经逾期，请尽快答复。"), "my_opinions"
    ),
    # to the district
    "to_approve": Kind(_("名单待审定"), _("%(count)s 个推荐对象已提请审定。"), "approve"),
    "to_decide": Kind(_("提请事项待审定"), _("办公室提请%(action)s：%(names)s。"), "proposal"),
    # to whoever was told of a step that was undone since
    "undone": Kind(_("此前的消息已撤销"), _("“%(title)s”一事已经撤销，请以系统中的现状为准。原消息：%(text)s"), ""),
}  # fmt: skip

# Step of the workflow → the kind of message, and who gets it. What somebody's desk counts anyway (the first handing-in,
# all in one week) is not told; what steps ask of departments is told where it is asked.
STEPS_TOLD: dict[str, Sequence[tuple[str, str]]] = {
    "return": [("returned", UNIT)],
    "screen_out": [("ended", UNIT)],
    "lapse": [("ended", UNIT)],
    "drop": [("ended", UNIT)],
    "reject": [("ended", UNIT), ("decided", Role.OFFICE)],
    "disqualify": [("ended", UNIT)],
    "revoke": [("ended", UNIT)],
    "commend": [("commended", UNIT)],
    "resubmit": [("resubmitted", Role.OFFICE)],
    "shortlist": [("to_judge", Role.PANEL)],
    "forward": [("to_approve", Role.DISTRICT)],
    "approve": [("decided", Role.OFFICE)],
}


def title_of(kind: str) -> str:
    return str(KINDS[kind].title) if kind in KINDS else kind


def text_of(kind: str, words: dict[str, Any]) -> str:
    """The text with its gaps filled."""
    return str(KINDS[kind].text) % words


def some_names(names: Sequence[str]) -> str:
    """The first few, and how many there are: 甲、乙、丙等 5 个推荐对象."""
    first = "、".join(names[:NAMED])
    return (
        first
        if len(names) <= NAMED
        else _now("%(first)s等 %(count)d 个推荐对象") % {"first": first, "count": len(names)}
    )
