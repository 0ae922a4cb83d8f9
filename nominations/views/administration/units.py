"""推荐单位: the list, one unit, and Excel out and in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ...administration import units as administration
from ...enums import CycleStatus, Role
from ...forms.administration.common import asked, state
from ...forms.administration.units import UnitForm, UnitsConfirmForm, UnitSearchForm, UnitsUploadForm
from ...models import AwardCycle, Unit
from ...notice_words import Codes, codes_of
from ...selectors import administration as selectors
from ...units_workbook import FIELDS, units_workbook
from ...workbooks import CONTENT_TYPE
from .common import only_for, page_of, refuse_in

TEMPLATES = "nominations/administration"
FAULTS_SHOWN = 200
HEADINGS = {field: heading for heading, field in FIELDS.items()}


@only_for(Role.ADMIN)
@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    notices = selectors.notices()
    codes = codes_of(*notices)
    form = UnitSearchForm(codes, request.GET)
    wanted = asked(form)
    page = page_of(request, selectors.units(wanted["q"], wanted["kind"], state(wanted["active"])))
    rows = [(unit, *labels(unit, codes)) for unit in page]
    context = {"form": form, "page": page, "rows": rows, "newest": codes_of(*notices[:1]).kinds}
    return render(request, f"{TEMPLATES}/units.html", context)


def labels(unit: Unit, codes: Codes) -> tuple[str, str]:
    """The words for a unit's kind and authority; the bare code where no notice has one."""
    return codes.kinds.get(unit.kind, unit.kind), codes.authorities.get(unit.authority, unit.authority)


@only_for(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One unit, or a new one."""
    unit = get_object_or_404(Unit, pk=pk) if pk is not None else Unit()
    notices = selectors.notices()
    form = UnitForm(codes_of(*notices), request.POST or None, instance=unit)
    conflict, differences, status = "", [], 200
    if form.is_valid():
        try:
            administration.save_unit(form.save(commit=False), request.user, form.cleaned_data["seen"])
        except ValidationError as error:
            if getattr(error, "code", "") == "outdated":
                conflict, differences, status = error.messages[0], form.take_up(Unit.objects.get(pk=pk)), 409
            else:
                refuse_in(form, error)
        else:
            messages.success(request, _("单位“%(name)s”已保存。") % {"name": unit.name})
            return redirect("manage_units")
    context = {
        "form": form,
        "unit": unit,
        "conflict": conflict,
        "differences": differences,
        "without_notice": not notices,
        "counting": selectors.units_with_enterprises(notices),
        "open_cycles": AwardCycle.objects.filter(status=CycleStatus.OPEN).defer("source"),
    }
    return render(request, f"{TEMPLATES}/unit.html", context, status=status)


@only_for(Role.ADMIN)
@require_GET
def unit_export(request: HttpRequest) -> HttpResponse:
    """All units, as the import takes them back."""
    data = units_workbook(Unit.objects.all(), codes_of(*selectors.notices()))
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = (
        "attachment; filename=units.xlsx; filename*=UTF-8''%E6%8E%A8%E8%8D%90%E5%8D%95%E4%BD%8D.xlsx"
    )
    return response


@only_for(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_import(request: HttpRequest) -> HttpResponse:
    """A workbook → what it would change, or its faults → all of it, or nothing."""
    notices = selectors.notices()
    codes = codes_of(*notices)
    if "lines" in request.POST:
        return _confirmed(request, codes)
    form = UnitsUploadForm(codes, request.POST or None, request.FILES or None)
    context = {"form": form, "without_notice": not notices, "codes": codes}
    if not notices or not form.is_valid():
        return render(request, f"{TEMPLATES}/unit_import.html", context)
    if form.faults:
        context |= {"faults": form.faults[:FAULTS_SHOWN], "more": max(0, len(form.faults) - FAULTS_SHOWN)}
        return render(request, f"{TEMPLATES}/unit_import.html", context)
    return _plan_page(request, administration.plan_import(form.rows), form.sealed, codes)


def _plan_page(request: HttpRequest, plan: administration.ImportPlan, lines: str, codes: Codes) -> HttpResponse:
    form = UnitsConfirmForm(codes, initial={"lines": lines, "seal": plan.seal})
    context = {"plan": plan, "form": form, "rows": [(change, worded(change, codes)) for change in plan.changes]}
    return render(request, f"{TEMPLATES}/unit_import_preview.html", context)


def worded(change: administration.UnitChange, codes: Codes) -> list[tuple[str, object, object]]:
    """(heading, before, after) as a person reads them; for a new unit `before` is None and empty values are left out."""
    if change.unit is None:
        filled = ((field, getattr(change.row, field)) for field in HEADINGS if field != "name")
        return [
            (HEADINGS[field], None, in_words(field, value, codes)) for field, value in filled if value not in ("", 0)
        ]
    return [(HEADINGS[f], in_words(f, before, codes), in_words(f, after, codes)) for f, before, after in change.changes]


def in_words(field: str, value: object, codes: Codes) -> object:
    """A unit's value as the sheet writes it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field == "kind":
        return codes.kinds.get(str(value), value)
    if field == "authority":
        return codes.authorities.get(str(value), value) or _("（无）")
    return _("（无）") if value == "" else value


def _confirmed(request: HttpRequest, codes: Codes) -> HttpResponse:
    form = UnitsConfirmForm(codes, request.POST)
    if not form.is_valid():
        for words in [fault for faults in form.errors.values() for fault in faults]:
            messages.error(request, words)
        return redirect("manage_unit_import")
    try:
        plan = administration.import_units(form.rows, form.cleaned_data["seal"], request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return _plan_page(request, administration.plan_import(form.rows), form.cleaned_data["lines"], codes)
    counts = {"added": plan.added, "changed": len(plan.changes) - plan.added, "same": plan.unchanged}
    messages.success(request, _("导入完成：新增 %(added)d 个，更改 %(changed)d 个，%(same)d 个没有变化。") % counts)
    return redirect("manage_units")
