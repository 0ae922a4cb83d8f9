"""The Word templates of a cycle, for the administrator: take away, edit in Word, bring back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nominations.enums import Kind, Role
from nominations.models import AwardCycle
from nominations.views.administration.common import only_for

from ..documents.word_template import blanks, word_template
from ..forms.word_template import DOCX, WordTemplateForm
from ..services.advance import Act
from ..services.word_templates import drop_template, keep_template
from .downloads import as_file


@only_for(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def word_template_page(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Which template is in use; another is uploaded, or the notice's own taken again."""
    cycle = _cycle(slug, kind)
    act = Act(request.user, timezone.now())
    if "drop" in request.POST:
        drop_template(cycle, kind, act)
        messages.success(request, _("已恢复为按通知版式生成的模板。"))
        return redirect("word_template", slug, kind)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = WordTemplateForm(cycle.notice, kind, *sent)
    if form.is_valid():
        keep_template(cycle, kind, form.cleaned_data["file"].name, form.content, act)
        messages.success(request, _("模板已启用，以后下载的 Word 审批表都用它。"))
        return redirect("word_template", slug, kind)
    context = {
        "cycle": cycle,
        "form": form,
        "kind": kind,
        "award": cycle.notice.award(kind),
        "own": cycle.word_templates.filter(kind=kind).defer("content").first(),
        "blanks": sorted(blanks(cycle.notice, kind)),
    }
    return render(request, "review/word/template.html", context, status=422 if form.errors else 200)


@only_for(Role.ADMIN)
@require_safe
def word_template_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The template in use."""
    cycle = _cycle(slug, kind)
    own = cycle.word_templates.filter(kind=kind).first()
    form = cycle.notice.award(kind).form
    name = _("%(attachment)s %(title)s（模板）.docx") % {"attachment": form.attachment, "title": "".join(form.title)}
    return as_file(bytes(own.content) if own else word_template(cycle.notice, kind), name, DOCX)


def _cycle(slug: str, kind: str) -> AwardCycle:
    if kind not in Kind.values:
        raise Http404
    return get_object_or_404(AwardCycle, slug=slug)
