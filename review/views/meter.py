"""The composition meter in words: how a list would be made up, and what one nominee more or less would change."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nominations.policy.figures import in_digits
from nominations.policy.notice import COLLECTIVE, AwardKind
from nominations.policy.quota import Composition

from ..proposing import LeftOut
from ..selectors.lists import ratio
from ..selectors.preview import ListPreview


@dataclass(frozen=True)
class Share:
    label: str
    text: str


@dataclass(frozen=True)
class Meter:
    """One kind of award. `text`: its ratio with the arithmetic; `units`: brief name and how many, most first."""

    label: str
    count: int
    places: int
    text: str
    state: str
    shares: Sequence[Share]
    units: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Effect:
    """What changes with one nominee; `over` where a limit would be passed that holds now."""

    text: str
    over: bool = False


def meter_of(award: AwardKind, preview: ListPreview, *, places_bind: bool) -> Meter:
    """`places_bind`: R1 limits this list (a shortlist may be longer than there are places, 差额)."""
    made = preview.made_up[award.code]
    over = places_bind and made.over_places
    return Meter(
        award.label,
        made.count,
        made.places,
        arithmetic(award, made),
        "over" if over else "near" if made.over_cap else "ok",
        shares(award, made),
        list(preview.units.get(award.code, {}).items()),
    )


def arithmetic(award: AwardKind, made: Composition) -> str:
    """机关事业单位 3 个，占 25%；上限 12 × 25% → 3 个."""
    words = {**ratio(made), "measure": award.measure, "label": award.capped_label}
    text = _("%(count)s %(measure)s（表彰名额 %(places)s %(measure)s）") % words
    if award.capped:
        text += "；" + _(
            "%(label)s %(capped)s %(measure)s，占 %(share)s%%；上限 %(count)s × %(percent)s%% → %(cap)s %(measure)s"
        ) % words
    return text


def shares(award: AwardKind, made: Composition) -> list[Share]:
    """Parts of the list that no rule limits, and that whoever makes it looks at."""
    parts = [(_("处级"), made.division_level)]
    if award.code == COLLECTIVE:
        parts.append((_("规上工业企业"), made.above_scale))
    else:
        parts.append((_("一线工作人员"), made.frontline))
    return [
        Share(label, f"{part} {award.measure}（{in_digits(made.share_of(part), 1)}%）") for label, part in parts
    ]


def effect(award: AwardKind, made: Composition, *, checked: bool, capped: bool, places_bind: bool) -> Effect:
    """What leaving out one that is on the list, or adding one that is not, makes of it."""
    after = made.changed(-1 if checked else 1, capped=capped)
    words = {**ratio(after), "measure": award.measure, "over_cap": after.over_cap, "over_places": after.over_places}
    text = (_("去掉后 %(count)s %(measure)s") if checked else _("列入后 %(count)s %(measure)s")) % words
    if award.capped:
        text += _("，计入占比 %(capped)s %(measure)s（%(share)s%%）") % words
    if after.over_cap:
        text += _("，超上限 %(over_cap)s %(measure)s") % words
    if places_bind and after.over_places:
        text += _("，超名额 %(over_places)s %(measure)s") % words
    worse = after.over_cap > made.over_cap or (places_bind and after.over_places > made.over_places)
    return Effect(text, worse)


def left_out_words(award: AwardKind, why: LeftOut, made: Composition) -> str:
    """Why the proposal leaves somebody out; `made`: how the list it proposes is made up."""
    words = {**ratio(made), "measure": award.measure, "label": award.capped_label}
    if why is LeftOut.PLACES:
        return _("建议方案未列入：表彰名额 %(places)s %(measure)s已满") % words
    if why is LeftOut.CAP:
        return _("建议方案未列入：%(label)s已到上限（%(count)s × %(percent)s%% → %(cap)s %(measure)s）") % words
    if why is LeftOut.TIE:
        return _("建议方案未列入：与他人并列，余下的名额不够全部列入，请组长确定")
    return _("建议方案未列入：名次在前的并列尚未确定")
