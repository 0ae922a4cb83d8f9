"""进度: a flow picture of how many stand where, the calendar of the cycle, unit by unit, and what blocks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_safe

from nominations.enums import Role
from nominations.models import AwardCycle
from nominations.permissions import READERS
from nominations.policy.notice import Notice

from ..selectors.board import Marked, by_stage, by_unit, calendar, side_roads
from ..selectors.cycles import begun_cycles
from ..selectors.desk import Desk
from ..selectors.rounds import round_of
from ..stages import HIGHROAD, Stage
from .common import demand_role

# The picture, in its own units: days on the left, the highroad in the middle, what lies beside it on the right.
WIDTH, BOX, BESIDE = 440, (116, 176), (312, 128)
BOX_HEIGHT, SIDE_HEIGHT, SIDE_GAP, ROW_GAP, LINE = 54, 32, 8, 24, 17

LABELS = {
    "issued": _l("%(day)s 印发通知"),
    "opened": _l("%(day)s 开始推荐"),
    "latest_start": _l("最迟 %(day)s 公示"),
    "deadline": _l("%(day)s 报送截止"),
    "notice": _l("%(day)s～%(last)s"),
    "commended": _l("%(day)s 表彰"),
}
LONG_LABELS = {
    "issued": _l("通知印发"),
    "opened": _l("开始推荐"),
    "latest_start": _l("最迟开始单位公示"),
    "deadline": _l("报送截止"),
    "notice": _l("公示"),
    "commended": _l("表彰"),
    "today": _l("今天"),
}


@dataclass(frozen=True)
class Box:
    """A stage in the picture; `words` say its counts by kind, `url` leads to its cases."""

    x: int
    y: int
    width: int
    height: int
    label: str
    words: str
    total: int
    url: str
    stage: str


@dataclass(frozen=True)
class Row:
    """One stage of the highroad, what turns off there, and the days that belong to it: (height, words) each."""

    box: Box
    beside: list[Box]
    days: list[tuple[int, str]]
    arrow: tuple[int, int] | None  # from where to where it leads on; None behind the last


@dataclass(frozen=True)
class Block:
    """`url` "" where this person has no page of it."""

    count: int
    label: str
    url: str


@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    demand_role(request.user, *READERS)
    cycle = get_object_or_404(begun_cycles(), pk=pk)
    now = timezone.now()
    desk = Desk(request.user, cycle, now)
    marked = calendar(cycle, now)
    rows = picture(cycle, by_stage(cycle), marked)
    last = rows[-1]
    context = {
        "cycle": cycle,
        "rows": rows,
        "width": WIDTH,
        "height": max(box.y + box.height for box in [last.box, *last.beside]) + 1,
        "calendar": [(LONG_LABELS[one.label], one) for one in marked],
        "units": by_unit(cycle),
        "blocks": [block for block in blocks(desk) if block.count],
        "judging": request.user.holds(Role.OFFICE) and desk.scores_missing and not round_of(cycle).over,
    }
    return render(request, "review/board/board.html", context)


def picture(cycle: AwardCycle, counts: Mapping[str, Counter[str]], marked: Iterable[Marked]) -> list[Row]:
    """The rows from the first stage to the last, with the place of everything in them."""
    days: dict[Stage, list[str]] = {}
    for one in marked:
        if one.label in LABELS:
            words = {"day": f"{one.day:%m-%d}", "last": f"{one.last or one.day:%m-%d}"}
            days.setdefault(one.stage, []).append(LABELS[one.label] % words)
    beside, rows, y = side_roads(), [], 1
    notice = cycle.notice
    for stage in HIGHROAD:
        box = _box(cycle, notice, counts, stage, (*BOX, y, BOX_HEIGHT))
        sides = [
            _box(cycle, notice, counts, side, (*BESIDE, y + number * (SIDE_HEIGHT + SIDE_GAP), SIDE_HEIGHT))
            for number, side in enumerate(beside[stage])
        ]
        texts = [(y + LINE * (number + 1), text) for number, text in enumerate(days.get(stage, ()))]
        bottom = max(one.y + one.height for one in [box, *sides])
        onward = bottom + ROW_GAP
        rows.append(Row(box, sides, texts, None if stage is HIGHROAD[-1] else (y + BOX_HEIGHT, onward)))
        y = onward
    return rows


def _box(
    cycle: AwardCycle,
    notice: Notice,
    counts: Mapping[str, Counter[str]],
    stage: Stage,
    place: tuple[int, int, int, int],
) -> Box:
    """`place`: x, width, y, height."""
    x, width, y, height = place
    found = counts.get(stage, Counter())
    words = " · ".join(f"{award.label.removeprefix(_('先进'))} {found[award.code]}" for award in notice.awards)
    url = f"{reverse('cases')}?cycle={cycle.pk}&stage={stage}"
    return Box(x, y, width, height, str(stage.label), words, sum(found.values()), url, stage.value)


def blocks(desk: Desk) -> list[Block]:
    """What waits for somebody, in the order of the way."""
    cycle = desk.cycle.pk

    def listed(stage: Stage) -> str:
        return f"{reverse('cases')}?cycle={cycle}&stage={stage}"

    consultation, proposals = reverse("consultation", args=[cycle]), reverse("proposals", args=[cycle])
    objections = reverse("objections", args=[cycle]) if desk.user.holds(Role.OFFICE, Role.AUDITOR) else ""
    return [
        Block(desk.stages[Stage.OFFICE_SCREENING], _("待资格审查、初步筛选"), listed(Stage.OFFICE_SCREENING)),
        Block(desk.cures_due, _("退回补正即将到期"), listed(Stage.RETURNED)),
        Block(desk.scores_missing, _("尚缺的评审"), listed(Stage.PANEL_REVIEW)),
        Block(desk.opinions["late"], _("逾期未复的部门意见"), consultation),
        Block(desk.opinions["unsettled"], _("待处理的异议和询问"), consultation),
        Block(desk.stages[Stage.DISTRICT_APPROVAL], _("待审定"), listed(Stage.DISTRICT_APPROVAL)),
        Block(desk.to_publish, _("审定通过、待公示"), listed(Stage.APPROVED)),
        Block(desk.objections, _("待处理的公示异议"), objections),
        Block(desk.proposals, _("待审定的取消、撤销"), proposals),
        Block(desk.notices_over, _("公示期满、待表彰"), listed(Stage.PUBLIC_NOTICE)),
    ]
