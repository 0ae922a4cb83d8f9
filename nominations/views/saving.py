"""What the drafting views say when a form could not be saved."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ..forms.base import DraftForm
from ..forms.differences import differences


def stale_words(row: Any) -> str:
    """Who saved meanwhile, and when."""
    who = getattr(row, "updated_by", None)
    if who is None:
        return _("本表已在另一个窗口修改并保存。您这里的内容没有保存，仍保留在页面上。")
    return _("本表已由 %(who)s 于 %(when)s 在另一个窗口修改并保存。您这里的内容没有保存，仍保留在页面上。") % {
        "who": who,
        "when": f"{localtime(row.updated_at):%m-%d %H:%M:%S}",
    }


def not_saved(request: HttpRequest, form: DraftForm, refusal: str, back_url: str) -> HttpResponse:
    """409: too late, or locked meanwhile. What was typed stands on the page, to be copied."""
    context = {"refusal": refusal, "typed": differences(form), "back_url": back_url}
    return render(request, "nominations/not_saved.html", context, status=409)
