"""Where a nominee may stand a second time: the same marks elsewhere, and deeds that read alike. People decide."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nominations.enums import Kind
from nominations.models import Nomination

from ..models import Case
from ..passages import Likeness, alike

MOST = 5  # nominees shown that share passages
MARKS: dict[str, dict[str, str | Promise]] = {
    Kind.INDIVIDUAL: {"id_number": _("身份证号相同"), "name": _("姓名相同")},
    Kind.COLLECTIVE: {"credit_code": _("统一社会信用代码相同"), "name": _("名称相同")},
}
PARTS = (
    "cycle",
    "nomination__recommendation__unit",
    "nomination__collectivenomination",
    "nomination__individualnomination",
)


@dataclass(frozen=True)
class Kin:
    """Another case, and what it has in common with this one."""

    case: Case
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Resembling:
    """Another case whose deeds share passages with this one's."""

    case: Case
    likeness: Likeness


def kin_of(case: Case) -> list[Kin]:
    """Cases of any cycle with the same ID number, credit code or name; one query."""
    detail = case.nomination.detail
    words = MARKS[detail.kind]
    given = {name: getattr(detail, name).strip() for name in words}
    same = Q(pk__in=[])
    for name, value in given.items():
        if value:
            same |= Q(**{f"nomination__{detail.kind}nomination__{name}": value})
    found = Case.objects.select_related(*PARTS).defer("cycle__source").filter(same).exclude(pk=case.pk)
    return [Kin(other, _common(other, given)) for other in found.order_by("-cycle__issued_on", "pk")]


def _common(other: Case, given: dict[str, str]) -> tuple[str, ...]:
    detail = other.nomination.detail
    return tuple(
        str(word) for name, word in MARKS[detail.kind].items() if given[name] and getattr(detail, name) == given[name]
    )


def resembling(case: Case) -> list[Resembling]:
    """Those of the same cycle, of either kind, whose deeds share most with this one's; two queries."""
    deeds = (
        Nomination.objects.filter(recommendation__cycle=case.cycle_id).exclude(pk=case.nomination_id).exclude(deeds="")
    )
    found = alike(case.nomination.deeds, deeds.order_by("pk").values_list("pk", "deeds").iterator(), MOST)
    rows = Case.objects.select_related(*PARTS).defer("cycle__source").filter(nomination__in=[one.key for one in found])
    cases = {row.nomination_id: row for row in rows}
    return [Resembling(cases[one.key], one) for one in found]
