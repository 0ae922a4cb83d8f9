"""The unit's cockpit: what is open, what is missing, how much time and quota is left, and every step from there."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nominations.enums import Role
from nominations.messages import working_words
from nominations.permissions import may_reveal, works_for
from nominations.policy.quota import Working
from nominations.selectors import visible_to

from ..selectors.cockpit import Cockpit, Line, Posting, cockpit
from ..selectors.receipts import receipts_of
from ..stages import Stage
from .common import Said, said
from .mending import ShownPoint, points_of, said_of_nominee, said_of_unit

# Judged anew for those that are ticked: one may announce fewer than there are drafts.
QUOTA_RULES = ("Q1", "Q2", "Q3", "Q4", "Q5")

OPEN = (Stage.DRAFT, Stage.RETURNED, Stage.UNIT_PUBLICITY)
UNSENT = (Stage.DRAFT, Stage.UNIT_PUBLICITY, Stage.LAPSED)


@dataclass(frozen=True)
class ShownLine:
    line: Line
    missing: list[Said]
    warnings: list[Said]
    points: list[ShownPoint]


@dataclass(frozen=True)
class ShownPosting:
    """`blocked`: why its nominees cannot be handed in yet."""

    posting: Posting
    blocked: list[Said]


@dataclass(frozen=True)
class ShownQuota:
    label: str
    working: Working
    arithmetic: str
    drafts: int  # how many drafts would come on top
    state: str


@require_safe
def cockpit_page(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = get_object_or_404(visible_to(request.user), pk=pk)
    desk = cockpit(recommendation, timezone.now())
    lines = {line.nomination.pk: shown_line(line) for line in desk.lines}
    postings = [ShownPosting(posting, said(posting.findings)) for posting in desk.postings if posting.lines]
    context = {
        "recommendation": recommendation,
        "cycle": recommendation.cycle,
        "desk": desk,
        "drafts": [lines[line.nomination.pk] for line in desk.drafts],
        "returned": [lines[line.nomination.pk] for line in desk.returned],
        "handed_in": desk.handed_in,
        "postings": postings,
        "past": [shown for shown in postings if not shown.posting.waiting],
        "quotas": shown_quotas(desk),
        "unit_missing": said_of_unit(recommendation, desk.findings),
        "unit_warnings": said_of_unit(recommendation, desk.warnings),
        "late": said(desk.late),
        "missed": missed(desk),
        "cannot_announce": why_not_announce(desk),
        "to_check": [lines[line.nomination.pk] for line in desk.lines if line.case.stage in OPEN and line.findings],
        "is_lead": works_for(request.user, recommendation, Role.UNIT_LEAD),
        "is_member": works_for(request.user, recommendation),
        "may_download": may_reveal(request.user, recommendation),
        "receipts": receipts_of(recommendation) if may_reveal(request.user, recommendation) else (),
    }
    return render(request, "review/cockpit/cockpit.html", context)


def shown_line(line: Line) -> ShownLine:
    points = points_of(line.sent_back, line.nomination.kind) if line.sent_back else []
    return ShownLine(
        line, said_of_nominee(line.nomination, line.findings), said_of_nominee(line.nomination, line.warnings), points
    )


def shown_quotas(desk: Cockpit) -> list[ShownQuota]:
    """Both kinds' allowances: what is used, with the arithmetic of the notice."""
    shown, notice = [], desk.recommendation.cycle.notice
    for award in notice.awards:
        used, planned = desk.quota.used[award.code], desk.quota.planned[award.code]
        state = "over" if used.over else "near" if not used.left else "ok"
        drafts = planned.used - used.used
        shown.append(ShownQuota(award.label, used, working_words(used, notice), drafts, state))
    return shown


def missed(desk: Cockpit) -> bool:
    """Whether the deadline went by with something not handed in, or with nothing at all: only then is it an alarm."""
    unsent = any(line.case.stage in UNSENT and not line.case.cure_by for line in desk.lines)
    return bool(desk.late) and (unsent or not desk.lines)


def why_not_announce(desk: Cockpit) -> str:
    """Why no draft can be announced now; "" where one can."""
    if desk.late:
        return _("已过报送截止时间。")
    if all(line.unfinished for line in desk.drafts):
        return _("还没有填写齐全的推荐对象，请先补齐下面“报送前检查”列出的各项。")
    if any(finding.rule not in QUOTA_RULES for finding in desk.findings):
        return _("推荐单位的信息还没有填写齐全，请先补齐下面“报送前检查”列出的各项。")
    return ""
