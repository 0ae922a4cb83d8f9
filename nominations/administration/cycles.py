"""评选表彰活动: its notice loaded, changed and copied while it is prepared; then opened, its deadline moved, closed."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ..characters import unprintable
from ..enums import CycleStatus, Role
from ..models import AwardCycle, Unit, User, record
from ..policy.differences import Difference, differences
from ..policy.faults import Fault, NoticeError
from ..policy.notice import Notice
from ..policy.reading import read_notice
from .notice_copy import copied_notice

TITLE_LENGTH = AwardCycle._meta.get_field("title").max_length


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Preview:
    """What loading `source` would do. `refusal`: why it may not, "" when it may."""

    source: str
    notice: Notice
    cycle: AwardCycle | None  # the one it would change
    differences: list[Difference]
    refusal: str

    @property
    def seal(self) -> str:
        """Stands for both sides of the comparison: if either has changed meanwhile, what was shown is no longer so."""
        before = self.cycle.source if self.cycle else ""
        return hashlib.sha256(f"{before}\0{self.source}".encode()).hexdigest()


def checked_notice(source: str) -> Notice:
    """The notice, fit to be stored. Raises NoticeError with all faults."""
    notice = read_notice(source)
    if len(notice.title) > TITLE_LENGTH:
        found, allowed = _("有 %d 个字") % len(notice.title), _("最多 %d 个字") % TITLE_LENGTH
        raise NoticeError([Fault("title", found, allowed)])
    return notice


def preview(source: str) -> Preview:
    """What `load_cycle` would do with this text. Raises NoticeError with all faults."""
    notice = checked_notice(source)
    if faults := _unprintable(source):
        raise NoticeError(faults)
    cycle = AwardCycle.objects.filter(slug=notice.slug).first()
    changes = differences(read_notice(cycle.source), notice) if cycle else []
    return Preview(source, notice, cycle, changes, _load_refusal(cycle, notice))


def _unprintable(source: str) -> list[Fault]:
    """A fault for each line with characters that no paper would show. Notices stored before are not asked."""
    lines = ((number, unprintable(line)) for number, line in enumerate(source.split("\n"), 1))
    return [
        Fault(_("第 %d 行") % number, _("含有 %s") % "、".join(signs), _("须改用标准汉字")) for number, signs in lines if signs
    ]


def _load_refusal(cycle: AwardCycle | None, notice: Notice) -> str:
    if cycle is None or cycle.status == CycleStatus.PREPARING or read_notice(cycle.source) == notice:
        return ""
    return _(
        "活动“%(title)s”已经开启，名额、条件、程序等不能再改；截止时间可以在活动页上说明理由后调整。下一次评选请用“复制”另建活动。"
    ) % {"title": cycle.title}


@transaction.atomic
def load_cycle(source: str, actor: User | None = None) -> tuple[AwardCycle, Outcome]:
    """Make or change the preparing cycle that a notice's TOML describes; an opened one stays as it is.

    Raises NoticeError with all faults of the text, ValidationError when it would change an opened cycle.
    """
    notice = checked_notice(source)
    facts = _columns(source, notice)
    cycle, created = AwardCycle.objects.select_for_update().get_or_create(slug=notice.slug, defaults=facts)
    if created:
        record(actor, "cycle_loaded", cycle, role=_role(actor), title=cycle.title)
        return cycle, Outcome.CREATED
    if refusal := _load_refusal(cycle, notice):
        raise ValidationError(refusal, code="opened")
    if cycle.status != CycleStatus.PREPARING or cycle.source == source:
        return cycle, Outcome.UNCHANGED
    _rewrite(cycle, facts, actor)
    return cycle, Outcome.UPDATED


def _columns(source: str, notice: Notice) -> dict[str, object]:
    return {"source": source, "title": notice.title, "issued_on": notice.issued_on, "deadline": notice.deadline}


def _rewrite(cycle: AwardCycle, facts: dict[str, object], actor: User | None) -> None:
    before = read_notice(cycle.source)
    for field, value in facts.items():
        setattr(cycle, field, value)
    cycle.save(update_fields=list(facts))
    changes = [[d.path, d.before, d.after] for d in differences(before, read_notice(cycle.source))]
    record(actor, "cycle_changed", cycle, role=_role(actor), changes=changes)


def _role(actor: User | None) -> str:
    return Role.ADMIN if actor else ""


@transaction.atomic
def copy_cycle(
    cycle: AwardCycle, actor: User, *, slug: str, title: str, issued_on: date, deadline: datetime
) -> AwardCycle:
    """A new cycle in preparation with the policy of `cycle`.

    Raises NoticeError with all faults: the slug is taken, the dates do not make a notice.
    """
    faults = []
    if AwardCycle.objects.filter(slug=slug).exists():
        faults.append(Fault("slug", _("代码“%s”已被另一个活动使用") % slug, _("请换一个")))
    try:
        source = copied_notice(cycle.source, slug=slug, title=title, issued_on=issued_on, deadline=deadline)
    except NoticeError as error:
        faults.extend(error.faults)
    if faults:
        raise NoticeError(faults)
    copy, _outcome = load_cycle(source, actor)
    record(actor, "cycle_copied", copy, role=_role(actor), copied_from=cycle.slug)
    return copy


def _locked(cycle: AwardCycle) -> AwardCycle:
    return AwardCycle.objects.select_for_update().get(pk=cycle.pk)


def refusal_to_open(cycle: AwardCycle, now: datetime) -> str:
    """Why the cycle cannot be opened; "" when it can."""
    if cycle.status != CycleStatus.PREPARING:
        return _("该活动当前为“%(status)s”，只有筹备中的活动可以开启。") % {"status": cycle.get_status_display()}
    if now > cycle.deadline:
        return _("报送截止时间 %(deadline)s 已过，请先在通知内容里改为将来的时间，再开启。") % {
            "deadline": moment(cycle.deadline)
        }
    return _refusal_by_units(cycle)


def _refusal_by_units(cycle: AwardCycle) -> str:
    """A unit of a kind that the notice does not know would have no quota rule."""
    kinds = [kind.code for kind in cycle.notice.unit_kinds]
    strangers = [unit.brief for unit in Unit.objects.filter(active=True).exclude(kind__in=kinds)]
    if not strangers:
        return ""
    return _("这些单位的类别不在本通知之中，请先改正或停用：%(units)s。") % {"units": "、".join(strangers)}


def refusal_to_move(cycle: AwardCycle) -> str:
    """Why the deadline cannot be moved; "" when it can."""
    if cycle.is_open:
        return ""
    if cycle.status == CycleStatus.PREPARING:
        return _("活动尚未开启，请直接修改通知内容里的截止时间。")
    return _("活动已经结束，截止时间不能再改。")


def refusal_to_close(cycle: AwardCycle, now: datetime) -> str:
    """Why the cycle cannot be closed; "" when it can."""
    if not cycle.is_open:
        return _("该活动当前为“%(status)s”，只有进行中的活动可以结束。") % {"status": cycle.get_status_display()}
    if now <= cycle.deadline:
        return _(
            "报送截止时间 %(deadline)s 未到，各单位仍可报送，不能结束。确需提前结束的，请先说明理由调整截止时间。"
        ) % {"deadline": moment(cycle.deadline)}
    return ""


def _demand(refusal: str) -> None:
    if refusal:
        raise ValidationError(refusal)


def moment(at: datetime) -> str:
    """A point in time as pages and messages write it, to the second: T1 counts to the second."""
    return localtime(at).strftime("%Y-%m-%d %H:%M:%S")


@transaction.atomic
def open_cycle(cycle: AwardCycle, actor: User | None, now: datetime) -> AwardCycle:
    """Put the notice in force: from here on units fill in, and the policy stands. Raises ValidationError."""
    cycle = _locked(cycle)
    _demand(refusal_to_open(cycle, now))
    cycle.status, cycle.opened_at = CycleStatus.OPEN, now
    cycle.save(update_fields=["status", "opened_at"])
    record(actor, "cycle_opened", cycle, role=_role(actor), deadline=moment(cycle.deadline))
    return cycle


def deadline_fault(cycle: AwardCycle, deadline: datetime, now: datetime) -> str:
    """What is wrong with a new deadline (aware); "" for nothing."""
    if deadline <= now:
        return _("新的截止时间须晚于现在（%(now)s）。") % {"now": moment(now)}
    if deadline == cycle.deadline:
        return _("与现在的截止时间相同，请填写新的时间。")
    return ""


@transaction.atomic
def change_deadline(cycle: AwardCycle, deadline: datetime, reason: str, actor: User, now: datetime) -> AwardCycle:
    """Move the deadline of an open cycle, the one thing that may change in it.

    `deadline` is aware and lies after `now`. Raises ValidationError, at its field where it has one.
    """
    cycle = _locked(cycle)
    _demand(refusal_to_move(cycle))
    faults = {}
    if fault := deadline_fault(cycle, deadline, now):
        faults["deadline"] = fault
    if not reason.strip():
        faults["reason"] = _("请写明调整截止时间的理由，它会记入审计记录。")
    if faults:
        raise ValidationError(faults)
    before, cycle.deadline = cycle.deadline, deadline
    cycle.save(update_fields=["deadline"])
    words = {"before": moment(before), "after": moment(deadline), "reason": reason.strip()}
    record(actor, "deadline_changed", cycle, role=_role(actor), **words)
    return cycle


@transaction.atomic
def close_cycle(cycle: AwardCycle, actor: User | None, now: datetime) -> AwardCycle:
    """End an open cycle after its deadline: nothing in it is filled in any more. Raises ValidationError."""
    cycle = _locked(cycle)
    _demand(refusal_to_close(cycle, now))
    cycle.status, cycle.closed_at = CycleStatus.CLOSED, now
    cycle.save(update_fields=["status", "closed_at"])
    record(actor, "cycle_closed", cycle, role=_role(actor))
    return cycle
