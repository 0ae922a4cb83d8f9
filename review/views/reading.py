"""What helps the reader of a case: its printed form on the screen, and another's deeds beside its own."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from nominations.permissions import READERS

from ..documents.fitting import Fit
from ..documents.forms import fits_of, masked_form_pdf
from ..documents.picture import pages_png
from ..models import Case
from ..passages import LONG, marked
from ..selectors.nominee import Reading, reading_of
from .common import case_seen_by

# What Chinese typesetters call a size of so many points.
SIZES = {
    14: gettext_lazy("四号"),
    12: gettext_lazy("小四号"),
    10.5: gettext_lazy("五号"),
    9: gettext_lazy("小五号"),
    7.5: gettext_lazy("六号"),
    6.5: gettext_lazy("小六号"),
}
TABLE = 2  # the page where the form's table begins, behind cover and instructions


@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as it prints, from its table on, numbers masked; for those who read the whole form."""
    case = _case_read_in_full(request, pk)
    return HttpResponse(pages_png(masked_form_pdf(case.nomination), TABLE), content_type="image/png")


@require_safe
def printed_fit(request: HttpRequest, pk: int) -> HttpResponse:
    """Which texts of the printed form gave way to fit their boxes; the page of the case takes it in."""
    case = _case_read_in_full(request, pk)
    return render(
        request, "review/cases/fit.html", {"case": case, "notes": [fit_words(one) for one in fits_of(case.nomination)]}
    )


def _case_read_in_full(request: HttpRequest, pk: int) -> Case:
    case = case_seen_by(request.user, pk)
    if reading_of(request.user, case) is not Reading.FULL:
        raise PermissionDenied(_("审批表只供推荐单位、工作专班办公室、区委区政府和审计员查看。"))
    return case


def fit_words(fit: Fit) -> str:
    """“先进事迹：字号缩小为五号，续至第 4 页”."""
    words = []
    if fit.narrowed:
        words.append(_("行距收紧"))
    if fit.size:
        words.append(_("字号缩小为%(size)s") % {"size": SIZES.get(fit.size) or _("%(size)g磅") % {"size": fit.size}})
    if fit.page:
        words.append(_("续至第 %(page)d 页") % {"page": fit.page})
    if fit.added:
        words.append(_("表内放不下，转入表后续页"))
    label = _("封面%(label)s") % {"label": fit.label} if fit.cover else fit.label
    return _("%(label)s：%(words)s") % {"label": label, "words": _("，").join(words)}


@require_safe
def beside(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """The deeds of two nominees, side by side, with the passages that they share marked."""
    case, second = case_seen_by(request.user, pk), case_seen_by(request.user, other)
    if not request.user.holds(*READERS):
        raise PermissionDenied(_("事迹比对只供工作专班办公室、区委区政府和审计员查看。"))
    deeds = case.nomination.deeds, second.nomination.deeds
    context = {
        "case": case,
        "sides": [(case, marked(deeds[0], deeds[1])), (second, marked(deeds[1], deeds[0]))],
        "long": LONG,
    }
    return render(request, "review/cases/beside.html", context)
