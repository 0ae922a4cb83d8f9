"""The desk: all cases that one may read, narrowed, counted by stage, put in order, and taken away as a workbook."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from nominations.enums import Role
from nominations.models import AwardCycle, record
from nominations.permissions import READERS, REVEALERS, UNIT_ROLES

from ..documents.desk import desk_sheet
from ..documents.excel import sheet_xlsx
from ..forms.filters import CaseFilter
from ..models import Case
from ..navigation import desk_of
from ..selectors.desk import Desk
from ..selectors.facts import day_in
from ..selectors.findings import findings_of
from .common import Said, said
from .downloads import XLSX, as_file
from .narrowing import ALL, narrowed
from .saved_filters import shortcuts

PER_PAGE = 30
HEADS: tuple[tuple[str, Promise], ...] = (
    ("name", _("名称（姓名）")),
    ("kind", _("类别")),
    ("unit", _("推荐单位")),
    ("stage", _("阶段")),
    ("rank", _("名次")),
    ("since", _("进入阶段")),
)


@dataclass(frozen=True)
class Head:
    """A column's heading: `sort` is what its link asks for, `order` how the list is sorted by it now."""

    label: str | Promise
    sort: str
    order: str


@dataclass(frozen=True)
class Chip:
    """A rule that has something to say of a case, how often, and in which words."""

    rule: str
    severity: str
    message: str
    count: int


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Without any filter in the address: the cycle at hand."""
    reads_all = request.user.holds(*READERS)
    found = narrowed(request)
    page = Paginator(found.cases, PER_PAGE).get_page(request.GET.get("page"))
    beside = findings_beside(desk_of(request), page) if reads_all else {}
    context = {
        "form": found.form,
        "page": page,
        "rows": [(case, beside.get(case.nomination_id, ())) for case in page],
        "cycle": found.cycle,
        "stages": found.stages,
        "heads": list(heads(found.form, reads_all)),
        "reads_all": reads_all,
        "shortcuts": shortcuts(request, found.form) if reads_all else (),
        "ticks": bool(found.cycle) and request.user.holds(Role.OFFICE),
        "all": ALL,
        "filters": [(name, found.form.data[name]) for name in found.form.fields if found.form.data.get(name)],
        "may_download": request.user.holds(*REVEALERS),
        "may_print": request.user.holds(*REVEALERS, *UNIT_ROLES),
    }
    return render(request, "review/cases/list.html", context)


@require_safe
def case_export(request: HttpRequest) -> HttpResponse:
    """All that the filters leave, as a workbook without personal numbers; on record."""
    role = next((role for role in READERS if request.user.holds(role)), "")
    if not role:
        raise PermissionDenied(_("名单只供工作专班办公室、区委区政府和审计员导出。"))
    found = narrowed(request)
    cycle = found.cycle or desk_of(request).cycle
    cases = list(found.cases)
    title = _now("%(title)s推荐对象") % {"title": f"{cycle} " if cycle else ""}
    response = as_file(sheet_xlsx(desk_sheet(title, cases)), f"{title}.xlsx", XLSX)
    if cycle:
        record(request.user, "cases_exported", cycle, role=role, number=len(cases), filters=request.GET.urlencode())
    return response


def findings_beside(desk: Desk, cases: Iterable[Case]) -> dict[int, list[Chip]]:
    """What the rules say of the cases of a page, by key of the nominee, each rule once."""
    cycles: dict[AwardCycle, list[int]] = {}
    for case in cases:
        cycles.setdefault(case.cycle, []).append(case.nomination_id)
    return {
        key: chips(said(findings))
        for cycle, keys in cycles.items()
        for key, findings in findings_of(cycle, day_in(cycle, desk.now), keys).items()
    }


def chips(findings: Iterable[Said]) -> list[Chip]:
    by_rule: dict[tuple[str, str], list[str]] = {}
    for found in findings:
        by_rule.setdefault((found.rule, found.severity), []).append(found.message)
    return [Chip(rule, severity, "\n".join(texts), len(texts)) for (rule, severity), texts in by_rule.items()]


def heads(form: CaseFilter, reads_all: bool) -> Iterable[Head]:
    """The second click on a heading turns the order round."""
    now: str = form.cleaned_data.get("sort", "")
    for name, label in HEADS:
        if name != "rank" or reads_all:
            order = {name: "ascending", f"-{name}": "descending"}.get(now, "")
            yield Head(label, f"-{name}" if now == name else name, order)
